"""Somebody without a browser, who knows the source, asks every page and file for what is not theirs."""

import re

import pytest

from joint_account.mail.models import Letter
from joint_account.settings import settings
from joint_account.shell.headers import CLIENT
from tests.attacks.asking import a_path, asked, raw, safe
from tests.attacks.conftest import HOST
from tests.attacks.routes import DOWNLOADS, FRAMEWORK, GETS, POSTS, PROTECTED, PUBLIC, STYLES
from tests.snapshots import snapshot
from tests.stories import an_invitation, an_organizer

POLICY = "content-security-policy"
HOSTILE_TEXTS = ["%0d%0aSet-Cookie:%20evil=1", "%00", "%E2%98%83", "%ff", "x" * 5000, "%2e%2e%2fetc", "1." + "A" * 33]


OTHER_SPELLINGS = """
//membership/ /membership// /./membership/ /x/../membership/index.html /%2e/membership/ /%2fmembership/ /\\membership/
/assets/../membership/index.html /assets/%2e%2e/membership/index.html /assets/..%2fmembership/index.html /membership%2f
/assets//../membership/index.html /MEMBERSHIP/ /%5cmembership/ /membership%00/ /membership;x/ /assets/..;/membership/
/.//membership//index.html /membership%2findex.html.gz
"""


NOT_THERE = """
/../../rxconfig.py /assets/../../../../pyproject.toml /%2e%2e/%2e%2e/%2e%2e/pyproject.toml /..%2f..%2fenv.json /etc/passwd
/assets/%2e%2e%2f%2e%2e%2f%2e%2e%2fpyproject.toml //etc/passwd /%2fetc/passwd /.env /.git/config /..%5c..%5cpyproject.toml
/data.sqlite /var/secret_key /build/of /env.json /_upload /_upload/x /_all_routes /auth-codespace /assets/%00 /docs
/openapi.json /metrics
"""


@pytest.fixture(scope="module")
def product():
    from joint_account.joint_account import app

    return app


def test_no_route_is_without_its_attack(product):
    ours = product.api_transformer[0].routes
    assert {route.path for route in ours if "POST" in route.methods} == set(POSTS)
    assert {route.path for route in ours if "GET" in route.methods} == GETS | DOWNLOADS | STYLES
    assert {route.path.rstrip("/") for route in product._api.routes} - {""} == FRAMEWORK
    assert {f"/{route}".replace("/index", "/") for route in product._unevaluated_pages} == PUBLIC | PROTECTED


@pytest.mark.parametrize("role", ["", "ended"])
async def test_whoever_is_not_logged_in_gets_no_protected_page(attacked, role):
    async with attacked.client(role) as client:
        for route in PROTECTED:
            for path in (a_path(route), f"{a_path(route)}/", f"{a_path(route)}?period=year", f"{a_path(route)}/index.html"):
                for method in ("GET", "HEAD"):
                    answer = await asked(client, method, path)
                    assert answer.status_code == 303 and answer.headers["location"].startswith("/login"), path
                    assert answer.text == ""


async def test_whoever_is_logged_in_is_led_on_from_where_one_comes_in(attacked):
    async with attacked.client("stranger") as client:
        for page in ("/login", "/register"):
            for method in ("GET", "HEAD"):
                answer = await asked(client, method, f"{page}?next=/orders")
                assert (answer.status_code, answer.headers.get("location")) == (303, "/orders"), (method, page)


async def test_a_download_is_for_whoever_may_have_it(attacked):
    before = await snapshot()
    for role in ("", "ended", "viewer", "stranger", "stranger's"):
        async with attacked.client(role) as client:
            for path in DOWNLOADS:
                for junk in ("", "?person=nobody", f"?joint_account_id={attacked.victim_id}", "?before=9999999999&kind=%00"):
                    answer = await asked(client, "GET", path + junk)
                    looks = role == "viewer" and path.startswith("/orders/")
                    refused = 303 if role in {"", "ended"} else 403 if role == "viewer" and not looks else 200
                    assert answer.status_code == refused
                    assert looks or attacked.seen_in(answer.text) == []
                    assert answer.headers["cache-control"] == "no-store"
    async with attacked.client("organizer") as client:
        assert attacked.seen_in((await asked(client, "GET", "/activity/export.csv")).text)
    # That somebody took orders away is written down, and nothing else.
    after = await snapshot()
    assert {table for table in before if after[table] != before[table]} <= {"audit_entry", "audit_head", "change"}


async def test_no_other_spelling_of_a_protected_path_gets_past_the_log_in(attacked):
    secret_pages = [page.read_bytes() for page in CLIENT.glob("membership/**/index.html")]
    assert secret_pages
    for path in OTHER_SPELLINGS.split():
        status, body = await raw(attacked, "GET", path)
        assert status in {303, 400, 404}, path
        assert b"Family Members" not in body, path
        assert not any(page in body for page in secret_pages)


async def test_files_outside_the_build_are_not_there(attacked):
    for path in NOT_THERE.split():
        status, body = await raw(attacked, "GET", path)
        assert status in {400, 404}, (path, status)
        assert not re.search(rb"\[tool\.|root:|rx\.Config", body)
        status, _ = await raw(attacked, "POST", path)
        assert status in {400, 404, 405}, (path, status)


async def test_pages_hold_nothing_of_anybody(attacked):
    """The documents are the same for everybody: what is somebody's own comes over the websocket."""
    for role in ("organizer", "stranger", ""):
        async with attacked.client(role) as client:
            for route in PUBLIC | (PROTECTED if role else set()):
                answer = await asked(client, "GET", a_path(route))
                assert attacked.seen_in(answer.text) == []
                assert answer.headers["cache-control"] in {"no-cache, private", "no-store"}


