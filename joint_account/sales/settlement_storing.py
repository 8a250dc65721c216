"""Puts a settlement into the database with the roll-up that follows from it, in one unit of work."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import bulk
from joint_account.database.columns import microseconds
from joint_account.sales.settlement_lines import LINE
from joint_account.sales.settlement_reading import CheckedSettlement

_OURS = ("joint_account_id", "settlement_id")
_IT = "WHERE joint_account_id = ? AND settlement_id = ?"
_STANDING = f"SELECT as_of, digest, currency FROM settlement {_IT}"  # noqa: S608
_SETTLEMENT = (*_OURS, "store", "currency", "starts_at", "ends_at", "deposit_day", "total", "as_of", "digest")
_DAY = _SETTLEMENT.index("deposit_day")
_PUT = f"{bulk.insert_into('settlement', _SETTLEMENT)} ON CONFLICT ({', '.join(_OURS)}) DO UPDATE SET " + ", ".join(
    f"{name} = excluded.{name}" for name in _SETTLEMENT if name not in _OURS
)
_PUT_LINE = bulk.insert_into("settlement_line", _OURS + LINE)
_LINE_DAY = len(_OURS) + LINE.index("day")
_DROP_LINES = f"DELETE FROM settlement_line {_IT}"  # noqa: S608
_SUMS = f"SELECT day, store, kind, sum(amount), count(*) FROM settlement_line {_IT} GROUP BY day, store, kind"  # noqa: S608
_DAILY_KEY = ("joint_account_id", "day", "store", "currency", "kind")
_ADD = (
    f"{bulk.insert_into('daily_settlement', (*_DAILY_KEY, 'amount', 'lines'))} ON CONFLICT ({', '.join(_DAILY_KEY)}) "
    "DO UPDATE SET amount = daily_settlement.amount + excluded.amount, lines = daily_settlement.lines + excluded.lines"
)
_DROP_EMPTY = "DELETE FROM daily_settlement WHERE joint_account_id = ? AND lines = 0"


async def store_settlement(
    work: AsyncSession,
    joint_account_id: int,
    checked: CheckedSettlement,
    blocks: Iterable[Sequence[tuple[Any, ...]]],
    as_of: int,
    digest: str,
) -> bool:
    """Stores a settlement in the place of what stands of it, unless that is newer.

    Args:
        work: a unit of work that has locked the joint account.
        joint_account_id: whose it is.
        checked: the settlement.
        blocks: its lines, cells as in settlement_lines.LINE.
        as_of: when Amazon made the file, in microseconds since 1970.
        digest: SHA-256 of the file.

    Returns:
        Whether anything is different now.
    """
    head = checked.head
    it = (joint_account_id, head.settlement_id)
    standing = await bulk.run(work, _STANDING, *it)
    if standing and (as_of, digest) <= tuple(standing[0][:2]):
        return False
    if standing:
        await _roll_up(work, it, standing[0][2], -1)
        await bulk.run(work, _DROP_LINES, *it)
    day = head.deposit_day.isoformat() if head.deposit_day else None
    spans = (microseconds(head.starts_at), microseconds(head.ends_at))
    row = (*it, checked.store, head.currency, *spans, day, head.total, as_of, digest)
    await bulk.run_many(work, _PUT, [row], day=_DAY if day else None)
    for block in blocks:
        await bulk.run_many(work, _PUT_LINE, [(*it, *line) for line in block], day=_LINE_DAY)
    await _roll_up(work, it, head.currency, 1)
    if standing:
        await bulk.run(work, _DROP_EMPTY, joint_account_id)
    return True


async def _roll_up(work: AsyncSession, it: tuple[int, str], currency: str, sign: int) -> None:
    """Adds what the stored lines bring, or takes it back."""
    sums = await bulk.run(work, _SUMS, *it)
    rows = sorted(
        (it[0], day, store, currency, kind, sign * int(amount), sign * lines) for day, store, kind, amount, lines in sums
    )
    await bulk.run_many(work, _ADD, rows, day=1)
