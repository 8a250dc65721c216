"""A certified OpenID provider, as a process of its own: tests/provider/provider.mjs, which `make test` installs."""

import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

from tests.serving import ROOT, free_port, kill, wait_until_it_answers

CLIENT_ID, CLIENT_SECRET = "joint-account", "another client's secret, that nobody may see"
FOLDER = ROOT / "tests" / "provider"


class RealProvider:
    """Where it is, and how the product is told of it."""

    def __init__(self, issuer):
        self.issuer = issuer
        self.entry = {
            "id": "acme",
            "label": "Acme",
            "issuer": issuer,
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
        }

    async def agree(self, browser, address, email):
        """Logs in at the provider, or cancels without an address; returns where it sends the browser back to."""
        answer = await browser.get(address)
        for _ in range(10):
            if "location" in answer.headers:
                there = urljoin(str(answer.url), answer.headers["location"])
                if not there.startswith(self.issuer):
                    return there
                answer = await browser.get(there)
            else:
                agrees, cancels = re.findall(r'action="([^"]+)"', answer.text)
                form = agrees if email else cancels
                answer = await browser.post(urljoin(self.issuer, form), data={"login": email})
        raise AssertionError(f"the provider leads in a circle: {answer.url}")


@contextmanager
def a_real_provider(folder):
    """The provider, while the block runs; its log is in `folder`."""
    if not (FOLDER / "node_modules" / "oidc-provider").is_dir():
        raise RuntimeError("The provider is not installed: `make test` does that, or `npm ci --prefix tests/provider`.")
    port, log = free_port(), folder / "provider.log"
    issuer = f"http://127.0.0.1:{port}"
    with log.open("wb") as output:
        command = [Path(sys.executable).parent / "node", "provider.mjs", str(port), CLIENT_ID, CLIENT_SECRET]
        process = subprocess.Popen(command, cwd=FOLDER, stdout=output, stderr=output, start_new_session=True)
        try:
            wait_until_it_answers(issuer, process, log)
            yield RealProvider(issuer)
        finally:
            kill(process)
