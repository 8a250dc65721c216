"""The windows of a connection: planned newest first, claimed by one conditional UPDATE, and done or not done.

Whoever claims a window has it for LEASE, and longer by keeping it; a process that was killed loses it by itself. What makes
a window done is one UPDATE that asks for the claim, in the unit of work that stores its last rows: so nobody does one
twice, and one that was killed half-way is simply done again (orders that are here already change nothing).
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, delete, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import lock_joint_account, reading, unit_of_work
from joint_account.stores.amazon.models import AmazonConnection
from joint_account.stores.amazon.opening import record
from joint_account.stores.models import Store
from joint_account.sync import cursors
from joint_account.sync.errors import ClaimLost
from joint_account.sync.models import FREE, Kind, SyncWindow

LONGEST = timedelta(days=30)
"""Days of one report at most. Source: Amazon's own refusal, "Report can be requested only upto 30 days"."""
SEAM = timedelta(minutes=1)
"""By how much a report begins before its window: nobody says whether Amazon's ranges hold their ends."""
HISTORY = timedelta(days=730)
"""What Amazon still reports. Source: "Order report type values" of Amazon's documentation."""
LEASE = timedelta(minutes=10)


async def plan_history(connection: AmazonConnection, at: datetime) -> None:
    """Plans the history of the connection's stores if one of them has none and no window is under way.

    All stores at once: Amazon's order reports hold every store of a seller account, whichever was asked for. What changes
    from now on is searched for, so the cursor begins here too, in the same unit of work.
    """
    async with reading() as session:
        if not await _wants_history(session, connection):
            return
    async with unit_of_work() as work:
        await lock_joint_account(work, connection.joint_account_id)
        if not await _wants_history(work, connection):
            return
        await work.exec(delete(SyncWindow).where(*_of(connection)))
        planned = list(_split(connection, Kind.HISTORY, at - HISTORY, at))
        work.add_all(planned)
        await cursors.begin(work, connection, at)
        await _set_progress(work, connection, windows=len(planned), windows_done=0)


async def hand_over(work: AsyncSession, connection: AmazonConnection, start: datetime, until: datetime) -> None:
    """What changed in these days comes by reports. The cursor moves on past them in the same unit of work."""
    over = (*_of(connection), col(SyncWindow.kind) == Kind.CHANGES, col(SyncWindow.done_at).is_not(None))
    await work.exec(delete(SyncWindow).where(*over))
    for window in _split(connection, Kind.CHANGES, start, until):
        await work.merge(window)


def _split(connection: AmazonConnection, kind: Kind, start: datetime, until: datetime) -> list[SyncWindow]:
    windows = []
    while until > start:
        begins = max(until - LONGEST + SEAM, start)
        tenant, id = connection.joint_account_id, connection.id
        windows.append(SyncWindow(joint_account_id=tenant, connection_id=id, kind=kind, start=begins, until=until))
        until = begins
    return windows


async def claim_newest(connection: AmazonConnection, at: datetime, claimant: str) -> SyncWindow | None:
    """Takes the newest window that nobody works on, changes before history; None when there is none to take now.

    Args:
        connection: whose windows.
        at: now.
        claimant: who takes it; each claim has a name of its own, which begins with this.
    """
    free = (*_of(connection), col(SyncWindow.done_at).is_(None), col(SyncWindow.claimed_until) <= at)
    newest = select(SyncWindow).where(*free).order_by(col(SyncWindow.kind), col(SyncWindow.start).desc())
    async with reading() as session:
        found = list(await session.exec(newest))
    for window in found:
        held = {"claimed_by": f"{claimant}.{secrets.token_hex(8)}", "claimed_until": at + LEASE}
        async with unit_of_work() as work:
            taken = await work.exec(update(SyncWindow).where(*_is(window), *free).values(held))
        if taken.rowcount == 1:
            return window.sqlmodel_update(held)
    return None


async def keep(window: SyncWindow, at: datetime, **changed: Any) -> None:
    """Holds the claim for longer, and writes down what is known now.

    Raises:
        ClaimLost: somebody else has it.
    """
    await _change(window, {"claimed_until": at + LEASE} | changed)


