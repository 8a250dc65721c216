"""Open pages of sessions that have ended are led to the log-in page: one look a process at all of them."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime

import reflex as rx
from reflex.event import Event
from reflex.state import State
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from joint_account.database import now, reading
from joint_account.identity.models import LoginSession
from joint_account.identity.sessions import is_good

log = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 0.5
_AT_ONCE = 1000
"""Sessions in one statement: databases limit its variables."""

# Does nothing by itself. What leads the page away is the gate's answer to any event of a session that has ended.
_WAKES = Event(name=f"{State.get_full_name()}.set_is_hydrated", payload={"value": True}, router_data={})

_sessions: dict[str, str] = {}
"""The session that each open page was last used in, by the page's token."""


def note_page(token: str, session: str) -> None:
    """Whose page this is, by the hash of the session's token; nobody's when it is empty."""
    if session:
        _sessions[token] = session
    else:
        _sessions.pop(token, None)


async def close_ended(app: rx.App) -> None:
    """Background work: runs as long as the app does."""
    while True:
        try:
            await _close_once(app, now())
        except SQLAlchemyError:
            log.warning("could not look for sessions that ended; trying again", exc_info=True)
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


async def _close_once(app: rx.App, at: datetime) -> None:
    connected = app.event_namespace.token_to_sid if app.event_namespace else {}
    for token in [token for token in _sessions if token not in connected]:
        del _sessions[token]
    known = sorted(set(_sessions.values()))
    good: set[str] = set()
    for first in range(0, len(known), _AT_ONCE):
        good |= await _good_among(known[first : first + _AT_ONCE], at)
    for token in [token for token, session in _sessions.items() if session in known and session not in good]:
        del _sessions[token]
        await app.event_processor.enqueue(token, _WAKES)


async def _good_among(sessions: Sequence[str], at: datetime) -> set[str]:
    async with reading() as session:
        wanted = select(LoginSession.token_hash).where(col(LoginSession.token_hash).in_(sessions), is_good(at))
        return set(await session.exec(wanted))
