"""Forms that no page of ours sent: in somebody else's name, too large, misleading, or for the wrong person."""

from urllib.parse import urlsplit

import pytest

from joint_account.identity.http import LARGEST_FORM
from joint_account.identity.sessions import person_behind, start_session
from joint_account.registration.queries import invitation_behind
from tests.attacks.asking import asked, raw
from tests.attacks.conftest import COOKIE, HOST, PUBLIC_URL
from tests.attacks.routes import NEED_LOG_IN, POSTS
from tests.snapshots import snapshot
from tests.stories import an_invitation

LEADING_AWAY = (
    *("//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example", "///evil.example", "evil.example"),
    *("\\\\evil.example", "/\t/evil.example", "/\n/evil.example", "javascript:alert(1)", "/%0d%0aLocation:%20//evil"),
    *(" //evil.example", f"//evil.example@{HOST}", "/x\r\nSet-Cookie: evil=1", "/" + "x" * 5000, "\0", "/\u200b/evil"),
    "/login?next=//evil.example",
)


FORM = "application/x-www-form-urlencoded"


PARTS = "multipart/form-data; boundary=x"


A_FILE = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nx\r\n--x--\r\n'


async def test_another_site_posts_nothing_in_anybodys_name(attacked):
    before = await snapshot()
    foreign = (
        *(
            {"Origin": origin}
            for origin in ("https://evil.example", "null", f"http://{HOST}", f"{PUBLIC_URL}.evil.example", f"{PUBLIC_URL}:444")
        ),
        *({"Origin": "", "Sec-Fetch-Site": site} for site in ("cross-site", "same-site")),
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    )
    for headers in foreign:
        async with attacked.client("organizer", **headers) as client:
            for path, form in POSTS.items():
                answer = await asked(client, "POST", path, data=form)
                assert answer.status_code == 403, (headers, path)
                assert "set-cookie" not in answer.headers
    assert await snapshot() == before


@pytest.mark.parametrize("role", ["", "ended"])
async def test_whoever_is_not_logged_in_changes_nothing_by_a_form(attacked, role):
    before = await snapshot()
    async with attacked.client(role) as client:
        for path, form in POSTS.items():
            if path in {"/register"}:
                continue  # What it is for; refused below when it is wrong.
            answer = await asked(client, "POST", path, data=form)
            assert answer.status_code in {303, 404}, path
            if path in NEED_LOG_IN:
                assert answer.headers["location"] == "/login"
            assert COOKIE not in answer.headers.get("set-cookie", "") or path == "/logout"
    assert await snapshot() == before


@pytest.mark.parametrize("role", ["stranger", "viewer"])
async def test_a_form_says_nothing_and_changes_nothing_for_the_wrong_person(attacked, role):
    """With the victim's invitation at hand, too: it is for somebody else."""
    invited = await an_invitation(attacked.people["organizer"], f"{role}@late.example", "Ines Ortega")
    before = await snapshot()
    async with attacked.client(role) as client:
        client.headers["Cookie"] += f"; __Host-invitation={invited.link}"
        for path in ("/invitation/accept", "/invitation/decline"):
            answer = await asked(client, "POST", path, data=POSTS[path])
            assert (answer.status_code, answer.headers["location"]) == (303, "/invitation")
            assert attacked.seen_in(answer.text) == []
    assert await snapshot() == before


