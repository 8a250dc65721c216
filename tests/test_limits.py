"""Each limit of the table, at every door that it stands at: it opens, and when the tries are used up it does not."""

import asyncio
import re
import uuid
from contextlib import suppress
from dataclasses import dataclass

import httpx
import pytest
from sqlmodel import select, update
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from joint_account.audit import asked_from
from joint_account.database import reading, unit_of_work
from joint_account.demo import routes as demo_routes
from joint_account.identity import half_way, refused_log_ins, security_routes
from joint_account.identity.cookies import full_name
from joint_account.identity.http import ANSWER_COOKIE, Asking, answer_to, too_many_tries
from joint_account.identity.known_browsers import counted_as, known_in
from joint_account.identity.models import LoginSession, Person
from joint_account.identity.sessions import hashed, start_session
from joint_account.joint_account import ROOMS
from joint_account.mail.queries import mailbox
from joint_account.messages import answering, beside
from joint_account.protected import is_protected
from joint_account.registration import invitation_state
from joint_account.registration import service as registration
from joint_account.registration.errors import LinkUnknown
from joint_account.registration.models import Invitation
from joint_account.registration.second_factors import is_shut_out
from joint_account.sales.notes import add_note
from joint_account.shell.places import leave, next_packet, place_for
from joint_account.tries import TooManyTries, Try, take
from joint_account.tries.counting import _items
from tests.buyer_mail import a_mail, a_mailbox, arrives, threads_of
from tests.passkey_stories import what_is_kept
from tests.stories import an_invitation, an_invitee, an_organizer, anew

ADDRESS = "203.0.113.7"
HOME = "https://account.example"
SENTENCE = re.compile(r"Too many tries\. Try again in \d+ (second|minute|hour)s?\.")
NEW = "quite other words this time"


@dataclass
class There:
    """Olga, who has a joint account and has asked for an address to be confirmed; and a browser that she is logged in to."""

    olga: Person
    http: httpx.AsyncClient
    invited: Invitation | None = None

    @property
    def cookies(self):
        return "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())

    async def session(self):
        async with reading() as session:
            token = self.http.cookies[full_name("session")]
            return (await session.exec(select(LoginSession).where(LoginSession.token_hash == hashed(token)))).one()

    async def is_let(self, path, form="", method="POST", /, **fields):
        """Whether nobody says that it was tried too often."""
        self.http.cookies.delete(full_name(ANSWER_COOKIE)) if full_name(ANSWER_COOKIE) in self.http.cookies else None
        answer = await self.http.request(method, path, data=fields if method == "POST" else None)
        assert answer.status_code < 500
        assert (answer.status_code == 429) == ("retry-after" in answer.headers)
        return not SENTENCE.search(" ".join([answer.text, *answer_to(form, self.cookies)[0].values()]))

    def is_a_stranger(self):
        """The same browser, as if nobody had ever been logged in."""
        self.http.cookies.clear()


@pytest.fixture
async def there(sqlite_database, use_settings, monkeypatch):
    provider = '[{"id":"acme","label":"Acme","issuer":"http://127.0.0.1:9","client_id":"c","client_secret":"s"}]'
    use_settings(PUBLIC_URL=HOME, SECRET_KEY="for tests only and long enough to be taken", DEMO="on", OIDC_PROVIDERS=provider)
    monkeypatch.setattr(refused_log_ins, "BETWEEN", 1e9)

    async def no_demo():
        raise HTTPException(404)

    monkeypatch.setattr(demo_routes, "open_demo", no_demo)
    routes = Starlette(routes=[one for room in ROOMS for one in room.ROUTES], exception_handlers={TooManyTries: too_many_tries})
    app = Asking(routes, is_protected, is_shut_out)
    http = httpx.AsyncClient(transport=httpx.ASGITransport(app, client=(ADDRESS, 1)), base_url=HOME)
    there = There(await an_organizer(), http)
    http.cookies.set(full_name("session"), await start_session(there.olga), domain="account.example")
    await http.get("/auth/nobody/callback")  # From here on the account knows the browser.
    there.invited = (await an_invitation(there.olga)).invitation
    return there


