"""What nobody can use any more goes: sessions that ended, links that ran out, what was good once and is used."""

from datetime import datetime

from sqlmodel import col, delete, not_

from joint_account.database import unit_of_work
from joint_account.identity.models import AddressLink, EmailChange, LoginSession, ResetLink, SpentState
from joint_account.identity.sessions import is_good


async def clear_away(at: datetime) -> None:
    """Removes what ended before `at`. Nothing waits for it: every end is read from the clock."""
    async with unit_of_work() as work:
        await work.exec(delete(LoginSession).where(not_(is_good(at))))
        for table in (AddressLink, ResetLink, EmailChange, SpentState):
            await work.exec(delete(table).where(col(table.expires_at) <= at))