@pytest.mark.parametrize("role", ["stranger", "viewer"])
async def test_nobody_disconnects_somebody_elses_seller_account(attacked, role):
    before = await snapshot()
    async with attacked.client(role) as client:
        answer = await asked(client, "POST", "/stores/amazon/disconnect", data={"connection": "1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/stores")
    assert await snapshot() == before


async def test_a_viewer_imports_nothing(attacked):
    before = await snapshot()
    async with attacked.client("viewer") as client:
        answer = await asked(client, "POST", "/stores/import?name=x.txt", content=(attacked.folder / "report.txt").read_bytes())
    assert '"taken": false' in answer.text
    assert await snapshot() == before
    assert list((attacked.folder / "uploads").glob("*")) == [] if (attacked.folder / "uploads").exists() else True


async def test_what_is_too_large_or_no_form_is_refused(attacked):
    before = await snapshot()
    forms = ["/register", "/login", "/passkey/log-in", "/invitation/accept", "/invitation/register"]
    async with attacked.client() as client:
        for path in forms:
            large = await asked(client, "POST", path, data={"name": "x" * LARGEST_FORM})
            assert large.status_code == 413
            for kind in ("application/json", "text/plain", "application/xml", ""):
                other = await asked(client, "POST", path, content=b'{"email": "x"}', headers={"Content-Type": kind})
                assert other.status_code == 415
            junk = (
                (b"a=1&" * 40, FORM),
                (b"%ff=%00&" + b"=" * 50, FORM),
                (b"junk", PARTS),
                (b"junk", PARTS[:19]),
                (A_FILE, PARTS),
            )
            for content, kind in junk:
                odd = await asked(client, "POST", path, content=content, headers={"Content-Type": kind})
                assert odd.status_code in {303, 400}, (path, kind, odd.status_code)
                assert "set-cookie" not in odd.headers or COOKIE not in odd.headers["set-cookie"]
    assert await snapshot() == before


async def test_after_a_log_in_nobody_is_led_away(attacked):
    async with attacked.client() as client:
        for next_ in LEADING_AWAY:
            for path, form in (("/login", POSTS["/login"]), ("/register", {}), ("/logout", {})):
                answer = await client.post(path, data=form | {"next": next_})
                assert answer.status_code == 303
                target = answer.headers["location"]
                assert urlsplit(target)[:2] == ("", "") and not target.startswith(("//", "/\\")), (next_, target)
                assert "evil" not in answer.headers.get("set-cookie", "")


async def test_cookies_that_we_never_set_are_nothing(attacked):
    before = await snapshot()
    for name in (
        COOKIE,
        *(f"{prefix}{name}" for prefix in ("", "__Host-") for name in ("session", "answer", "invitation", "confirm", "demo")),
    ):
        for value in ("", "x", '"\\303\\251"', "\xff", "x" * 5000, "gAAAAA", "1." + "A" * 32, "../..", "template 2026-11-24 1"):
            for path in ("/", "/membership", "/mailbox", "/mailbox/letter/1", "/invitation"):
                status, body = await raw(attacked, "GET", path, f"Cookie: {name}={value}\r\n")
                assert status in {200, 303, 404, 400}, (name, value, path, status)
                assert attacked.seen_in(body.decode(errors="replace")) == []
    assert await snapshot() == before


async def test_an_invitations_link_may_be_opened_by_anything_as_often_as_it_likes(attacked):
    invited = await an_invitation(attacked.people["organizer"], "scanned@late.example", "Ines Ortega")
    before = await snapshot()
    for role in ("", "stranger", "organizer"):
        async with attacked.client(role) as client:
            for number in range(10):
                hurry = {"Sec-Purpose": "prefetch", "Purpose": "prefetch"} if number % 2 else {}
                answer = await asked(client, "HEAD" if number % 3 else "GET", f"/invitation/{invited.link}", headers=hurry)
                assert answer.headers["location"] == "/invitation"
                assert await snapshot() == before
    assert (await invitation_behind(invited.link, None)).email == "scanned@late.example"


async def test_session_cookies_are_out_of_reach(attacked):
    async with attacked.client() as client:
        answer = await client.post(
            "/register",
            data={"name": "Neu", "email": "neu@cookie.example", "password": "a sentence nobody knows", "country": "DE"},
        )
        session = next(cookie for cookie in answer.headers.get_list("set-cookie") if cookie.startswith(COOKIE))
        attributes = {part.strip().lower() for part in session.split(";")[1:]}
        assert {"httponly", "secure", "samesite=lax", "path=/"} <= attributes
        assert not any(attribute.startswith("domain") for attribute in attributes)
        refused = await client.post("/login", data={"email": "neu@cookie.example", "password": "wrong, all of it"})
        asked_for_a_passkey = await client.post("/passkey/question", data={"purpose": "log-in"})
        links = [await client.get(path) for path in ("/confirm/" + "x" * 43, f"/invitation/{attacked.link}")]
        for other in (refused, asked_for_a_passkey, *links):
            assert other.headers.get_list("set-cookie")
            assert all(
                {"HttpOnly", "Secure", "SameSite=lax"} <= {p.strip() for p in c.split(";")}
                for c in other.headers.get_list("set-cookie")
            )
            assert "a sentence nobody knows" not in str(other.headers)


async def test_registering_while_logged_in_ends_the_session_before(attacked):
    invited = await an_invitation(attacked.people["organizer"], "second@late.example", "Ines Ortega")
    for path, email in (("/register", "first@cookie.example"), ("/invitation/register", "")):
        before = await start_session(attacked.people["stranger"])
        async with attacked.client() as client:
            client.headers["Cookie"] = f"{COOKIE}={before}; __Host-invitation={invited.link}"
            answer = await client.post(path, data=POSTS["/register"] | {"email": email})
        assert COOKIE in answer.headers["set-cookie"]
        assert await person_behind(before) is None


async def test_whoever_claimed_the_victims_address_first_gets_nothing(attacked):
    password = "the squatter's own sentence"
    async with attacked.client() as squatter, attacked.client() as invitee:
        claimed = await squatter.post(
            "/register", data={"name": "Squatter", "email": "claimed@late.example", "password": password, "country": "DE"}
        )
        squatter.headers["Cookie"] = claimed.headers["set-cookie"].partition(";")[0]
        invited = await an_invitation(attacked.people["organizer"], "claimed@late.example", "Ines Ortega")
        invitee.headers["Cookie"] = f"__Host-invitation={invited.link}"
        joined = await invitee.post("/invitation/register", data=POSTS["/invitation/register"])
        invitee.headers["Cookie"] += f"; {joined.headers['set-cookie'].partition(';')[0]}"
        assert COOKIE in joined.headers["set-cookie"]
        accepted = await invitee.post("/invitation/accept", data={"understood": "yes"})
        assert accepted.headers["location"].startswith("/membership?welcome")
        assert (await squatter.get("/membership")).headers["location"].startswith("/login")
        again = await squatter.post("/login", data={"email": "claimed@late.example", "password": password})
        assert COOKIE not in again.headers.get("set-cookie", "")
