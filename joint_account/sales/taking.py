"""Stores what a report of any kind says: every row is checked first, and only then is anything stored.

Of orders, whole ones are stored chunk by chunk. A chunk is one short unit of work that leaves orders, roll-ups, products
and stores true together, so an import that was killed half-way is carried on by importing the file again. Everything else
is stored in one unit of work.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import lock_joint_account, unit_of_work
from joint_account.database.columns import microseconds
from joint_account.reports.kinds import Kind
from joint_account.reports.recognition import Layout
from joint_account.reports.spool import Place
from joint_account.reports.unfit import UnknownStore
from joint_account.sales.assembling import Whole, orders_of
from joint_account.sales.checking import Checked, check
from joint_account.sales.report import Line
from joint_account.sales.settlements import take_settlement
from joint_account.sales.storing import Titles, store_orders, store_titles, titles_in
from joint_account.stores.marketplaces import marketplaces
from joint_account.stores.opening import open_stores
from joint_account.stores.reported.importing import Taken, take_health, take_table

_CHECKING = 0.4
"""The share of an import's time that goes into reading and checking."""


async def take(
    joint_account_id: int,
    path: Path,
    layout: Layout,
    *,
    store: str | None,
    made_at: datetime | None,
    skip_bad: bool,
    on_progress: Callable[[float], object],
) -> Taken:
    """Stores what a recognised report says; whoever calls this has asked whether they may, and keeps the record.

    Args:
        joint_account_id: whose it is.
        path: where the file is.
        layout: from `recognise`.
        store: as for `import_report`.
        made_at: as for `import_report`.
        skip_bad: as for `import_report`.
        on_progress: as for `import_report`.

    Raises:
        ReportRefused: nothing of it was stored.
    """
    if store is not None and store not in marketplaces():
        raise UnknownStore
    as_of = await asyncio.to_thread(_as_of, path, made_at)
    match layout.kind:
        case Kind.ORDERS:
            return await _take_orders(joint_account_id, path, layout, skip_bad, on_progress)
        case Kind.SETTLEMENT:
            return await take_settlement(joint_account_id, path, layout, store=store, as_of=as_of, on_progress=on_progress)
        case Kind.HEALTH:
            return await take_health(joint_account_id, path, as_of)
    return await take_table(
        joint_account_id, path, layout, store=store, as_of=as_of, skip_bad=skip_bad, on_progress=on_progress
    )


def _as_of(path: Path, made_at: datetime | None) -> int:
    """Microseconds since 1970, never later than now: a clock that runs ahead would keep every later report out."""
    present = time.time_ns() // 1000
    return min(present, microseconds(made_at) if made_at else path.stat().st_mtime_ns // 1000)


async def _take_orders(
    joint_account_id: int, path: Path, layout: Layout, skip_bad: bool, tell: Callable[[float], object]
) -> Taken:
    checked = await check(path, layout, skip_bad=skip_bad, on_progress=lambda share: tell(share * _CHECKING))
    changed = await store_report(joint_account_id, checked, lambda share: tell(_CHECKING + share * (1 - _CHECKING)))
    return Taken(checked.rows, changed, frozenset(checked.stores), checked)


async def store_report(
    joint_account_id: int,
    checked: Checked,
    tell: Callable[[float], object],
    at_last: Callable[[AsyncSession], Awaitable[None]] | None = None,
) -> int:
    """Stores a report's orders, chunk by chunk.

    Args:
        joint_account_id: whose they are.
        checked: the report.
        tell: is told the share that is done, from 0 to 1.
        at_last: done in the unit of work that stores the last chunk; when it raises, that chunk is not stored.

    Returns:
        How many orders are new or different now.
    """
    changed, places = 0, checked.blocks.places
    for number, place in enumerate(places, 1):
        # Made ready between two units of work: others write meanwhile.
        orders, titles, stores = await asyncio.to_thread(_ready, checked, place, joint_account_id)
        async with unit_of_work() as work:
            await lock_joint_account(work, joint_account_id)
            await open_stores(work, joint_account_id, stores)
            await store_titles(work, joint_account_id, titles)
            changed += await store_orders(work, joint_account_id, orders)
            if at_last is not None and number == len(places):
                await at_last(work)
        tell(number / len(places))
    return changed


def _ready(checked: Checked, place: Place, joint_account_id: int) -> tuple[list[Whole], Titles, set[str]]:
    lines: list[Line] = checked.blocks.read(place)
    return list(orders_of(lines, joint_account_id)), titles_in(lines), {line[3] for line in lines if line[3]}
