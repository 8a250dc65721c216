"""When somebody last did something: noted at each event, and written at most once a minute a session, beside the event."""

import asyncio
import logging
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, update

from joint_account.database import now, unit_of_work
from joint_account.identity.models import LoginSession

log = logging.getLogger(__name__)

BETWEEN_WRITES = timedelta(minutes=1)
SECONDS_BETWEEN_LOOKS = 1.0

_noted: set[str] = set()
"""Sessions in which something happened, and whose row is older than a minute."""


def note_seen(session: LoginSession, at: datetime) -> None:
    """Somebody did something in this session."""
    if at - session.seen_at >= BETWEEN_WRITES:
        _noted.add(session.token_hash)


async def write_seen(at: datetime) -> int:
    """Writes down what was noted since the last time; returns how many sessions it was."""
    noted = sorted(_noted)
    if not noted:
        return 0
    async with unit_of_work() as work:
        for token_hash in noted:
            seen = update(LoginSession).where(col(LoginSession.token_hash) == token_hash, col(LoginSession.seen_at) < at)
            await work.exec(seen.values(seen_at=at))
    _noted.difference_update(noted)
    return len(noted)


async def keep_seen() -> None:
    """Background work: runs as long as the app does. A writer that takes its time delays this, and no event."""
    while True:
        try:
            await write_seen(now())
        except SQLAlchemyError:
            log.warning("could not write down who was seen; trying again", exc_info=True)
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
