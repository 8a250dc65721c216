"""One row a joint account that says how often it changed."""

from collections.abc import Collection

from sqlalchemy import BigInteger, Column, text
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Change(SQLModel, table=True):
    """How often a joint account changed; open pages read themselves anew when it moves."""

    joint_account_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    version: int


async def lock_joint_account(work: AsyncSession, joint_account_id: int) -> None:
    """Makes this unit of work the joint account's only writer until it ends, and tells open pages that it changed.

    Comes first in a unit of work: what is counted after it cannot change under it.
    """
    connection = await work.connection()
    await connection.execute(
        text(
            "INSERT INTO change (joint_account_id, version) VALUES (:id, 1) "
            "ON CONFLICT (joint_account_id) DO UPDATE SET version = change.version + 1"
        ),
        {"id": joint_account_id},
    )


async def versions(session: AsyncSession, joint_account_ids: Collection[int]) -> dict[int, int]:
    """How often each of these joint accounts changed so far."""
    rows = await session.exec(
        select(Change.joint_account_id, Change.version).where(Change.joint_account_id.in_(joint_account_ids))  # ty: ignore
    )
    return dict(rows.all())
