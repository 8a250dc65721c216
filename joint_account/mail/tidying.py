"""Letters whose story is over go: who got what is on record in the activity."""

from datetime import datetime, timedelta

from sqlmodel import col, delete

from joint_account.database import unit_of_work
from joint_account.mail.models import Letter

STAYS = timedelta(days=90)
"""How long a letter stays that was delivered, given up, or laid into Mailbox: longer than any invitation is open."""


async def clear_away(at: datetime) -> None:
    """Removes letters that were settled 90 days before `at`."""
    async with unit_of_work() as work:
        await work.exec(delete(Letter).where(col(Letter.settled_at) <= at - STAYS))
