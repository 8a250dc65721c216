"""Puts what a report tells about a store in the place of what stands there, unless that is newer: whole, or not at all."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import bulk
from joint_account.reports.kinds import Kind
from joint_account.stores.reported import health, listings, stock
from joint_account.stores.reported.health import Health

_OURS = ("joint_account_id", "store")
_HERE = "WHERE joint_account_id = ? AND store = ?"
_STANDING = f"SELECT as_of, digest FROM store_report {_HERE} AND kind = ?"  # noqa: S608
_REPORT = (*_OURS, "kind", "as_of", "digest", "rows")
_PUT_REPORT = (
    f"{bulk.insert_into('store_report', _REPORT)} ON CONFLICT (joint_account_id, store, kind) "
    "DO UPDATE SET as_of = excluded.as_of, digest = excluded.digest, rows = excluded.rows"
)
_HEALTH = ("account_health", ("status", "rating"))
_TABLES = {
    Kind.STOCK: ("stock", stock.COLUMNS),
    Kind.LISTINGS: ("listing", listings.COLUMNS),
    Kind.HEALTH: ("health_metric", health.COLUMNS),
}
Row = tuple[Any, ...]


async def is_newer(work: AsyncSession, joint_account_id: int, store: str, kind: Kind, as_of: int, digest: str) -> bool:
    """Whether a report is to be taken: what stands is older, or of the same moment and another report.

    Args:
        work: a unit of work that has locked the joint account.
        joint_account_id: whose the store is.
        store: country code.
        kind: of report.
        as_of: when it was made, in microseconds since 1970.
        digest: SHA-256 of the file.
    """
    standing = await bulk.run(work, _STANDING, joint_account_id, store, kind.value)
    return not standing or (as_of, digest) > tuple(standing[0])


async def put(
    work: AsyncSession, joint_account_id: int, store: str, kind: Kind, blocks: Iterable[Sequence[Row]], as_of: int, digest: str
) -> None:
    """Replaces what stands of this kind in the store.

    Args:
        work: as for `is_newer`, which said yes in it.
        joint_account_id: whose the store is.
        store: country code.
        kind: of report.
        blocks: rows of its table, but for whose they are.
        as_of: when it was made, in microseconds since 1970.
        digest: SHA-256 of the file.
    """
    table, columns = _TABLES[kind]
    await bulk.run(work, f"DELETE FROM {table} {_HERE}", joint_account_id, store)  # noqa: S608
    count = 0
    for block in blocks:
        count += len(block)
        await bulk.run_many(work, bulk.insert_into(table, _OURS + columns), [(joint_account_id, store, *row) for row in block])
    await bulk.run_many(work, _PUT_REPORT, [(joint_account_id, store, kind.value, as_of, digest, count)])


async def put_health(work: AsyncSession, joint_account_id: int, found: Health, as_of: int, digest: str) -> None:
    """`put` for the account health of one store."""
    table, columns = _HEALTH
    await bulk.run(work, f"DELETE FROM {table} {_HERE}", joint_account_id, found.store)  # noqa: S608
    row = (joint_account_id, found.store, found.status, found.rating)
    await bulk.run_many(work, bulk.insert_into(table, _OURS + columns), [row])
    await put(work, joint_account_id, found.store, Kind.HEALTH, [found.metrics], as_of, digest)
