"""Every handler fails: the log says which and where, and nothing of who asked. What nobody knows is not even named."""

import re
from types import SimpleNamespace

import pytest

from joint_account.identity.gate import declarations
from joint_account.identity.sessions import start_session
from tests.attacks.handlers import CASES, short
from tests.attacks.wire import ROOT, Wire
from tests.serving import ROOT as PROJECT
from tests.serving import serving
from tests.stories import an_organizer

BREAKS = """
import functools

import os

import joint_account.identity.gate as gate
from joint_account import serve

declare, environment, path = gate.open_to, serve._environment, os.environ["PYTHONPATH"]
serve._environment = lambda: environment() | {"PYTHONPATH": path}


def open_to(rule):
    def around(handler):
        @functools.wraps(handler)
        async def fails(self, *arguments, **more):
            raise RuntimeError("forced to fail")

        return declare(rule)(fails)

    return around


gate.open_to = open_to
"""
"""Read by Python when the server starts: what stands behind the gate fails."""

SOMETHING = SimpleNamespace(invitation=SimpleNamespace(id=7), spare=SimpleNamespace(id=8), note_id=9, thread_id=10)
SECRET = "a-cookie-of-another-product"


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    folder = tmp_path_factory.mktemp("broken")
    (folder / "sitecustomize.py").write_text(BREAKS)
    with serving(folder, PYTHONPATH=f"{folder}:{PROJECT}") as address:
        yield folder, address


async def test_what_fails_is_in_the_log_by_its_name_and_nothing_of_who_asked(broken, use_settings):
    import joint_account.joint_account  # noqa: F401  (puts every state there)

    folder, address = broken
    use_settings(DATABASE_URL=f"sqlite:///{folder / 'data.sqlite'}")
    token = await start_session(await an_organizer())
    cookie = f"session={token}; other={SECRET}"
    async with Wire(address, cookie=cookie, origin=address) as wire:
        for name in declarations():
            await wire.call(name, CASES[short(name)].payload(SOMETHING))
            await wire.call(name, {"made": SECRET})
        for name in ("nobody.knows", f"{ROOT}.setvar", f"{ROOT}.nobody_knows"):
            await wire.call(name, {"made": SECRET})
        await wire.settled()
    log = (folder / "log").read_text()
    failed = set(re.findall(r"(\w+\.\w+) failed", log))
    assert {name.lower().replace("state", "_state") for name in failed} == {short(name) for name in declarations()}
    assert not [word for word in (token, SECRET, "session=", "cookie", "user-agent", "sec-websocket") if word in log.lower()]
