"""Who is asking: a random cookie, and the row it points to. Read from the database each time, never from a cache."""

import hashlib
import secrets
from contextvars import ContextVar
from datetime import timedelta
from http.cookies import CookieError, SimpleCookie

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import now, reading, unit_of_work
from joint_account.identity.models import LoginSession, Person
from joint_account.settings import settings

SESSION_LASTS = timedelta(days=30)

DEMO_COOKIE = "demo"
"""Holds the id of the demo that this browser opened."""

acting: ContextVar[Person | None] = ContextVar("acting", default=None)
"""The person behind the event or request that is being handled; set by the gate, and by nothing else."""


def hashed(token: str) -> str:
    """What is stored of a secret that was handed out."""
    return hashlib.sha256(token.encode()).hexdigest()


def cookie_name() -> str:
    """`__Host-` ties the cookie to this host under https (RFC 6265bis, 4.1.3.2)."""
    return "__Host-session" if settings().is_https else "session"


def begin_session(work: AsyncSession, person: Person) -> str:
    """Adds a session for `person` to the unit of work; returns the cookie's value."""
    token = secrets.token_urlsafe(32)
    moment = now()
    work.add(LoginSession(token_hash=hashed(token), person_id=person.id, created_at=moment, expires_at=moment + SESSION_LASTS))
    return token


async def start_session(person: Person) -> str:
    """Begins a session for somebody who has proved who they are; returns the cookie's value."""
    async with unit_of_work() as work:
        return begin_session(work, person)


async def end_session(token: str) -> None:
    """Logs the browser with this cookie out; its open pages can do nothing more."""
    async with unit_of_work() as work:
        await work.exec(delete(LoginSession).where(col(LoginSession.token_hash) == hashed(token)))


async def person_behind(token: str) -> Person | None:
    """Whose session this cookie's value is, if it is one that has not ended."""
    if not token:
        return None
    async with reading() as session:
        found = await session.exec(
            select(Person)
            .join(LoginSession, col(LoginSession.person_id) == col(Person.id))
            .where(LoginSession.token_hash == hashed(token), LoginSession.expires_at > now())
        )
        return found.first()


def demo_in(cookie_header: str) -> str | None:
    """The demo that this browser opened, whoever is logged in; its id is as good as a key to it."""
    return cookies_in(cookie_header).get(DEMO_COOKIE) or None


def token_in(cookie_header: str) -> str:
    """The session cookie's value in a Cookie header; empty when there is none."""
    return cookies_in(cookie_header).get(cookie_name(), "")


def cookies_in(cookie_header: str) -> dict[str, str]:
    """A Cookie header as names and values; what cannot be read is left out."""
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(cookie_header).items()}
    except CookieError:
        return {}
