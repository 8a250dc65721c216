"""The second factor: a code is good once, half a log-in opens nothing, and what changes who gets in asks for a proof anew."""

import asyncio
import json
import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import unquote

import httpx
import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select, update
from starlette.applications import Starlette

from joint_account.activity.queries import activity
from joint_account.activity.sentences import sentence
from joint_account.activity.view import ActivityView
from joint_account.database import dispose, now, reading, unit_of_work
from joint_account.identity import authenticator, half_way, passwords, second_factor
from joint_account.identity.errors import ProofNeeded
from joint_account.identity.http import Asking
from joint_account.identity.models import Authenticator, LoginSession, Person, RecoveryCode
from joint_account.identity.proving import PROOF_LASTS, renew_session
from joint_account.identity.second_factor_errors import CodeNeeded, HalfWayOver, HasApp, NoApp, WrongCode
from joint_account.identity.service import log_in, register
from joint_account.identity.sessions import hashed, person_behind, start_session
from joint_account.joint_account import ROOMS
from joint_account.mail.queries import mailbox
from joint_account.protected import is_protected
from joint_account.registration import service as registration
from joint_account.registration.second_factors import is_shut_out
from joint_account.tries import TooManyTries
from tests.snapshots import snapshot
from tests.stories import a_person, an_invitee, an_organizer, anew, proved

PASSWORD = "several words in a row"
AT = 1_800_000_000.0


def code_of(secret, at=None):
    return pyotp.TOTP(secret).at(time.time() if at is None else at)


async def with_app(person, at=AT):
    """Gives the person an app; returns what it holds, and the recovery codes."""
    secret = authenticator.new_secret()
    return secret, await authenticator.add(person, proved(person), secret, code_of(secret, at), at)


async def rows(table):
    async with reading() as session:
        return list(await session.exec(select(table)))


async def kinds():
    return [letter.kind for letter in reversed(await mailbox(None))]


async def is_good(person, code, at):
    try:
        await second_factor.check(person, code, at)
    except WrongCode:
        return False
    return True


async def test_an_app_is_added_by_its_first_code_which_is_used_up_and_its_secret_is_sealed(open_database):
    olga = await an_organizer()
    secret, codes = await with_app(olga)
    (kept,) = await rows(Authenticator)
    assert secret.encode() not in kept.secret and kept.last_step == AT // 30
    assert not await is_good(olga, code_of(secret, AT), AT), "what added it is used"
    assert len(set(codes)) >= 8 and all(len(code.replace("-", "")) * 5 >= 112 for code in codes)
    kept = str(await snapshot())
    assert not [code for code in codes if code in kept or second_factor.cleaned(code) in kept]
    assert await kinds() == ["authenticator_added"]
    done, _ = await activity(olga, ActivityView())
    assert sentence(done[0]) == "Olga Berger added an authenticator app"


async def test_no_second_app_no_wrong_first_code_and_nothing_without_a_recent_proof(open_database):
    olga = await a_person("olga@example.com")
    secret, before = authenticator.new_secret(), await snapshot()
    stale = proved(olga)
    stale.proved_at -= PROOF_LASTS
    for session, code, error in ((proved(olga), "no code", WrongCode), (stale, code_of(secret, AT), ProofNeeded)):
        with pytest.raises(error):
            await authenticator.add(olga, session, secret, code, AT)
    with pytest.raises(NoApp):
        await authenticator.make_recovery_codes(olga, proved(olga))
    assert await snapshot() == before
    await with_app(olga)
    before = await snapshot()
    with pytest.raises(HasApp):
        await with_app(olga)
    for act in (authenticator.remove, authenticator.make_recovery_codes):
        with pytest.raises(ProofNeeded):
            await act(olga, stale)
    assert await snapshot() == before
    await authenticator.remove(olga, proved(olga))
    assert await rows(Authenticator) == await rows(RecoveryCode) == []
    assert (await kinds())[-1] == "authenticator_removed"