def form(path, said_at="", /, **fields):
    """The door that is a form of this path, whose refusal the page shows at `said_at`."""

    async def tries(there):
        return await there.is_let(path, said_at, **fields)

    tries.__name__ = path
    return tries


def as_a_stranger(tries):
    async def alone(there):
        there.is_a_stranger()
        return await tries(there)

    alone.__name__ = tries.__name__
    return alone


async def known_log_in(there):
    there.http.cookies.delete(full_name("session")) if full_name("session") in there.http.cookies else None
    return await there.is_let("/login", "login", email=there.olga.email, password=NEW)


async def second_half(there):
    carried = half_way.ask_for_code(there.olga, "a password", "/", stays=False).headers["set-cookie"].partition(";")[0]
    there.http.cookies.set(*carried.split("=", 1), domain="account.example")
    return await there.is_let("/login/code", "code", code="000000")


async def mailed_reset(there):
    """Says the same in any case: only the mail is missing."""
    before = len(await mailbox(None))
    assert await there.is_let("/forgot", "forgot", email=there.olga.email)
    await asyncio.gather(*security_routes._asked)
    return len(await mailbox(None)) > before


async def mailed_confirmation(there):
    async with unit_of_work() as work:
        await work.exec(update(Person).where(Person.id == there.olga.id).values(confirmed_at=None))
    return await there.is_let("/confirm/send", "address-link")


async def opened_link(there):
    there.is_a_stranger()
    return await there.is_let(f"/confirm/{'x' * 43}", "confirm", "GET")


async def invitation(there):
    try:
        await registration.invite(
            await anew(there.olga), an_invitee(email=f"{uuid.uuid4().hex}@example.com", role="viewer"), understood=True
        )
    except TooManyTries:
        return False
    return True


async def invitation_again(there):
    try:
        await registration.resend(await anew(there.olga), there.invited.id)
    except TooManyTries:
        return False
    return True


async def note(there):
    try:
        await add_note(await anew(there.olga), "2026-05-04", "A fair nearby")
    except TooManyTries:
        return False
    return True


async def invitations_page(_there):
    asked_from.set(ADDRESS)
    try:
        await invitation_state._behind(f"1.{'A' * 43}", None)
    except LinkUnknown:
        return True
    except TooManyTries:
        return False


async def report(there):
    answer = await there.http.post("/stores/import?name=x.txt", content=b"no report")
    return answer.status_code != 429


async def file_of_orders(there):
    return (await there.http.get("/orders/export.csv")).status_code != 429


async def a_thread(there):
    if not await threads_of(there.olga):
        await arrives(there.olga, await a_mailbox(there.olga), a_mail())
    return (await threads_of(there.olga))[0].id


async def reply_to_a_buyer(there):
    thread_id = await a_thread(there)
    try:
        await answering.reply(there.olga, thread_id, "Ihre Bestellung kommt morgen an.", seen=1 << 62)
    except TooManyTries:
        return False
    return True


async def note_for_colleagues(there):
    thread_id = await a_thread(there)
    try:
        await beside.add_note(there.olga, thread_id, "Asked the carrier.")
    except TooManyTries:
        return False
    return True


async def new_socket(_there):
    try:
        leave(await place_for({"client": (ADDRESS, 1)}))
    except TooManyTries:
        return False
    return True


async def packet(there):
    async def receive():
        return {"type": "websocket.receive", "text": "3"}

    place = await place_for({"client": (ADDRESS, 1)})
    place.number = 0
    leave(place)
    return await next_packet(place, {"joint_account.heard": True}, receive) is not None


def address(_there):
    return ADDRESS


def olga(there):
    return there.olga.id


def browser(there):
    return counted_as(known_in(there.cookies), there.olga.id)


async def session(there):
    return (await there.session()).id


