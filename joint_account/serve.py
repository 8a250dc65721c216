"""Builds the front end when it has changed, and starts the server."""

import fcntl
import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

from joint_account.settings import ROOT, VAR, Settings, settings

WEB = ROOT / ".web"
_MARK = WEB / "build" / "of"
LARGEST_HEAD = 64 * 1024
"""Bytes of a request's line and headers."""
_BUILT_FROM = ("joint_account/**/*.py", "assets/*", "rxconfig.py", "requirements.txt")


class BuildFailed(Exception):
    """The front end could not be built; the text says where to read why."""


def build() -> bool:
    """Builds the front end unless the last build is of the same sources.

    Returns:
        Whether it had to.

    Raises:
        BuildFailed: Reflex could not build it.
    """
    VAR.mkdir(mode=0o700, exist_ok=True)
    with (VAR / "build.lock").open("w") as lock:
        # Two starts at once build once.
        fcntl.flock(lock, fcntl.LOCK_EX)
        sources = _digest_of_sources()
        if _MARK.exists() and _MARK.read_text() == sources:
            return False
        _export()
        _find_the_server_at_the_pages_address()
        _MARK.write_text(sources)
        return True


def _export() -> None:
    log = VAR / "build.log"
    with log.open("w") as output:
        done = subprocess.run(  # noqa: S603
            [_in_environment("reflex"), "export", "--frontend-only", "--no-zip"],
            cwd=ROOT,
            env=building_environment(),
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        raise BuildFailed(f"The front end could not be built; {log} says why.")
    # Reflex writes it in one shape at a first build and in another later; a start leaves the checkout as it was.
    lock = ROOT / "reflex.lock" / "package.json"
    lock.write_text(json.dumps(json.loads(lock.read_text()), indent=2) + "\n")


def start(address: str) -> None:
    """Becomes the server: page and websocket together, on PORT of an IP address of this machine. Does not return."""
    command = [
        _in_environment("granian"),
        "--interface=asgi",
        "--factory",
        f"--host={address}",
        f"--port={settings().port}",
        "--workers=1",
        "--no-access-log",
        "--log-level=warning",
        "--workers-kill-timeout=10",
        # Browsers and proxies speak HTTP/1.1 to it; what they say first must fit, and be said in ten seconds.
        "--http=1",
        "--http1-header-read-timeout=10000",
        f"--http1-buffer-size={LARGEST_HEAD}",
        "joint_account.joint_account:served",
    ]
    os.chdir(ROOT)
    os.execve(command[0], command, serving_environment())  # noqa: S606


def serving_environment() -> dict[str, str]:
    """The environment in which Reflex serves what was built, without building."""
    return _environment() | {
        "REFLEX_ENV_MODE": "prod",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
        "__REFLEX_SKIP_COMPILE": "true",
    }


def building_environment() -> dict[str, str]:
    """The environment in which the front end is built: JavaScript packages of others run in it, and learn no setting."""
    return {name: value for name, value in _environment().items() if name.lower() not in Settings.model_fields}


def _environment() -> dict[str, str]:
    # Node and Bun come from our own virtual environment.
    return os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONPATH": str(ROOT),
        "REFLEX_TELEMETRY_ENABLED": "false",
    }


def _in_environment(program: str) -> str:
    return str(Path(sys.executable).parent / program)


def _digest_of_sources() -> str:
    digest = hashlib.sha256()
    for pattern in _BUILT_FROM:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _find_the_server_at_the_pages_address() -> None:
    """Reflex writes one server address into the build; ours is wherever the page came from, so one build serves all."""
    for script in (WEB / "build" / "client" / "assets").glob("reflex-env-*.js"):
        text = script.read_text()
        text = re.sub(r'(["\'`])ws://localhost:8000(/\w+)\1', r'(location.origin.replace(/^http/,"ws")+"\2")', text)
        text = re.sub(r'(["\'`])http://localhost:8000(/\w+)\1', r'(location.origin+"\2")', text)
        script.write_text(text)
        Path(f"{script}.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
