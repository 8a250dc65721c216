"""Open pages of sessions that have ended, or need a second factor now, are closed: one look a process at all of them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
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


_shut_out: set[str] = set()
"""Those of them that were seen to lack a second factor: their pages were told."""

ShutOut = Callable[[Sequence[str]], Awaitable[set[str]]]
"""Which of these sessions may see nothing but their person's own settings."""


async def close_ended(app: rx.App, shut_out_among: ShutOut) -> None:
    """Background work: runs as long as the app does."""
    while True:
        try:
            await _close_once(app, now(), shut_out_among)
        except SQLAlchemyError:
            log.warning("could not look for sessions that ended; trying again", exc_info=True)
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


async def _close_once(app: rx.App, at: datetime, shut_out_among: ShutOut) -> None:
    connected = app.event_namespace.token_to_sid if app.event_namespace else {}
    for token in [token for token in _sessions if token not in connected]:
        del _sessions[token]
    known = sorted(set(_sessions.values()))
    good: set[str] = set()
    shut_out: set[str] = set()
    for first in range(0, len(known), _AT_ONCE):
        good |= await _good_among(known[first : first + _AT_ONCE], at)
        shut_out |= await shut_out_among(known[first : first + _AT_ONCE])
    # Once: whatever these ask for afterwards, the gate refuses by itself.
    over = (set(known) - good) | (shut_out - _shut_out)
    _shut_out.clear()
    _shut_out.update(shut_out)
    for token in [token for token, session in _sessions.items() if session in over]:
        del _sessions[token]
        await app.event_processor.enqueue(token, _WAKES)


async def _good_among(sessions: Sequence[str], at: datetime) -> set[str]:
    async with reading() as session:
        wanted = select(LoginSession.token_hash).where(col(LoginSession.token_hash).in_(sessions), is_good(at))
        return set(await session.exec(wanted))
