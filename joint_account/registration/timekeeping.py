"""The clock's background work: reminders go out, and what has expired is written down."""

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError

from joint_account.database import now
from joint_account.registration.clockwork import expire_due, remind_due

log = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 60


async def keep_time() -> None:
    """Reminds and tidies once a minute, for as long as the app runs."""
    while True:
        try:
            await remind_due(now())
            await expire_due(now())
        except SQLAlchemyError:
            log.warning("could not look for invitations that are due; trying again", exc_info=True)
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