@given(at=st.integers(0, 4_000_000_000), off=st.integers(-200, 200))
def test_a_code_is_good_in_its_own_step_and_the_ones_beside_it(at, off):
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    step = second_factor.step_of(secret, code_of(secret, max(0, at + off)), max(30, at))
    near = abs(max(0, at + off) // 30 - max(30, at) // 30) <= 1
    assert step is not None or not near
    assert step is None or abs(step - max(30, at) // 30) <= 1
    if not near and step is not None:  # Two steps show the same six digits once in a million.
        assert code_of(secret, step * 30) == code_of(secret, max(0, at + off))


async def test_no_code_is_good_twice_nor_one_that_is_older_than_the_last(open_database):
    olga = await a_person("olga@example.com")
    secret, _ = await with_app(olga, AT)
    later = AT + 90
    assert await is_good(olga, f" {code_of(secret, later)[:3]} {code_of(secret, later)[3:]}", later)
    assert not await is_good(olga, code_of(secret, later), later)
    assert not await is_good(olga, code_of(secret, later - 30), later), "older than the last one used"
    assert await is_good(olga, code_of(secret, later + 30), later), "a clock that is ahead"
    assert not await is_good(olga, code_of(secret, later + 90), later)


async def test_a_recovery_code_is_good_once_for_its_person_and_new_ones_void_it(open_database):
    olga, sven = await an_organizer(), await a_person("sven@example.com")
    _, codes = await with_app(olga)
    await with_app(sven)
    assert not await is_good(sven, codes[0], AT)
    assert await is_good(olga, codes[0].lower().replace("-", " ").replace("0", "o").replace("1", "l"), AT)
    assert not await is_good(olga, codes[0], AT)
    assert (await kinds())[-1] == "recovery_code_used"
    done, _ = await activity(olga, ActivityView())
    assert sentence(done[0]) == "Olga Berger used a recovery code: 9 left"
    new = await authenticator.make_recovery_codes(olga, proved(olga))
    assert not await is_good(olga, codes[1], AT) and await is_good(olga, new[1], AT)
    assert "recovery_codes_made" in await kinds()


def at_once(work):
    """Runs it in 20 threads, each with an event loop of its own; counts what came of it."""

    async def attempt():
        try:
            return await work()
        finally:
            await dispose()

    with ThreadPoolExecutor(20) as threads:
        return Counter(threads.map(lambda _: asyncio.run(attempt()), range(20)))


@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_of_twenty_who_use_one_code_at_once_one_gets_in(database, monkeypatch, kind):
    monkeypatch.setattr(second_factor, "counting", Uncounted)

    async def prepare():
        olga = await a_person("olga@example.com")
        secret, codes = await with_app(olga, AT)
        await dispose()
        return olga, code_of(secret, AT + 60) if kind == "app" else codes[3]

    olga, code = asyncio.run(prepare())
    assert at_once(lambda: is_good(olga, code, AT + 60)) == {True: 1, False: 19}


class Uncounted:
    """No limit: what holds without one is tested."""

    def __init__(self, *_what):
        pass

    async def __aenter__(self):
        return None

    async def __aexit__(self, *_error):
        return None


async def test_who_guesses_is_stopped_soon_whoever_they_are(open_database):
    olga = await a_person("olga@example.com")
    secret, _ = await with_app(olga)
    for _ in range(5):
        assert not await is_good(olga, "no code", AT)
    with pytest.raises(TooManyTries):
        await second_factor.check(olga, code_of(secret, AT + 60), AT + 60)


# Over HTTP: log-in and step-up.


class Browser:
    """Somebody's cookies, and the product in this process."""

    def __init__(self):
        app = Asking(Starlette(routes=[route for room in ROOMS for route in room.ROUTES]), is_protected, is_shut_out)
        self.us = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost:3000")

    async def post(self, path, **form):
        return await self.us.post(path, data=form)

    @property
    def token(self):
        return self.us.cookies.get("session", "")

    async def session(self):
        async with reading() as session:
            return await session.get(LoginSession, hashed(self.token))

    async def grow_stale(self):
        async with unit_of_work() as work:
            mine = update(LoginSession).where(col(LoginSession.token_hash) == hashed(self.token))
            await work.exec(mine.values(proved_at=now() - PROOF_LASTS - timedelta(seconds=1)))


def where(answer):
    assert answer.status_code == 303, answer.status_code
    return unquote(answer.headers["location"])


@pytest.fixture
async def olga(open_database):
    """Somebody with a password, and their browser, in which they have just registered."""
    await register("Olga Berger", "olga@example.com", PASSWORD, "DE")
    async with reading() as session:
        return (await session.exec(select(Person).where(Person.email == "olga@example.com"))).one()


async def logged_in(browser, **more):
    return await browser.post("/login", email="olga@example.com", password=PASSWORD, **more)


async def test_after_the_password_the_code_is_asked_for_and_next_and_staying_survive(olga):
    secret, _ = await with_app(olga, time.time() - 120)
    browser = Browser()
    assert where(await logged_in(browser, next="/orders?q=x", stays="yes")) == "/login/code"
    assert not browser.token, "a password alone begins no session"
    sealed = browser.us.cookies["half-way"]
    assert where(await browser.post("/login/code", code="000000")) == "/login/code"
    code = code_of(secret)
    assert where(await browser.post("/login/code", code=code)) == "/orders?q=x"
    session = await browser.session()
    assert session.is_strong and session.stays
    assert "half-way" not in browser.us.cookies
    thief = Browser()
    thief.us.cookies["half-way"] = sealed
    assert where(await thief.post("/login/code", code=code_of(secret, time.time() + 30))).startswith("/login?")
    assert not thief.token, "the half-way state is good once, with a fresh code too"


async def test_half_a_log_in_dies_of_five_wrong_codes_of_time_and_of_a_new_password(olga, monkeypatch):
    secret, codes = await with_app(olga, time.time() - 120)
    monkeypatch.setattr(second_factor, "counting", Uncounted)
    browser = Browser()
    await logged_in(browser)
    sealed = browser.us.cookies["half-way"]
    for _ in range(5):
        browser.us.cookies["half-way"] = sealed
        assert where(await browser.post("/login/code", code="000000")) == "/login/code"
    assert where(await browser.post("/login/code", code=codes[0])).startswith("/login?")
    await logged_in(browser)
    async with unit_of_work() as work:
        (await work.get_one(Person, olga.id)).password_hash = "another"
    assert where(await browser.post("/login/code", code=codes[0])).startswith("/login?")
    assert not browser.token
    before = half_way.HalfWay("x" * 43, olga.id, "", "a password", "/", False)
    with pytest.raises(HalfWayOver):
        await half_way.finish(before, code_of(secret), device="")
    monkeypatch.setattr(half_way, "LASTS", -1)
    assert where(await Browser().post("/login/code", code=codes[0])) == "/login"


async def test_nothing_less_than_the_code_begins_or_renews_a_session_of_who_has_an_app(olga):
    browser = Browser()
    await logged_in(browser)
    _secret, codes = await with_app(olga, time.time() - 120)
    with pytest.raises(CodeNeeded):
        await log_in("olga@example.com", PASSWORD)
    session = await browser.session()
    with pytest.raises(CodeNeeded):
        await renew_session(session, strong=False)
    old = browser.token
    assert where(await browser.post("/prove", password=PASSWORD, next="/security")).startswith("/prove")
    assert browser.token == old
    assert where(await browser.post("/prove", code=codes[0], recovery="yes", next="/orders")) == "/orders"
    assert (await browser.session()).is_strong and browser.token != old


async def test_a_proof_gives_the_session_a_new_id_and_the_old_cookie_is_dead(olga):
    browser = Browser()
    await logged_in(browser, stays="yes")
    old, was = browser.token, await browser.session()
    await browser.grow_stale()
    assert where(await browser.post("/prove", password="not this one", next="/orders")) == "/prove?next=/orders"
    assert browser.token == old
    assert where(await browser.post("/prove", password=PASSWORD, next="//evil.example")) == "/security"
    session = await browser.session()
    assert (session.id, session.stays, session.is_strong) == (was.id, True, False) and session.proved_at > was.proved_at
    assert await person_behind(old) is None and await person_behind(browser.token)


async def test_in_a_demo_a_press_is_enough_only_while_nothing_was_set_up(open_database):
    dora = await a_person("dora@demo.example", demo_id="a demo of somebody")
    real = await a_person("real@example.com")
    for person, leads in ((dora, "/membership/family"), (real, "/prove?next=/membership/family")):
        browser = Browser()
        browser.us.cookies["session"] = await start_session(person)
        assert where(await browser.post("/prove", next="/membership/family")) == leads
    await with_app(dora)
    browser = Browser()
    browser.us.cookies["session"] = await start_session(dora, strong=True)
    assert where(await browser.post("/prove", next="/x")) == "/prove?next=/x"


PROTECTED_ACTS = {
    "/security/password": {"old": PASSWORD, "new": "quite other words this time"},
    "/security/email": {"email": "olga@new.example"},
    "/security/unlink": {"identity": "1"},
    "/authenticator/begin": {},
    "/authenticator/codes": {},
    "/authenticator/remove": {},
    "/passkey/question": {"purpose": "add"},
    "/passkey/remove": {"passkey": "1"},
}
"""Forms that change who gets in. /auth/{provider} with `link`, and inviting a manager, are asked in their own tests."""


@pytest.mark.parametrize("path", PROTECTED_ACTS)
async def test_what_changes_who_gets_in_asks_for_a_recent_proof(olga, path):
    browser = Browser()
    await logged_in(browser)
    await browser.grow_stale()
    before = await snapshot()
    assert where(await browser.post(path, **PROTECTED_ACTS[path])) == "/prove?next=/security"
    assert await snapshot() == before
    await browser.post("/prove", password=PASSWORD, next="/security")
    done = await browser.post(path, **PROTECTED_ACTS[path])
    assert not done.headers.get("location", "").startswith("/prove")


async def test_the_app_is_set_up_over_pages_that_nothing_keeps(olga):
    browser = Browser()
    await logged_in(browser)
    assert where(await browser.us.get("/authenticator/new")) == "/security"
    assert where(await browser.post("/authenticator/begin")) == "/authenticator/new"
    page = await browser.us.get("/authenticator/new")
    secret = re.search(r"secret=([A-Z2-7]{32})", page.text)[1]
    shown = await browser.us.get("/authenticator/picture.svg")
    assert shown.text.startswith("<?xml") and "<svg" in shown.text
    assert secret not in json.dumps(dict(browser.us.cookies)) and secret not in str(await snapshot())
    assert where(await browser.post("/authenticator/add", code="000000")) == "/authenticator/new"
    assert "This code is not right" in (await browser.us.get("/authenticator/new")).text
    old = browser.token
    assert where(await browser.post("/authenticator/add", code=code_of(secret))) == "/authenticator/codes"
    assert browser.token != old and (await browser.session()).is_strong
    codes = re.findall(r"<li>([-0-9A-Z]{29})</li>", (await browser.us.get("/authenticator/codes")).text)
    file = await browser.us.get("/authenticator/codes.txt")
    assert len(codes) == 10 and all(code in file.text for code in codes)
    assert {answer.headers["cache-control"] for answer in (page, shown, file)} == {"no-store"}
    kept = browser.us.cookies["app-codes"]
    other = Browser()
    other.us.cookies["session"] = (await register("Sven", "sven@example.com", PASSWORD, "DE"))[1]
    other.us.cookies["app-codes"] = kept
    assert where(await other.us.get("/authenticator/codes")) == "/security", "another person's are not shown"
    assert where(await browser.post("/authenticator/kept")) == "/security?done=codes-kept"
    assert where(await browser.us.get("/authenticator/codes")) == "/security"
    assert (await anew(olga)).id and await second_factor.has_app(olga)


async def test_a_manager_is_invited_after_a_recent_proof_only_and_a_viewer_at_once(open_database):
    olga = await an_organizer()
    stale = proved(olga)
    stale.proved_at -= PROOF_LASTS
    fields = {"country": "ES", "language": "en", "message": "", "understood": True}
    before = await snapshot()
    for session in (None, stale):
        with pytest.raises(ProofNeeded):
            await registration.invite(olga, an_invitee(role="manager"), understood=True, session=session)
        with pytest.raises(ProofNeeded):
            await registration.invite_several(olga, "a@example.com\nb@example.com", role="manager", session=session, **fields)
    assert await snapshot() == before
    await registration.invite(olga, an_invitee(role="viewer"), understood=True, session=stale)
    await registration.invite(olga, an_invitee(role="manager", email="b@example.com"), understood=True, session=proved(olga))


async def test_a_log_in_that_is_under_way_while_the_password_changes_begins_no_session(olga, monkeypatch):
    """The old password was right when it was looked at: the session would be there after all others were ended."""
    looked = passwords.matches

    async def matches(password, password_hash):
        right = await looked(password, password_hash)
        async with unit_of_work() as work:
            (await work.get_one(Person, olga.id)).password_hash = "another by now"
        return right

    monkeypatch.setattr(passwords, "matches", matches)
    before = len(await rows(LoginSession))
    browser = Browser()
    assert where(await logged_in(browser)) == "/login"
    assert not browser.token and len(await rows(LoginSession)) == before


async def test_half_a_log_in_that_is_under_way_while_the_password_changes_begins_no_session(olga, monkeypatch):
    secret, _ = await with_app(olga, time.time() - 120)
    looked = second_factor.check

    async def check(person, code):
        await looked(person, code)
        async with unit_of_work() as work:
            (await work.get_one(Person, olga.id)).password_hash = "another by now"

    browser = Browser()
    await logged_in(browser)
    monkeypatch.setattr(second_factor, "check", check)
    assert where(await browser.post("/login/code", code=code_of(secret))).startswith("/login?")
    assert not browser.token


async def test_what_a_password_proved_before_there_was_an_app_does_not_take_the_app_away(olga):
    """Somebody who knows the password is logged in, too, at the moment that its owner adds an app."""
    thief, owner = Browser(), Browser()
    await logged_in(thief)
    await logged_in(owner)
    await authenticator.add(olga, await owner.session(), secret := authenticator.new_secret(), code_of(secret))
    for path in ("/authenticator/remove", "/authenticator/codes", "/security/email"):
        assert where(await thief.post(path, email="thief@evil.example")) == "/prove?next=/security"
    assert await second_factor.has_app(olga)
    assert where(await owner.post("/authenticator/remove")) == "/security?done=app-removed"
