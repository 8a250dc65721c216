"""Passkeys over HTTP: what a browser carries, where it is led, and what another browser can do with it."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlmodel import select, update
from starlette.applications import Starlette

from joint_account.database import now, reading, unit_of_work
from joint_account.identity import passkey_routes
from joint_account.identity.http import answer_to
from joint_account.identity.models import LoginSession, Passkey, Person
from joint_account.identity.passkey_errors import AnotherCeremony, ClonedPasskey, NotBelieved
from joint_account.identity.sessions import hashed, identify, start_session, token_in
from tests.authenticator import Authenticator, Lie
from tests.oidc_browser import cookies_set_by
from tests.stories import a_person

HOME = "https://account.example"
SESSION = "__Host-session"


@pytest.fixture(autouse=True)
def at_home(use_settings):
    use_settings(PUBLIC_URL=HOME)


class Browser:
    """Somebody's browser, as far as HTTP goes; the product answers in this process."""

    def __init__(self):
        routes = Starlette(routes=passkey_routes.ROUTES)

        async def app(scope, receive, send):
            headers = dict(scope["headers"])
            await identify(token_in(headers.get(b"cookie", b"").decode()))
            await routes(scope, receive, send)

        transport = httpx.ASGITransport(app, raise_app_exceptions=True)
        self.http = httpx.AsyncClient(transport=transport, base_url=HOME)

    async def logged_in_as(self, person):
        self.http.cookies.set(SESSION, await start_session(person), domain="account.example")
        return self

    async def question(self, purpose):
        answer = await self.http.post("/passkey/question", data={"purpose": purpose})
        return answer.json() if answer.status_code == 200 else answer.headers["location"]

    async def post(self, path, **form):
        answer = await self.http.post(f"/passkey/{path}", data=form)
        assert answer.status_code == 303
        return answer.headers["location"]

    @property
    def session(self):
        return self.http.cookies.get(SESSION, domain="account.example")

    def told(self, form):
        cookies = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        return answer_to(form, cookies)[0]


async def row_of(token):
    async with reading() as session:
        return (await session.exec(select(LoginSession).where(LoginSession.token_hash == hashed(token)))).one_or_none()


async def somebody():
    """Somebody whose passkey was added in their browser."""
    person, device = await a_person("olga@example.com", "Olga Berger"), Authenticator(HOME)
    browser = await Browser().logged_in_as(person)
    made = device.make(await browser.question("add"))
    assert await browser.post("add", credential=made, name="My laptop") == "/security?done=passkey-added"
    return person, device, browser


async def test_a_passkey_logs_in_strongly_and_leads_to_where_the_person_was_going(open_database):
    _person, device, _ = await somebody()
    browser = Browser()
    signed = device.use(await browser.question("log-in"))
    assert await browser.post("log-in", credential=signed, next="/invitation", stays="yes") == "/invitation"
    session = await row_of(browser.session)
    assert session.is_strong and session.stays
    before = browser.session
    signed = device.use(await browser.question("log-in"))
    assert await browser.post("log-in", credential=signed, next="//evil.example") == "/membership"
    assert browser.session != before and await row_of(before) is None
    assert not (await row_of(browser.session)).stays


async def test_what_a_browser_carries_is_out_of_reach_and_gone_afterwards(open_database):
    _person, device, _ = await somebody()
    browser = Browser()
    answer = await browser.http.post("/passkey/question", data={"purpose": "log-in"})
    cookie = cookies_set_by(answer)["__Host-passkey-log-in"]
    assert cookie["httponly"] and cookie["secure"] and cookie["samesite"] == "lax" and cookie["max-age"] == "300"
    assert answer.json()["challenge"] not in cookie.value and answer.headers["cache-control"] == "no-store"
    await browser.post("log-in", credential=device.use(answer.json()))
    assert "__Host-passkey-log-in" not in dict(browser.http.cookies)


async def test_an_answer_is_good_once_and_only_in_the_browser_that_was_asked(open_database):
    _person, device, _ = await somebody()
    victim, thief = Browser(), Browser()
    signed = device.use(await victim.question("log-in"))
    kept = dict(victim.http.cookies)
    for refused, why in ((thief, AnotherCeremony), (thief, NotBelieved)):
        assert await refused.post("log-in", credential=signed, next="/overview") == "/login?next=%2Foverview"
        assert refused.session is None and refused.told("login") == {"": why.sentence}
        await thief.question("log-in")  # A question of its own does not help it.
    await victim.post("log-in", credential=signed)
    assert victim.session
    again = Browser()
    for name, value in kept.items():
        again.http.cookies.set(name, value, domain="account.example")
    assert await again.post("log-in", credential=signed) == "/login"
    assert again.told("login") == {"": AnotherCeremony.sentence}


