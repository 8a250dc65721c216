"""Requests that no browser sends, over bare sockets to the real server: each is refused, ends, and leaves nothing behind."""

import asyncio
import gzip
import io
import json
import time
import zipfile
from urllib.parse import urlsplit

import aiohttp
import pytest

from joint_account.shell.bodies import PATIENCE
from joint_account.shell.headers import CLIENT
from joint_account.shell.places import SECONDS_TO_SPEAK
from tests.attacks.asking import a_path, asked
from tests.attacks.conftest import COOKIE, HOST, PUBLIC_URL
from tests.attacks.routes import DOWNLOADS, FRAMEWORK, GETS, POSTS, PROTECTED, PUBLIC, STYLES
from tests.attacks.wire import PATH, an_address
from tests.snapshots import snapshot

FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
UPGRADE = (
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


async def _connected(attacked):
    there = urlsplit(attacked.address)
    return await asyncio.open_connection(there.hostname, there.port)


async def said(attacked, text, patience=12.0):
    """What comes back until the server hangs up; None behind it when it does not."""
    reader, writer = await _connected(attacked)
    writer.write(text.encode("latin-1"))
    heard = b""
    try:
        async with asyncio.timeout(patience):
            while more := await reader.read(65536):
                heard += more
    finally:
        writer.close()
    return heard.decode("latin-1")


def request(line, *headers, host=HOST, body=""):
    return "\r\n".join([line, f"Host: {host}", *headers, "", body])


SMUGGLED = "GET /ping HTTP/1.1\r\nHost: account.example\r\n\r\n"
DOUBTFUL = {
    "two lengths": request("POST /login HTTP/1.1", FORM[:-2], "Content-Length: 0", "Content-Length: 5", body="abcde"),
    "a length and chunks": request(
        "POST /login HTTP/1.1", FORM[:-2], "Content-Length: 4", "Transfer-Encoding: chunked", body=f"0\r\n\r\n{SMUGGLED}"
    ),
    "chunks and a length": request(
        "POST /login HTTP/1.1", FORM[:-2], "Transfer-Encoding: chunked", "Content-Length: 4", body=f"0\r\n\r\n{SMUGGLED}"
    ),
    "an unknown coding": request("POST /login HTTP/1.1", FORM[:-2], "Transfer-Encoding: xchunked", body=f"0\r\n\r\n{SMUGGLED}"),
    "chunked, but not last": request(
        "POST /login HTTP/1.1", FORM[:-2], "Transfer-Encoding: chunked, identity", body=f"0\r\n\r\n{SMUGGLED}"
    ),
    "a blank before the colon": request("POST /login HTTP/1.1", FORM[:-2], "Content-Length : 4", body=f"a=bc{SMUGGLED}"),
    "a folded line": request("GET /ping HTTP/1.1", "X-A: b", " c: d"),
    "a line that ends in CR": request("GET /ping HTTP/1.1", "X-A: b\rSet-Cookie: evil=1"),
    "a nul": request("GET /ping HTTP/1.1", "X-A: a\0b"),
    "no Host": "GET /ping HTTP/1.1\r\nConnection: close\r\n\r\n",
    "two Hosts": request("GET /ping HTTP/1.1", "Host: evil.example", "Connection: close"),
    "one Host twice": request("GET /ping HTTP/1.1", f"Host: {HOST}", "Connection: close"),
    "HTTP/1.0 without a Host": "GET /membership HTTP/1.0\r\n\r\n",
    "HTTP/2 at once": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "200 headers": request("GET /ping HTTP/1.1", *(f"X-{number}: a" for number in range(200))),
    "half a megabyte of header": request("GET /ping HTTP/1.1", "X-A: " + "a" * 500_000),
}


@pytest.mark.parametrize("doubt", DOUBTFUL)
async def test_what_two_readers_might_read_differently_is_refused_and_ends_the_connection(attacked, doubt):
    heard = await said(attacked, DOUBTFUL[doubt])
    statuses = [line.split()[1] for line in heard.split("\r\n") if line.startswith("HTTP/1")]
    assert len(statuses) <= 1, "what stood behind was read as a request"
    assert '"pong"' not in heard and "evil" not in heard
    if doubt not in {
        "a length and chunks",
        "chunks and a length",
    }:  # Read by its chunks, as RFC 9112, 6.3 says; and nothing more.
        assert statuses in ([], ["400"], ["431"])


async def test_a_line_that_names_another_host_by_itself_gets_nothing_of_it(attacked):
    for path in ("/login", "/ping", "/membership"):
        heard = await said(attacked, request(f"GET http://evil.example{path} HTTP/1.1", "Connection: close"))
        assert "evil" not in heard
    for line in ("CONNECT evil.example:443 HTTP/1.1", "TRACE /login HTTP/1.1", "get /login HTTP/1.1", "DEBUG / HTTP/1.1"):
        heard = await said(attacked, request(line, "X-Secret: repeated", "Connection: close"))
        assert heard.split()[1] in {"400", "404", "405"} and "repeated" not in heard


async def test_a_method_is_what_the_line_says(attacked):
    before = await snapshot()
    async with attacked.client("organizer") as client:
        for header in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
            answer = await asked(client, "GET", "/logout", headers={header: "POST"})
            assert answer.status_code in {404, 405}
        assert (await asked(client, "GET", "/logout?_method=POST")).status_code in {404, 405}
    assert await snapshot() == before


async def test_another_site_asks_for_permission_in_vain(attacked):
    """Not even for an answer that only our own pages get: nobody else needs to know what they may ask."""
    async with attacked.client("organizer") as client:
        for origin in ("https://evil.example", "null", PUBLIC_URL):
            for path in ("/", "/login", "/stores/import", "/_event/", "/ping", "/assets/x.js"):
                how = {"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-a"}
                answer = await asked(client, "OPTIONS", path, headers=how)
                assert answer.status_code == 405
                answer = await asked(client, "GET", path, headers={"Origin": origin})
                assert not [name for name in answer.headers if name.startswith("access-control")]


async def test_a_socket_that_is_refused_has_the_headers_too(attacked):
    refused = {
        request("GET /_event/?EIO=4&transport=websocket&token=x HTTP/1.1", UPGRADE + "Origin: https://evil.example"): "403",
        request("GET /_event/?EIO=4&transport=websocket&token=x HTTP/1.1", UPGRADE[:-2], host="evil.example"): "400",
        request("GET /login HTTP/1.1", UPGRADE[:-2]): "404",
    }
    for text, status in refused.items():
        heard = await said(attacked, text)
        assert heard.split()[1] == status
        for header in ("content-security-policy", "strict-transport-security", "x-content-type-options", "cache-control"):
            assert f"\r\n{header}: " in heard.lower(), (status, header)


async def _trickled(attacked, first, piece):
    """Says something every second, and counts the seconds until the server has enough."""
    reader, writer = await _connected(attacked)
    writer.write(first.encode())
    began, heard = time.monotonic(), b""
    while time.monotonic() - began < 90:
        try:
            async with asyncio.timeout(1):
                more = await reader.read(65536)
        except TimeoutError:
            writer.write(piece.encode())
            continue
        except ConnectionError:
            break
        if not more:
            break
        heard += more
    writer.close()
    return time.monotonic() - began, heard.decode("latin-1")


async def test_whoever_is_slow_on_purpose_loses_the_connection(attacked):
    """All at once: a head, silence, a connection kept for nothing, a body, chunks, an upload, a socket that says nothing."""
    post = f"POST /login HTTP/1.1\r\nHost: {HOST}\r\n{FORM}"
    upload = f"POST /stores/import?name=x HTTP/1.1\r\nHost: {HOST}\r\nCookie: {attacked.cookie('organizer')}\r\n"
    socket = request("GET /_event/?EIO=4&transport=websocket&token=x HTTP/1.1", UPGRADE[:-2])
    slow = {
        "a head": ("GET /ping HTTP/1.1\r\n", "X", 11, ""),
        "silence": ("", "", 11, ""),
        "kept for nothing": (SMUGGLED, "", 11, "200"),
        "a body": (f"{post}Content-Length: 60000\r\n\r\n", "a", PATIENCE + 2, "408"),
        "chunks": (f"{post}Transfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n", PATIENCE + 2, "408"),
        "an upload": (f"{upload}Content-Length: 9000000\r\n\r\n", "a" * 500, PATIENCE + 8, "408"),
        "a socket": (socket, "", SECONDS_TO_SPEAK + 2, "101"),
    }
    before = await snapshot()
    ended = await asyncio.gather(*(_trickled(attacked, first, piece) for first, piece, _most, _status in slow.values()))
    for (name, (_first, _piece, most, status)), (seconds, heard) in zip(slow.items(), ended, strict=True):
        assert seconds < most + 3, name
        assert (heard.split()[1] if heard else "") == status, name
    assert await snapshot() == before
    assert list((attacked.folder / "uploads").glob("*")) == [] if (attacked.folder / "uploads").exists() else True


async def test_a_page_that_speaks_stays_as_long_as_it_likes(attacked):
    async with attacked.wire("viewer") as wire:
        await asyncio.sleep(SECONDS_TO_SPEAK + 2)
        await wire.settled()


async def test_a_socket_that_says_too_much_is_closed_and_others_are_not(attacked):
    calm = attacked.wire("viewer")
    async with calm, attacked.wire("viewer") as loud:
        for _ in range(400):
            await loud.emit("ping")
        async with asyncio.timeout(10):
            await loud._client.wait()
        await calm.settled()
    lines = [line for line in attacked.log().splitlines() if "too many tries: events, socket" in line]
    assert 1 <= len(lines) <= 2


async def test_one_address_holds_so_many_sockets_and_no_more(attacked):
    url, who = f"{attacked.address}{PATH}/?EIO=4&transport=websocket&token=", {"Host": HOST, "X-Forwarded-For": an_address()}
    async with aiohttp.ClientSession(headers=who, connector=aiohttp.TCPConnector(limit=0)) as session:
        opened = []
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            for number in range(401):
                opened.append(await session.ws_connect(f"{url}{number}"))
        assert len(opened) == 400 and refused.value.status == 429 and int(refused.value.headers["Retry-After"]) > 0
        async with attacked.wire("viewer"):  # From elsewhere.
            pass
        await opened.pop().close()
        await asyncio.sleep(0.2)
        await (await session.ws_connect(f"{url}again")).close()
        await asyncio.gather(*(one.close() for one in opened))


async def test_what_is_packed_or_in_10000_parts_is_refused(attacked):
    before = await snapshot()
    packed = gzip.compress(b"email=" + b"x" * 10_000_000)
    async with attacked.client("organizer") as client:
        for path in map(a_path, POSTS):
            for coding in ("gzip", "deflate", "br", "gzip, gzip"):
                how = {"Content-Encoding": coding, "Content-Type": "application/x-www-form-urlencoded"}
                assert (await asked(client, "POST", path, content=packed, headers=how)).status_code == 415
        parts = b"".join(b'--x\r\nContent-Disposition: form-data; name="a%d"\r\n\r\n\r\n' % number for number in range(10_000))
        for some in (parts[:60_000], parts):
            how = {"Content-Type": "multipart/form-data; boundary=x"}
            answer = await asked(client, "POST", "/login", content=some + b"--x--\r\n", headers=how)
            assert answer.status_code in {400, 413}
    assert await snapshot() == before


def _zip_bomb():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("report.txt", b"\0" * 100_000_000)
    return packed.getvalue()


async def _orders():
    """What a report becomes; a refused one is on record, and nothing else."""
    return {name: rows for name, rows in (await snapshot()).items() if name in {"customer_order", "order_line", "daily_sales"}}


async def test_a_report_that_would_unpack_to_gigabytes_is_refused_in_words(attacked):
    before = await _orders()
    async with attacked.client("organizer") as client:
        for name, content in (
            ("bomb.zip", _zip_bomb()),
            ("bomb.txt.gz", gzip.compress(b"\0" * 100_000_000)),
            ("x.txt", _zip_bomb()),
        ):
            answer = await asked(client, "POST", f"/stores/import?name={name}", content=content)
            told = json.loads(answer.text.strip().splitlines()[-1])
            assert told["taken"] is False and len(told["text"]) > 20, told
    assert await _orders() == before


async def test_every_route_and_every_kind_of_file_has_the_headers_and_its_own_rule_for_caches(attacked):
    kinds = {path.suffix: f"/{path.relative_to(CLIENT)}" for path in CLIENT.rglob("*") if path.is_file()}
    assert {".js", ".css", ".svg", ".html"} <= set(kinds)
    for role in ("", "organizer"):
        async with attacked.client(role) as client:
            for route in PUBLIC | PROTECTED | GETS | DOWNLOADS | STYLES | FRAMEWORK | set(POSTS) | {"/nothing/here"}:
                for method in ("GET", "HEAD"):
                    answer = await asked(client, method, a_path(route))
                    rule = answer.headers["cache-control"]
                    private = route in PROTECTED | DOWNLOADS or answer.status_code >= 300
                    assert rule == ("no-store" if private else "no-cache, private") or (rule == "no-store"), (route, rule)
            for path in kinds.values():
                answer = await asked(client, "GET", path)
                assert ("immutable" in answer.headers["cache-control"]) == path.startswith("/assets/")


async def test_a_cookie_given_before_the_log_in_is_not_taken_over(attacked):
    """Session fixation: the id is new at log-in, and an id that somebody brought along means nothing."""
    form = {"name": "Fixa", "email": "fixa@cookie.example", "password": "a sentence nobody knows", "country": "DE"}
    async with attacked.client() as client:
        client.headers["Cookie"] = f"{COOKIE}=brought-along; session=brought-along"
        registered = await client.post("/register", data=form)
        first = registered.headers["set-cookie"].partition(";")[0]
        client.headers["Cookie"] = first
        again = await client.post("/login", data=form)
        second = again.headers["set-cookie"].partition(";")[0]
        assert len({f"{COOKIE}=brought-along", first, second}) == 3
        for dead in (first, f"{COOKIE}=brought-along", f"session={second.partition('=')[2]}"):
            client.headers["Cookie"] = dead
            assert (await client.get("/membership")).headers["location"].startswith("/login")
        client.headers["Cookie"] = second
        assert (await client.get("/membership")).status_code == 200


async def test_nobody_is_logged_out_or_in_by_another_site(attacked):
    tricks = {"Content-Type": "text/plain"}, {"Content-Type": "application/x-www-form-urlencoded; charset=utf-7"}
    before = await snapshot()
    for role in ("", "organizer"):
        for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "", "Sec-Fetch-Site": "cross-site"}):
            async with attacked.client(role, **headers) as client:
                for path in ("/logout", "/login", "/demo", "/security/end-others"):
                    for trick in tricks:
                        answer = await asked(client, "POST", path, content="email=olga@victim.example", headers=trick)
                        assert answer.status_code == 403 and "set-cookie" not in answer.headers
    assert await snapshot() == before


async def test_a_form_from_another_page_of_ours_is_a_form(attacked):
    """Otherwise the refusals above would prove nothing."""
    for headers in (
        {"Origin": PUBLIC_URL},
        {"Origin": "", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "", "Sec-Fetch-Site": "none"},
    ):
        async with attacked.client("viewer", **headers) as client:
            assert (await asked(client, "POST", "/confirm/send")).status_code == 303
