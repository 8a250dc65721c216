"""Whoever tries too often is told when to try again; and nobody is kept out by what somebody else tries."""

import asyncio
import logging
import os
import re
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.applications import Starlette
from stories import a_person, an_invitation, an_invitee, an_organizer, links_of

from joint_account.identity import passwords, provider_routes, routes, security_routes
from joint_account.identity.address_links import send_address_link
from joint_account.identity.http import Asking, answer_to, too_many_tries
from joint_account.identity.service import register
from joint_account.identity.sessions import start_session
from joint_account.mail.queries import mailbox
from joint_account.registration import routes as registration_routes
from joint_account.registration import service as registration
from joint_account.settings import settings
from joint_account.tries import TooManyTries, Try, counting, give_back, take
from joint_account.tries.addresses import somebody_at
from joint_account.tries.counting import _away, _items
from joint_account.tries.table import LIMITS
from tests.serving import free_port
from tests.snapshots import snapshot

EMAIL, PASSWORD, NEW = "olga@example.com", "several words in a row", "quite other words this time"
SENTENCE = re.compile(r"Too many tries\. Try again in \d+ (second|minute|hour)s?\.")


class Browser:
    """Cookies and a network address of its own; what it asks is answered in this process."""

    def __init__(self, address="203.0.113.7"):
        rooms = (routes, provider_routes, security_routes, registration_routes)
        handlers = {TooManyTries: too_many_tries}
        app = Asking(
            Starlette(routes=[one for room in rooms for one in room.ROUTES], exception_handlers=handlers), lambda _: False
        )
        transport = httpx.ASGITransport(app, client=(address, 1))
        self.http = httpx.AsyncClient(transport=transport, base_url=settings().public_url)

    async def post(self, path, **form):
        answer = await self.http.post(path, data=form)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def told(self, form):
        """What the page says about the form."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        return " ".join(answer_to(form, cookies)[0].values())

    async def logs_in(self, email=EMAIL, password=PASSWORD):
        """Whether it gets in."""
        self.http.cookies.delete("session")
        await self.post("/login", email=email, password=password)
        return "session" in self.http.cookies

    async def visits(self):
        await self.http.get("/auth/nobody/callback")


async def use_up(kind, who, but=0):
    """All tries there are, except the last few."""
    for _ in range(min(item.amount for item in _items(kind)) - but):
        await take(kind, who)


async def is_let(kind, who):
    try:
        await take(kind, who)
    except TooManyTries:
        return False
    await give_back(kind, who)
    return True


async def test_who_knows_the_address_does_not_keep_the_owner_out(open_database):
    home, attacker, elsewhere = Browser("198.51.100.1"), Browser("203.0.113.66"), Browser("198.51.100.2")
    await home.post("/register", name="Olga Berger", email=EMAIL, password=PASSWORD, country="DE")
    await home.visits()
    await attacker.post("/register", name="Mallory", email="mallory@evil.example", password=NEW, country="DE")
    await attacker.visits()  # Known, but to another account.
    for number in range(12):
        assert not await attacker.logs_in(password=f"a guess, number {number}")
    assert SENTENCE.fullmatch(attacker.told("login"))
    assert not await attacker.logs_in(), "the right password is not looked at any more"
    assert SENTENCE.fullmatch(attacker.told("login"))

    assert await home.logs_in(), "a browser that was logged in before has tries of its own"
    assert not await elsewhere.logs_in(), "a new browser shares what the attacker used up"
    await elsewhere.post("/forgot", email=EMAIL)
    await asyncio.gather(*security_routes._asked)
    link = next(letter.link for letter in await mailbox(None) if letter.kind == "reset_password")
    await elsewhere.http.get(urlsplit(link).path)
    assert await elsewhere.post("/reset", password=NEW) == "/login?reset=yes"
    assert await elsewhere.logs_in(password=NEW), "the mailed link lets its owner in wherever they are"


async def test_a_browser_that_is_known_cannot_guess_for_ever_either(open_database):
    home, elsewhere = Browser("198.51.100.1"), Browser("198.51.100.2")
    await home.post("/register", name="Olga Berger", email=EMAIL, password=PASSWORD, country="DE")
    await home.visits()
    assert sum([await home.logs_in(password="wrong, all of it") for _ in range(10)]) == 0
    assert not await home.logs_in() and SENTENCE.fullmatch(home.told("login"))
    assert await elsewhere.logs_in(), "its failures are its own"


async def test_an_address_that_nobody_has_is_refused_in_the_same_words_after_as_many_tries(open_database):
    await register("Olga Berger", EMAIL, PASSWORD, "DE")
    told = {}
    for number, email in enumerate((EMAIL, "nobody@example.com", "no address")):
        browser = Browser(f"198.51.100.{number}")
        for _ in range(11):
            await browser.logs_in(email, "wrong, all of it")
            told.setdefault(email, []).append(browser.told("login"))
    assert told[EMAIL] == told["nobody@example.com"] == told["no address"]
    assert not any(map(SENTENCE.fullmatch, told[EMAIL][:10])) and SENTENCE.fullmatch(told[EMAIL][10])


async def test_only_failures_count_for_a_log_in(open_database):
    await register("Olga Berger", EMAIL, PASSWORD, "DE")
    browser = Browser()
    await use_up(Try.LOG_IN_ADDRESS, "203.0.113.7", but=1)
    for _ in range(3):
        assert await browser.logs_in()
    assert not await browser.logs_in(password="wrong, all of it")
    assert not await browser.logs_in()
    assert SENTENCE.fullmatch(browser.told("login"))


async def test_many_guesses_at_once_do_not_get_past_together(open_database, monkeypatch):
    await register("Olga Berger", EMAIL, PASSWORD, "DE")
    looked_at = []

    async def matches(password, _hash):
        looked_at.append(password)
        await asyncio.sleep(0.05)
        return False

    monkeypatch.setattr(passwords, "matches", matches)
    browsers = [Browser(f"198.51.100.{number}") for number in range(30)]
    assert not any(await asyncio.gather(*(browser.logs_in() for browser in browsers)))
    assert len(looked_at) == 10


async def test_the_old_password_cannot_be_guessed_in_a_stolen_session(open_database):
    await register("Olga Berger", EMAIL, PASSWORD, "DE")
    browser = Browser()
    await browser.logs_in()
    for _ in range(11):
        await browser.post("/security/password", old="wrong, all of it", new=NEW)
    assert SENTENCE.fullmatch(browser.told("change-password"))


FORMS = [
    (Try.REGISTER_ADDRESS, "/register", "register", {"name": "N", "email": "n@example.com", "password": NEW, "country": "DE"}),
    (Try.RESET_ADDRESS, "/forgot", "forgot", {"email": EMAIL}),
    (Try.LINK_ADDRESS, "/confirm", "confirm", {}),
    (Try.LINK_ADDRESS, "/reset", "reset", {"password": NEW}),
    (Try.LINK_ADDRESS, "/email", "email", {}),
    (Try.LINK_ADDRESS, "/invitation/decline", "invitation", {}),
    (Try.REGISTER_ADDRESS, "/invitation/register", "invitation", {"name": "N", "password": NEW, "country": "DE"}),
    (Try.PROVIDER_ADDRESS, "/auth/acme", "provider", {"next": "/"}),
]


@pytest.mark.parametrize(("kind", "path", "form", "fields"), FORMS, ids=lambda value: str(value)[:40])
async def test_a_form_says_when_to_try_again_and_changes_nothing(kind, path, form, fields, sqlite_database, use_settings):
    use_settings(
        OIDC_PROVIDERS='[{"id":"acme","label":"Acme","issuer":"http://127.0.0.1:9","client_id":"c","client_secret":"s"}]'
    )
    await a_person(EMAIL)
    browser, before = Browser(), await snapshot()
    await use_up(kind, "203.0.113.7")
    await browser.post(path, **fields)
    assert SENTENCE.fullmatch(browser.told(form))
    assert await snapshot() == before


async def test_a_link_is_looked_at_no_more_from_where_too_many_were_unknown(sqlite_database):
    person = await a_person(EMAIL, confirmed=False)
    await send_address_link(person)
    link = urlsplit((await mailbox(None))[0].link).path
    unknown, known = Browser(), Browser("198.51.100.9")
    for _ in range(60):
        await unknown.http.get(f"/confirm/{'x' * 43}")
    await unknown.http.get(link)
    assert SENTENCE.fullmatch(unknown.told("confirm"))
    for _ in range(70):  # One that is known costs nothing: scanners of mail open them, all from one address.
        await known.http.get(link)
    assert known.told("confirm") == ""


async def test_mail_is_sent_to_nobody_without_end(sqlite_database):
    person = await a_person(EMAIL, confirmed=False)
    browser = Browser()
    browser.http.cookies.set("session", await start_session(person))
    for _ in range(6):
        await browser.post("/confirm/send")
    assert SENTENCE.fullmatch(browser.told("address-link"))
    for number in range(5):
        await browser.post("/forgot", email=EMAIL)
        await asyncio.gather(*security_routes._asked)
        assert browser.told("forgot") == "", number
    assert sorted(letter.kind for letter in await mailbox(None)) == ["confirm_address"] * 5 + ["reset_password"] * 3
    for number in range(6):
        await browser.post("/security/email", email=f"other{number}@example.com")
    assert SENTENCE.fullmatch(browser.told("change-email"))


@pytest.mark.parametrize("kind", [Try.INVITE_PERSON, Try.INVITE_ACCOUNT])
async def test_invitations_are_counted_for_who_sends_them_and_for_the_joint_account(kind, sqlite_database):
    olga = await an_organizer()
    await use_up(kind, olga.id if kind == Try.INVITE_PERSON else olga.joint_account_id, but=2)
    invited = await an_invitation(olga)
    await registration.resend(olga, invited.invitation.id)
    before = await snapshot()
    with pytest.raises(TooManyTries):
        await registration.resend(olga, invited.invitation.id)
    with pytest.raises(TooManyTries):
        await registration.invite(olga, an_invitee(email="late@example.com"), understood=True)
    results = await registration.invite_several(
        olga, "Late <late@example.com>", country="DE", role="viewer", language="en", message="", understood=True
    )
    assert SENTENCE.fullmatch(results[0].problem)
    assert await snapshot() == before
    assert len(await links_of(invited.invitation)) == 2


async def test_everything_is_in_the_table_in_words_that_can_be_read():
    assert set(LIMITS) == set(Try)
    assert all(_items(kind) for kind in Try)


async def test_what_is_no_failure_is_given_back_and_what_is_not_stays():
    for error in (KeyError, asyncio.CancelledError):
        with pytest.raises(error):
            async with counting(ValueError, (Try.CODE, "x")):
                raise error
    for _ in range(5):
        with pytest.raises(ValueError):
            async with counting(ValueError, (Try.CODE, "x")):
                raise ValueError
    assert not await is_let(Try.CODE, "x")


def test_an_address_of_ipv6_is_its_network():
    assert somebody_at("2001:db8:1:2::1") == somebody_at("2001:db8:1:2:ffff::9") != somebody_at("2001:db8:1:3::1")
    assert somebody_at("::ffff:203.0.113.7") == somebody_at("203.0.113.7") == "203.0.113.7"


@pytest.fixture
def redis(use_settings):
    url = os.environ.get("TEST_REDIS_URL", "")
    if not url:
        pytest.skip("set TEST_REDIS_URL to run this with Redis")
    use_settings(REDIS_URL=url)


def test_processes_count_together_in_redis(redis):
    """Each event loop has connections and memory of its own, as a process has."""
    somebody = os.urandom(8).hex()
    asyncio.run(use_up(Try.CODE, somebody))
    assert not asyncio.run(is_let(Try.CODE, somebody))
    assert asyncio.run(is_let(Try.CODE, "somebody else" + somebody))


async def test_while_redis_is_away_people_go_on_and_each_process_counts(use_settings, caplog, monkeypatch):
    monkeypatch.setitem(_away, "until", 0.0)
    use_settings(REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")
    with caplog.at_level(logging.WARNING):
        await use_up(Try.CODE, "x")
        assert not await is_let(Try.CODE, "x")
    assert len([line for line in caplog.messages if "does not answer" in line]) == 1


async def test_a_refusal_is_one_line_in_the_log_without_who(caplog):
    with caplog.at_level(logging.WARNING):
        await use_up(Try.LOG_IN_ACCOUNT, EMAIL)
        assert not any([await is_let(Try.LOG_IN_ACCOUNT, EMAIL) for _ in range(20)])
    (line,) = caplog.messages
    assert "log-in" in line and EMAIL not in line
