"""The hourly round: what is over and of no use goes, in each room by its own rule."""

import asyncio
import logging
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from joint_account.database import now
from joint_account.identity import tidying as identity
from joint_account.mail import tidying as mail
from joint_account.messages import tidying as messages
from joint_account.sales import tidying as sales

log = logging.getLogger(__name__)

SECONDS_BETWEEN_ROUNDS = 3600


async def keep_tidy() -> None:
    """Background work: runs as long as the app does; several processes may do it."""
    while True:
        try:
            await clear_away(now())
        except (SQLAlchemyError, OSError):
            log.warning("could not clear away what is over; trying again in an hour", exc_info=True)
        await asyncio.sleep(SECONDS_BETWEEN_ROUNDS)


async def clear_away(at: datetime) -> None:
    """One round."""
    for room in (identity, mail, messages, sales):
        await room.clear_away(at)
