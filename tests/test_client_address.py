"""Where a request comes from: the proxy in front is believed, and nobody else."""

import pytest

from joint_account.shell.doors import Doors

PUBLIC_URL = "https://account.example"
CLIENT, PROXY, FAR_PROXY = "203.0.113.7", "10.0.0.1", "10.9.9.9"

SAID = [
    (PROXY, [], PROXY),
    (PROXY, [CLIENT], CLIENT),
    (PROXY, [f"{CLIENT}, {FAR_PROXY}"], CLIENT),
    (PROXY, [CLIENT, FAR_PROXY], CLIENT),
    (PROXY, [f"6.6.6.6, {CLIENT}"], CLIENT),
    (PROXY, ["6.6.6.6", CLIENT], CLIENT),
    (PROXY, [f"6.6.6.6, {CLIENT}, {FAR_PROXY}"], CLIENT),
    (PROXY, [f"{CLIENT}, unknown"], PROXY),
    (PROXY, ["evil\n2026 forged"], PROXY),
    (PROXY, [FAR_PROXY], FAR_PROXY),
    (f"::ffff:{PROXY}", ["2001:db8::1"], "2001:db8::1"),
    (f"::ffff:{CLIENT}", ["6.6.6.6"], CLIENT),
    (CLIENT, ["6.6.6.6"], CLIENT),
    (CLIENT, [f"6.6.6.6, {PROXY}"], CLIENT),
]


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(("peer", "said", "expected"), SAID, ids=lambda value: str(value)[:40])
async def test_a_request_comes_from_whom_the_trusted_proxy_heard(kind, peer, said, expected, use_settings):
    use_settings(PUBLIC_URL=PUBLIC_URL, TRUSTED_PROXIES="10.0.0.0/8, 127.0.0.1")
    seen = []

    async def app(scope, _receive, _send):
        seen.append(scope["client"][0])

    headers = [(b"host", b"account.example"), *((b"x-forwarded-for", one.encode()) for one in said)]
    path = "/_event" if kind == "websocket" else "/"
    scope = {"type": kind, "path": path, "method": "GET", "headers": headers, "client": (peer, 1), "query_string": b""}
    await Doors(app, lambda _path: False)(scope, None, None)
    assert seen == [expected]