PERSON = {"name": "Nadja", "email": "nadja@example.com", "password": NEW, "country": "DE"}
DOORS = [
    (Try.LOG_IN, browser, known_log_in),
    (Try.LOG_IN_ACCOUNT, olga, as_a_stranger(form("/login", "login", email="olga@example.com", password=NEW))),
    (Try.LOG_IN_ADDRESS, address, as_a_stranger(form("/login", "login", email="olga@example.com", password=NEW))),
    (Try.PASSWORD, session, form("/prove", "prove", password=NEW)),
    (Try.PASSWORD, session, form("/security/password", "change-password", old=NEW, new=NEW)),
    (Try.CODE, olga, form("/prove", "prove", code="000000")),
    (Try.CODE, olga, second_half),
    (Try.PASSKEY_ADDRESS, address, as_a_stranger(form("/passkey/log-in", "login", credential="{}"))),
    (Try.PASSKEY_ADDRESS, address, form("/passkey/prove", "prove", credential="{}")),
    (Try.QUESTION_ADDRESS, address, form("/passkey/question", purpose="log-in")),
    (Try.QUESTION_ADDRESS, address, form("/passkey/question", purpose="prove")),
    (Try.REGISTER_ADDRESS, address, as_a_stranger(form("/register", "register", **PERSON))),
    (Try.REGISTER_ADDRESS, address, as_a_stranger(form("/invitation/register", "invitation", **PERSON))),
    (Try.RESET_PERSON, olga, mailed_reset),
    (Try.RESET_ADDRESS, address, form("/forgot", "forgot", email="nobody@example.com")),
    (Try.ADDRESS_LINK, olga, mailed_confirmation),
    (Try.CHANGE_EMAIL, olga, form("/security/email", "change-email", email="olga.new@example.com")),
    (Try.INVITE_PERSON, olga, invitation),
    (Try.INVITE_PERSON, olga, invitation_again),
    (Try.INVITE_ACCOUNT, lambda there: there.olga.joint_account_id, invitation),
    (Try.INVITE_ACCOUNT, lambda there: there.olga.joint_account_id, invitation_again),
    (Try.LINK_ADDRESS, address, opened_link),
    (Try.LINK_ADDRESS, address, as_a_stranger(form("/confirm", "confirm"))),
    (Try.LINK_ADDRESS, address, as_a_stranger(form("/reset", "reset", password=NEW))),
    (Try.LINK_ADDRESS, address, as_a_stranger(form("/email", "email"))),
    (Try.LINK_ADDRESS, address, as_a_stranger(form("/invitation/register", "invitation", **PERSON))),
    (Try.LINK_ADDRESS, address, as_a_stranger(form("/invitation/decline", "invitation"))),
    (Try.LINK_ADDRESS, address, form("/invitation/accept", "invitation", understood="yes")),
    (Try.LINK_ADDRESS, address, invitations_page),
    (Try.IMPORT, olga, report),
    (Try.NOTE, olga, note),
    (Try.EXPORT, olga, file_of_orders),
    (Try.PROVIDER_ADDRESS, address, as_a_stranger(form("/auth/acme", "provider", next="/"))),
    (Try.CONNECT, olga, form("/stores/amazon/connect", "amazon", store="DE")),
    (Try.CONNECT, olga, form("/stores/amazon/paste", "amazon", store="DE", seller="A1", token="Atzr|none")),
    (Try.CONNECT, olga, form("/stores/mailbox/connect", "mailbox", stores="DE")),
    (Try.ANSWER, olga, reply_to_a_buyer),
    (Try.ANSWER, olga, note_for_colleagues),
    (Try.DEMO_ADDRESS, address, as_a_stranger(form("/demo"))),
    (Try.SOCKET_EVENT, lambda _there: 0, packet),
    (Try.ADDRESS_EVENT, address, packet),
    (Try.ADDRESS_SOCKET, address, new_socket),
]
"""What is counted, for whom, and a door that it stands at."""


def test_no_limit_is_without_its_door():
    assert {kind for kind, _who, _tries in DOORS} == set(Try)


@pytest.mark.parametrize(("kind", "who", "tries"), DOORS, ids=[f"{kind.name} {tries.__name__}" for kind, _, tries in DOORS])
async def test_a_door_is_open_until_the_tries_are_used_up(there, kind, who, tries):
    counted = who(there)
    counted = await counted if asyncio.iscoroutine(counted) else counted
    assert await tries(there), "a door that never opens proves nothing"
    for _ in range(min(item.amount for item in _items(kind))):
        with suppress(TooManyTries):
            await take(kind, counted)
    before = await what_is_kept()
    assert not await tries(there)
    assert await what_is_kept() == before