async def let_go(window: SyncWindow, until: datetime = FREE, **changed: Any) -> None:
    """Gives the claim back; nobody takes the window before `until`."""
    await _change(window, {"claimed_by": "", "claimed_until": until} | changed)


async def let_go_all(connection: AmazonConnection, claimant: str) -> None:
    """Gives back whatever the claimant has taken and not done, also what it was about to be told of."""
    held = (*_of(connection), col(SyncWindow.done_at).is_(None), col(SyncWindow.claimed_by).startswith(f"{claimant}."))
    async with unit_of_work() as work:
        await work.exec(update(SyncWindow).where(*held).values(claimed_by="", claimed_until=FREE))


async def finish(work: AsyncSession, window: SyncWindow, at: datetime, skipped: int = 0) -> None:
    """Makes a window done, in the unit of work that stores its last rows; the last window ends its stores' history.

    Raises:
        ClaimLost: somebody else has it; nothing of this unit of work may stay.
    """
    done = {"done_at": at, "claimed_by": "", "skipped": skipped}
    finished = await work.exec(update(SyncWindow).where(*_is(window), *_held(window)).values(done))
    if finished.rowcount != 1:
        raise ClaimLost
    if window.kind != Kind.HISTORY:
        return
    here = (*_of(window), col(SyncWindow.kind) == Kind.HISTORY)
    counted = select(func.count()).select_from(SyncWindow).where(*here, col(SyncWindow.done_at).is_not(None))
    await _set_progress(work, window, windows_done=(await work.exec(counted)).one())
    under_way = select(SyncWindow.start).where(*here, col(SyncWindow.done_at).is_(None)).exists()
    here_now = await work.exec(update(Store).where(*_without_history(window), ~under_way).values(history_done_at=at))
    if here_now.rowcount:
        connection = await work.get_one(AmazonConnection, (window.joint_account_id, window.connection_id))
        await record(work, "amazon.history", None, connection)


async def next_free(connection: AmazonConnection) -> datetime | None:
    """When the first window that is not done can be claimed; None when all are done."""
    waiting = select(func.min(SyncWindow.claimed_until)).where(*_of(connection), col(SyncWindow.done_at).is_(None))
    async with reading() as session:
        return (await session.exec(waiting)).one()


async def _wants_history(session: AsyncSession, connection: AmazonConnection) -> bool:
    under_way = select(SyncWindow.start).where(
        *_of(connection), col(SyncWindow.kind) == Kind.HISTORY, col(SyncWindow.done_at).is_(None)
    )
    without = select(Store.code).where(*_without_history(connection), ~under_way.exists())
    return (await session.exec(without.limit(1))).one_or_none() is not None


async def _set_progress(work: AsyncSession, of: AmazonConnection | SyncWindow, **counts: int) -> None:
    where = (col(AmazonConnection.joint_account_id) == of.joint_account_id, col(AmazonConnection.id) == _id_of(of))
    await work.exec(update(AmazonConnection).where(*where).values(**counts))


async def _change(window: SyncWindow, values: dict[str, Any]) -> None:
    async with unit_of_work() as work:
        changed = await work.exec(update(SyncWindow).where(*_is(window), *_held(window)).values(values))
    if changed.rowcount != 1:
        raise ClaimLost
    window.sqlmodel_update(values)


def _id_of(of: AmazonConnection | SyncWindow) -> int:
    return of.id if isinstance(of, AmazonConnection) else of.connection_id


def _of(one: AmazonConnection | SyncWindow) -> tuple:
    return col(SyncWindow.joint_account_id) == one.joint_account_id, col(SyncWindow.connection_id) == _id_of(one)


def _is(window: SyncWindow) -> tuple:
    return (*_of(window), col(SyncWindow.kind) == window.kind, col(SyncWindow.start) == window.start)


def _held(window: SyncWindow) -> tuple:
    return col(SyncWindow.claimed_by) == window.claimed_by, col(SyncWindow.done_at).is_(None)


def _without_history(one: AmazonConnection | SyncWindow) -> tuple:
    return (
        col(Store.joint_account_id) == one.joint_account_id,
        col(Store.connection_id) == _id_of(one),
        col(Store.history_done_at).is_(None),
    )