async def test_every_answer_has_the_headers(attacked):
    script = next((CLIENT / "assets").glob("*.js")).name
    async with attacked.client() as client:
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
            for path in (
                "/",
                "/login",
                f"/assets/{script}",
                "/look.css",
                "/nothing/here",
                "/ping",
                "/_event/",
                "/_health",
                "/stores/import",
            ):
                answer = await asked(client, method, path)
                assert answer.status_code < 500
        assert "immutable" in (await client.get(f"/assets/{script}")).headers["cache-control"]
        assert (await client.get("/nothing/here")).status_code == 404


async def test_a_page_runs_its_own_scripts_alone_and_its_parts_load_nothing(attacked):
    async with attacked.client() as client:
        page = await asked(client, "GET", "/login/")
        unchanged = await asked(client, "GET", "/login/", headers={"If-None-Match": page.headers["etag"]})
        parts = [await asked(client, "GET", path) for path in ("/behaviour.js", "/look.css", "/favicon.svg", "/visitor.css")]
    assert unchanged.status_code == 304
    # A browser keeps the headers of the newest answer, also of one that says that nothing changed.
    assert "script-src 'self' 'sha256-" in page.headers[POLICY]
    assert unchanged.headers[POLICY] == page.headers[POLICY]
    assert {part.headers[POLICY] for part in parts} == {"default-src 'none'; frame-ancestors 'none'"}


async def test_another_host_is_answered_with_nothing(attacked):
    before = await snapshot()
    for host in ("evil.example", f"{HOST}.evil.example", f"{HOST}:444", "127.0.0.1", "localhost", f"evil@{HOST}"):
        async with attacked.client("organizer", Host=host) as client:
            for method, path in [("GET", a_path(route)) for route in PUBLIC | PROTECTED | GETS | DOWNLOADS | FRAMEWORK] + [
                ("POST", p) for p in POSTS
            ]:
                answer = await asked(client, method, path)
                assert answer.status_code == 400
                assert "location" not in answer.headers and "evil" not in answer.text
    assert await snapshot() == before


async def test_a_route_answers_to_its_own_method_only(attacked):
    async with attacked.client("stranger") as client:
        for path in POSTS:
            for method in ("PUT", "DELETE", "PATCH"):
                assert (await asked(client, method, path)).status_code in {404, 405}, (method, path)
        for route in (GETS | DOWNLOADS) - set(POSTS):
            assert (await asked(client, "POST", a_path(route))).status_code in {404, 405}


async def test_what_is_typed_into_an_address_is_no_header_and_no_error(attacked):
    before = await snapshot()
    for role in ("", "stranger"):
        async with attacked.client(role) as client:
            for route in GETS:
                for text in (*HOSTILE_TEXTS, "9" * 30, "9" * 5000, "-1", "1e9"):
                    answer = await client.get(re.sub(r"\{.*\}", text, route))
                    # The framework itself answers a path with a line break, before anything of ours.
                    await safe(answer) if "%0a" not in text else None
                    assert answer.status_code in {303, 404, 405, 431, 414}, (route, text, answer.status_code)
            for text in ("\r\nSet-Cookie: evil=1", "\0", "x" * 3000, "☃", "<script>"):
                for path in ("/register", "/login", "/invitation/register"):
                    answer = await asked(
                        client, "POST", path, data={"name": text, "email": text, "country": text, "password": text, text: text}
                    )
                    assert answer.status_code == 303, path
                    assert sum(map(len, answer.headers.get_list("set-cookie"))) < 4000
                    assert text not in "".join(answer.headers.get_list("set-cookie"))
    assert await snapshot() == before


async def test_mailbox_is_shut_where_others_reach_the_server(attacked):
    letters = (await snapshot())["letter"]
    assert letters, "nothing to read would prove nothing"
    names = [column.name for column in Letter.__table__.columns]
    for role in ("", "organizer", "stranger"):
        async with attacked.client(role) as client:
            for letter in letters:
                answer = await asked(client, "GET", f"/mailbox/letter/{letter[names.index('id')]}")
                assert answer.status_code == 404


async def test_a_demos_mailbox_opens_for_that_demo_only(attacked):
    dora = await an_organizer("dora@demo.example", "Dora Demo", demo_id="dora-s demo, which nobody guesses".replace(" ", "-"))
    await an_invitation(dora, "guest@demo.example", "Gast Demo")
    letters = (await snapshot())["letter"]
    names = [column.name for column in Letter.__table__.columns]
    async with attacked.client() as client:
        for demo in (dora.demo_id, "", "demo-of-nobody", "None", "%"):
            client.headers["Cookie"] = f"__Host-demo={demo}"
            for letter in letters:
                theirs = letter[names.index("demo_id")] == demo
                answer = await client.get(f"/mailbox/letter/{letter[names.index('id')]}")
                assert answer.status_code == (200 if theirs else 404)
                assert attacked.seen_in(answer.text) == []


def test_a_server_that_listens_to_everybody_shows_nobody_the_machines_mail(use_settings):
    """Whoever reaches it can say `Host: 127.0.0.1`, whatever it is called."""
    use_settings(HOST="0.0.0.0")
    assert not settings().is_on_this_machine
    use_settings(HOST="127.0.0.1")
    assert settings().is_on_this_machine