async def test_an_answer_that_is_refused_uses_its_question_up(open_database):
    _person, device, _ = await somebody()
    browser = Browser()
    options = await browser.question("log-in")
    kept = dict(browser.http.cookies)
    await browser.post("log-in", credential=device.use(options, lie=Lie(signature=b"x")))
    for name, value in kept.items():
        browser.http.cookies.set(name, value, domain="account.example")
    await browser.post("log-in", credential=device.use(options))
    assert browser.session is None and browser.told("login") == {"": AnotherCeremony.sentence}


async def test_a_passkey_proves_who_somebody_is_and_the_session_goes_on_under_another_id(open_database):
    person, device, _ = await somebody()
    browser = await Browser().logged_in_as(person)
    old = browser.session
    await let_proof_age()
    assert parse_qs(urlsplit(await browser.question("add")).query) == {"next": ["/security"]}
    options = await browser.question("prove")
    assert len(options["allowCredentials"]) == 1
    assert await browser.post("prove", credential=device.use(options), next="/membership/family") == "/membership/family"
    assert browser.session != old and await row_of(old) is None
    session = await row_of(browser.session)
    assert session.is_strong
    assert "challenge" in await browser.question("add")


async def let_proof_age():
    async with unit_of_work() as work:
        await work.exec(update(LoginSession).values(proved_at=now() - timedelta(minutes=11)))


async def test_a_proof_that_is_none_is_told_where_it_was_asked_and_proves_nothing(open_database):
    person, device, _ = await somebody()
    browser = await Browser().logged_in_as(person)
    await let_proof_age()
    old = browser.session
    for lie, why in ((Lie(flags=1), NotBelieved), (Lie(count=0), ClonedPasskey)):
        options = await browser.question("prove")
        where = await browser.post("prove", credential=device.use(options, lie=lie), next="/membership/family")
        assert where == "/prove?next=%2Fmembership%2Ffamily" and browser.told("prove") == {"": why.sentence}
    await browser.question("prove")
    signed_for_a_log_in = device.use(await Browser().question("log-in"))
    await browser.post("prove", credential=signed_for_a_log_in)
    assert browser.told("prove") == {"": NotBelieved.sentence}
    assert browser.session == old and not (await row_of(old)).is_strong
    assert (await browser.question("add")).startswith("/prove")


async def test_a_question_to_one_person_is_not_answered_for_another(open_database):
    olga, _device, _ = await somebody()
    ana = await a_person("ana@example.com")
    browser, anas = await Browser().logged_in_as(olga), Authenticator(HOME)
    made = anas.make(await browser.question("add"))
    await browser.logged_in_as(ana)
    assert await browser.post("add", credential=made, name="Mine") == "/security"
    assert browser.told("passkey") == {"": AnotherCeremony.sentence}
    async with reading() as session:
        assert len(list(await session.exec(select(Passkey).where(Passkey.person_id == ana.id)))) == 0


async def test_what_is_wrong_is_told_on_the_page(open_database):
    _person, device, browser = await somebody()
    await browser.question("add")
    assert await browser.post("add", credential="", name="x") == "/security"
    assert browser.told("passkey") == {"": NotBelieved.sentence}
    await browser.post("add", credential=device.make(await browser.question("add")), name=" ")
    assert list(browser.told("passkey")) == ["passkey"]
    async with reading() as session:
        kept = (await session.exec(select(Passkey))).one()
        assert (await session.get(Person, kept.person_id)).password_hash == ""
    assert await browser.post("remove", passkey=str(kept.id)) == "/security"
    assert "last way in" in browser.told("passkey")[""]
    assert await browser.post("rename", passkey=str(kept.id), name="") == "/security"
    assert "name" in browser.told("passkey")[""]
    for junk in ("", "9" * 40, "-1", "x"):
        assert await browser.post("remove", passkey=junk) == "/security?done=passkey-removed"
    assert (await browser.http.post("/passkey/question", data={"purpose": "other"})).status_code == 404
