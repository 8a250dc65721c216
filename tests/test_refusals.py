"""What is refused at the doors stands in the log, with where it came from, and floods nothing."""

import logging

import pytest

from joint_account.shell.doors import Doors
from joint_account.tries import refusals

HOST = (b"host", b"account.example")
ELSEWHERE = (b"origin", b"https://evil.example")


async def _asked(address, *headers, kind="http", path="/"):
    async def nothing(*_arguments):
        return {"type": "websocket.disconnect", "code": 1008}

    scope = {
        "type": kind,
        "path": path,
        "method": "POST",
        "headers": list(headers),
        "client": (address, 1),
        "query_string": b"",
    }
    await Doors(nothing, lambda _path: False)(scope, nothing, nothing)


@pytest.mark.parametrize("kind", ["http", "websocket"])
async def test_another_host_and_another_sites_form_are_logged_once_a_minute_an_address(kind, use_settings, caplog, monkeypatch):
    use_settings(PUBLIC_URL="https://account.example")
    monkeypatch.setattr(refusals, "_said", {})
    clock = refusals.time.monotonic
    with caplog.at_level(logging.WARNING):
        for address in ("203.0.113.7", "203.0.113.7", "203.0.113.8"):
            await _asked(address, (b"host", b"evil.example"), kind=kind)
            await _asked(address, HOST, ELSEWHERE, kind=kind, path="/reset/a-secret-token")
        assert [line.rpartition(" ")[2] for line in caplog.messages] == ["203.0.113.7"] * 2 + ["203.0.113.8"] * 2
        monkeypatch.setattr(refusals.time, "monotonic", lambda: clock() + 61)
        await _asked("203.0.113.7", (b"host", b"evil.example"), kind=kind)
    assert len(caplog.messages) == 5
    assert "evil" not in caplog.text and "secret" not in caplog.text
