"""How a first visit is measured: sizes on the wire, and Lighthouse, in a browser with a fresh profile."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright

from tests.browser.conftest import FLAGS, installed_chromium
from tests.serving import free_port


@contextmanager
def a_visitor(playwright: Playwright, address: str, port: int, demo: bool) -> Iterator[BrowserContext]:
    """A browser with a fresh profile, logged in to a demo of its own when asked; `port` is where Lighthouse finds it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=installed_chromium(), args=[*FLAGS, f"--remote-debugging-port={port}"], base_url=address
        )
        if demo:
            context.request.post("/demo", max_redirects=0)
        yield context
        context.close()


def invitation_of_a_demo(playwright: Playwright, address: str) -> str:
    """The path of an open invitation."""
    with a_visitor(playwright, address, free_port(), demo=True) as context:
        page = context.new_page()
        page.goto("/mailbox")
        link = page.get_by_role("link", name="Open its link").get_attribute("href")
    return str(link).removeprefix(address)


def sizes(page: Page, path: str, shows: str) -> dict[str, float]:
    """KiB on the wire by kind, until the page shows what it is for."""
    kinds: dict[str, str] = {}
    weights: Counter[str] = Counter()
    network = page.context.new_cdp_session(page)
    network.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    network.on(
        "Network.loadingFinished",
        lambda event: weights.update({kinds.get(event["requestId"], ""): event["encodedDataLength"]}),
    )
    network.send("Network.enable")
    page.goto(path, wait_until="networkidle")
    page.get_by_text(re.compile(shows)).first.wait_for()
    return {kind: weights[kind] / 1024 for kind in ("Script", "Stylesheet")} | {"Total": weights.total() / 1024}


def lighthouse(folder: Path, url: str, port: int) -> dict[str, float]:
    """One run against the browser at `port`.

    Raises:
        RuntimeError: Lighthouse failed; the text is what it said.
    """
    done = subprocess.run(
        [
            "node_modules/.bin/lighthouse",
            url,
            f"--port={port}",
            "--disable-storage-reset",
            "--only-categories=performance,accessibility",
            "--output=json",
            "--quiet",
        ],
        cwd=folder,
        env=with_our_node(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"Lighthouse failed at {url}:\n{done.stderr}")
    report = json.loads(done.stdout)
    audits = report["audits"]
    return {
        "performance": report["categories"]["performance"]["score"] * 100,
        "accessibility": report["categories"]["accessibility"]["score"] * 100,
        "lcp": audits["largest-contentful-paint"]["numericValue"] / 1000,
        "cls": audits["cumulative-layout-shift"]["numericValue"],
        "tbt": audits["total-blocking-time"]["numericValue"],
    }


def with_our_node() -> dict[str, str]:
    """The environment in which npm and node are those of our virtual environment."""
    return os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def install_lighthouse(folder: Path) -> str:
    """Its version; empty when it could not be installed."""
    install = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", "lighthouse"]
    if subprocess.run(install, cwd=folder, env=with_our_node(), check=False).returncode:
        return ""
    return json.loads((folder / "node_modules/lighthouse/package.json").read_text())["version"]
