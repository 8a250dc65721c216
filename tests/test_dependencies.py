"""Every package is pinned to one version, and that is the one that is installed."""

import re
from importlib.metadata import version

import pytest

from joint_account.settings import ROOT

FILES = ("requirements.txt", "tests/requirements.txt")
PIN = re.compile(r"([A-Za-z0-9][\w.-]*)(\[[\w,-]+\])?==(\d[\w.+!-]*)")


def asked_for(file):
    """The lines of a requirements file that ask for a package."""
    lines = (line.partition(" #")[0].strip() for line in (ROOT / file).read_text().splitlines())
    return [line for line in lines if line and not line.startswith(("#", "-r "))]


@pytest.mark.parametrize("file", FILES)
def test_every_package_is_pinned_and_that_version_is_installed(file):
    pins = {line: PIN.fullmatch(line) for line in asked_for(file)}
    assert pins and all(pins.values()), [line for line, pin in pins.items() if not pin]
    assert {line: version(pin[1]) for line, pin in pins.items()} == {line: pin[3] for line, pin in pins.items()}


def test_the_front_end_and_the_providers_have_lock_files():
    assert (ROOT / "reflex.lock" / "bun.lock").exists() and (ROOT / "tests" / "provider" / "package-lock.json").exists()
