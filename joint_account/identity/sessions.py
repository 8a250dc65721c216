"""Who is asking: a random cookie, and the row it points to. Read from the database each time, never from a cache."""

import hashlib
import secrets
from contextvars import ContextVar
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import new_id, now, reading, unit_of_work
from joint_account.identity.cookies import full_name, kept_in
from joint_account.identity.models import LoginSession, Person
from joint_account.identity.seen import note_seen

SESSION_IDLES = timedelta(minutes=30)
"""How long nothing may happen in a session that does not stay."""
SESSION_LASTS = timedelta(hours=12)
SESSION_STAYS = timedelta(days=30)
"""With "Stay signed in"."""

SESSION_COOKIE = "session"

DEMO_COOKIE = "demo"
"""Holds the id of the demo that this browser opened."""

acting: ContextVar[Person | None] = ContextVar("acting", default=None)
"""The person behind the event or request that is being handled; set by the gate, and by nothing else."""

acting_session: ContextVar[LoginSession | None] = ContextVar("acting_session", default=None)
"""That person's session, as it stands in the database."""


def hashed(token: str) -> str:
    """What is stored of a secret that was handed out."""
    return hashlib.sha256(token.encode()).hexdigest()


def cookie_name() -> str:
    """What the browser calls the session's cookie."""
    return full_name(SESSION_COOKIE)


def begin_session(
    work: AsyncSession,
    person: Person,
    *,
    device: str = "A browser",
    stays: bool = False,
    strong: bool = False,
    at: datetime | None = None,
) -> str:
    """Adds a session for `person` to the unit of work; returns the cookie's value.

    Args:
        work: the unit of work.
        person: who has proved who they are.
        device: their browser, in words.
        stays: whether they asked to stay signed in.
        strong: whether they used a passkey or a second factor.
        at: when it begins, if not now.
    """
    token, moment = secrets.token_urlsafe(32), at or now()
    work.add(
        LoginSession(
            token_hash=hashed(token),
            id=new_id(),
            person_id=person.id,
            device=device,
            stays=stays,
            is_strong=strong,
            proved_at=moment,
            created_at=moment,
            seen_at=moment,
            expires_at=moment + (SESSION_STAYS if stays else SESSION_LASTS),
        )
    )
    return token


async def start_session(
    person: Person,
    *,
    device: str = "A browser",
    stays: bool = False,
    strong: bool = False,
    at: datetime | None = None,
) -> str:
    """Begins a session for somebody who has proved who they are, as `begin_session`; returns the cookie's value."""
    async with unit_of_work() as work:
        return begin_session(work, person, device=device, stays=stays, strong=strong, at=at)


def is_good(at: datetime) -> ColumnElement[bool]:
    """The condition on a session's row that it has not ended."""
    awake = or_(col(LoginSession.stays), col(LoginSession.seen_at) > at - SESSION_IDLES)
    return and_(col(LoginSession.expires_at) > at, awake)


async def identify(token: str, *, active: bool = True, at: datetime | None = None) -> Person | None:
    """Finds out who asks, and says so in `acting` and `acting_session`.

    Args:
        token: the cookie's value.
        active: whether the person did something, or only their open page by itself.
        at: when, if not now.
    """
    moment = at or now()
    person, session = await _behind(token, moment)
    acting.set(person)
    acting_session.set(session)
    if session and active:
        note_seen(session, moment)
    return person


def person_now() -> Person:
    """The person who is acting, behind the rule `logged_in`.

    Raises:
        LookupError: nobody is; the gate was not asked.
    """
    person = acting.get()
    if person is None:
        raise LookupError("nobody is acting")
    return person


def session_now() -> LoginSession:
    """The session of the person who is acting.

    Raises:
        LookupError: nobody is.
    """
    session = acting_session.get()
    if session is None:
        raise LookupError("nobody is acting")
    return session


async def person_behind(token: str, at: datetime | None = None) -> Person | None:
    """Whose session this cookie's value is, if it is one that has not ended."""
    return (await _behind(token, at or now()))[0]


async def _behind(token: str, at: datetime) -> tuple[Person, LoginSession] | tuple[None, None]:
    if not token:
        return None, None
    async with reading() as session:
        found = await session.exec(
            select(Person, LoginSession)
            .join(LoginSession, col(LoginSession.person_id) == col(Person.id))
            .where(LoginSession.token_hash == hashed(token), is_good(at))
        )
        return found.first() or (None, None)


def demo_in(cookie_header: str) -> str | None:
    """The demo that this browser opened, whoever is logged in; its id is as good as a key to it."""
    return kept_in(cookie_header, DEMO_COOKIE) or None


def token_in(cookie_header: str) -> str:
    """The session cookie's value in a Cookie header; empty when there is none."""
    return kept_in(cookie_header, SESSION_COOKIE)
