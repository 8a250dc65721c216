"""Takes a demo's joint account out of the database, table by table."""

from sqlalchemy import Table, delete
from sqlmodel import SQLModel, col
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import lock_joint_account, unit_of_work
from joint_account.database.changes import Change
from joint_account.registration.models import JointAccount


class NotADemo(Exception):
    """The joint account belongs to a real seller: nothing of it is ever removed."""

    sentence = "This joint account is not a demo, and it is permanent."


async def erase(joint_account_id: int) -> None:
    """Removes a demo's joint account with everything in it.

    Each table is a transaction of its own, so that nobody waits long; killed half-way, it can be called again.
    The account itself goes last: as long as it stands, the triggers let its memberships and audit entries go.

    Args:
        joint_account_id: of a demo or a template; one that is gone already is fine.

    Raises:
        NotADemo: it is a real seller's. Nothing was removed.
    """
    for table in _tables_of_tenants():
        async with unit_of_work() as work:
            await _lock_demo(work, joint_account_id)
            await work.exec(delete(table).where(table.c.joint_account_id == joint_account_id))
    async with unit_of_work() as work:
        await _lock_demo(work, joint_account_id)
        await work.exec(delete(JointAccount).where(col(JointAccount.id) == joint_account_id))
        await work.exec(delete(Change).where(col(Change.joint_account_id) == joint_account_id))


def _tables_of_tenants() -> list[Table]:
    """Every table of a joint account's own rows in any room, those that refer to another before it."""
    tables = reversed(SQLModel.metadata.sorted_tables)
    return [table for table in tables if "joint_account_id" in table.primary_key.columns and table.name != Change.__tablename__]


async def _lock_demo(work: AsyncSession, joint_account_id: int) -> None:
    await lock_joint_account(work, joint_account_id)
    account = await work.get(JointAccount, joint_account_id)
    if account is not None and account.demo_id is None:
        raise NotADemo(NotADemo.sentence)
