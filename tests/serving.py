"""The product as users run it: a child process of its own, on a free port."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(folder: Path, **settings: object) -> tuple[subprocess.Popen[bytes], str]:
    """Starts `python -m joint_account serve`, with its data in `folder`; its log is `folder/log`."""
    port = settings.pop("PORT", None) or free_port()
    ours = "TRUSTED_|SMTP_|MAIL_|OIDC_|PUBLIC_|DATABASE_|REDIS_|HOST|PORT|INVITATION_|MAX_"
    environment = {name: value for name, value in os.environ.items() if not re.match(ours, name)}
    # Demos take seconds to prepare; whoever tests them turns them on.
    environment |= {"DEMO": "off"}
    environment |= {"PORT": str(port), "DATABASE_URL": f"sqlite:///{folder / 'data.sqlite'}"}
    environment |= {"SECRET_KEY": "for tests only and long enough to be taken"}
    environment |= {name: str(value) for name, value in settings.items()}
    log = (folder / "log").open("ab")
    command = [sys.executable, "-m", "joint_account", "serve"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    wait_until_it_answers(address, process, folder / "log")
    return process, address


def wait_until_it_answers(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Returns when /ping answers; the first start builds the front end."""
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server stopped:\n{log.read_text()}")
        try:
            with urllib.request.urlopen(f"{address}/ping", timeout=2):
                return
        except urllib.error.HTTPError:
            return  # It answers, if only that this is not its PUBLIC_URL.
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError(f"the server did not answer:\n{log.read_text()}")


def kill(process: subprocess.Popen[bytes]) -> None:
    """Ends the server and what it started as a power cut would."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def serving(folder: Path, **settings: object) -> Iterator[str]:
    """The product's address, while the block runs."""
    process, address = start(folder, **settings)
    try:
        yield address
    finally:
        kill(process)
