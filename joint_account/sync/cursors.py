"""Up to when a connection's changes are here: one row, claimed like a window, moved on with the rows that it stands for."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import reading, unit_of_work
from joint_account.stores.amazon.models import AmazonConnection
from joint_account.stores.models import Store
from joint_account.sync.errors import ClaimLost
from joint_account.sync.models import FREE, Kind, SyncCursor, SyncWindow

LEASE = timedelta(minutes=10)
REPORTS_LAG = timedelta(hours=1)
"""How much earlier than a report the search for changes begins: nobody says how late a report is."""


async def begin(work: AsyncSession, connection: AmazonConnection, at: datetime) -> None:
    """Changes are searched for from now on: reports that are asked for later hold all that was before."""
    key = {"joint_account_id": connection.joint_account_id, "connection_id": connection.id}
    await work.merge(SyncCursor(**key, until=at - REPORTS_LAG, claimed_by="", claimed_until=FREE))


async def cursor_of(connection: AmazonConnection) -> SyncCursor | None:
    """The connection's cursor; none before its history is planned."""
    async with reading() as session:
        return (await session.exec(select(SyncCursor).where(*_of(connection)))).one_or_none()


async def claim(cursor: SyncCursor, at: datetime) -> bool:
    """Takes the right to search, if it is due and nobody else does."""
    held = {"claimed_by": secrets.token_hex(8), "claimed_until": at + LEASE}
    async with unit_of_work() as work:
        free = (col(SyncCursor.claimed_until) <= at, col(SyncCursor.until) == cursor.until)
        taken = await work.exec(update(SyncCursor).where(*_is(cursor), *free).values(held))
    if taken.rowcount == 1:
        cursor.sqlmodel_update(held)
    return taken.rowcount == 1


async def keep(work: AsyncSession, cursor: SyncCursor, at: datetime) -> None:
    """Holds the claim for longer.

    Raises:
        ClaimLost: somebody else searches; nothing of this unit of work may stay.
    """
    await _change(work, cursor, {"claimed_until": at + LEASE})


async def let_go(cursor: SyncCursor, until: datetime = FREE) -> None:
    """Gives the claim back; nobody searches before `until`."""
    async with unit_of_work() as work:
        await _change(work, cursor, {"claimed_by": "", "claimed_until": until})


async def move_on(work: AsyncSession, cursor: SyncCursor, until: datetime, due_at: datetime) -> None:
    """Changes up to `until` are here, or on their way by reports; the stores say so once none is on its way.

    Raises:
        ClaimLost: somebody else searches; nothing of this unit of work may stay.
    """
    await _change(work, cursor, {"until": max(until, cursor.until), "claimed_by": "", "claimed_until": due_at})
    on_its_way = select(SyncWindow.start).where(
        col(SyncWindow.joint_account_id) == cursor.joint_account_id,
        col(SyncWindow.connection_id) == cursor.connection_id,
        col(SyncWindow.kind) == Kind.CHANGES,
        col(SyncWindow.done_at).is_(None),
    )
    theirs = (
        col(Store.joint_account_id) == cursor.joint_account_id,
        col(Store.connection_id) == cursor.connection_id,
        ~on_its_way.exists(),
    )
    await work.exec(update(Store).where(*theirs).values(fresh_at=cursor.until))


async def _change(work: AsyncSession, cursor: SyncCursor, values: dict[str, Any]) -> None:
    changed = await work.exec(
        update(SyncCursor).where(*_is(cursor), col(SyncCursor.claimed_by) == cursor.claimed_by).values(values)
    )
    if changed.rowcount != 1:
        raise ClaimLost
    cursor.sqlmodel_update(values)


def _of(connection: AmazonConnection) -> tuple:
    return (
        col(SyncCursor.joint_account_id) == connection.joint_account_id,
        col(SyncCursor.connection_id) == connection.id,
    )


def _is(cursor: SyncCursor) -> tuple:
    return (
        col(SyncCursor.joint_account_id) == cursor.joint_account_id,
        col(SyncCursor.connection_id) == cursor.connection_id,
    )
