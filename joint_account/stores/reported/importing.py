"""Takes reports that tell how a store is: each is looked at as a whole first, and then takes the place of an older one."""

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joint_account.database import lock_joint_account, unit_of_work
from joint_account.reports.checking import CheckedTable, Tally, check_table
from joint_account.reports.kinds import COLUMNS, Kind
from joint_account.reports.recognition import Layout
from joint_account.reports.unfit import NeedsStore
from joint_account.stores.marketplaces import marketplaces
from joint_account.stores.opening import open_stores
from joint_account.stores.reported import health, listings, stock
from joint_account.stores.reported.storing import is_newer, put, put_health


@dataclass(frozen=True)
class Taken:
    """What came of a report."""

    rows: int
    changed: int
    """Stores, or settlements, that it changed."""
    stores: frozenset[str]
    tally: Tally | None = None
    """Rows that were left out."""


async def take_health(joint_account_id: int, path: Path, as_of: int) -> Taken:
    """Takes an account health report.

    Args:
        joint_account_id: whose it is.
        path: where the file is.
        as_of: when Amazon made it, in microseconds since 1970.

    Raises:
        ReportRefused: it is not as Amazon describes it. Nothing of it was stored.
    """
    found, digest = await asyncio.to_thread(health.read_health, path), await asyncio.to_thread(digest_of, path)
    changed = 0
    async with unit_of_work() as work:
        await lock_joint_account(work, joint_account_id)
        await open_stores(work, joint_account_id, [one.store for one in found])
        for one in found:
            if await is_newer(work, joint_account_id, one.store, Kind.HEALTH, as_of, digest):
                await put_health(work, joint_account_id, one, as_of, digest)
                changed += 1
    return Taken(sum(len(one.metrics) for one in found), changed, frozenset(one.store for one in found))


async def take_table(
    joint_account_id: int,
    path: Path,
    layout: Layout,
    *,
    store: str | None,
    as_of: int,
    skip_bad: bool,
    on_progress: Callable[[float], object],
) -> Taken:
    """Takes a report of a store's stock or listings.

    Args:
        joint_account_id: whose the store is.
        path: where the file is.
        layout: how to read it.
        store: country code of the store that it is known to be of.
        as_of: when Amazon made it, in microseconds since 1970.
        skip_bad: leave out rows that cannot be read.
        on_progress: is told the share that is done, from 0 to 1.

    Raises:
        ReportRefused: it has bad rows, or nobody told which store it is of. Nothing of it was stored.
    """
    if store is None:
        raise NeedsStore(COLUMNS[layout.kind].name)
    read, check, key = stock.read, stock.check, stock.KEY
    if layout.kind is Kind.LISTINGS:
        (read, check), key = listings.reader(marketplaces()[store].currency), listings.KEY
    checked = await check_table(path, layout, read, check, key=key, skip_bad=skip_bad, on_progress=on_progress)
    digest = await asyncio.to_thread(digest_of, path)
    async with unit_of_work() as work:
        await lock_joint_account(work, joint_account_id)
        await open_stores(work, joint_account_id, [store])
        newer = await is_newer(work, joint_account_id, store, layout.kind, as_of, digest)
        if newer:
            await put(work, joint_account_id, store, layout.kind, _blocks(checked, key), as_of, digest)
    return Taken(checked.rows, int(newer), frozenset({store}), checked)


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _blocks(checked: CheckedTable, key: int) -> Iterable[Sequence[tuple[Any, ...]]]:
    for place in checked.blocks.places:
        # A row's number in its file is for sentences only.
        yield [(*row[:key], *row[key + 1 :]) for row in checked.blocks.read(place)]
