"""Takes settlements: each is looked at as a whole first, and is stored whole or not at all."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from joint_account.database import lock_joint_account, unit_of_work
from joint_account.reports.recognition import Layout
from joint_account.sales.settlement_reading import read_settlement
from joint_account.sales.settlement_storing import store_settlement
from joint_account.stores.opening import open_stores
from joint_account.stores.reported.importing import Taken, digest_of


async def take_settlement(
    joint_account_id: int,
    path: Path,
    layout: Layout,
    *,
    store: str | None,
    as_of: int,
    on_progress: Callable[[float], object],
) -> Taken:
    """Takes a settlement.

    Args:
        joint_account_id: whose it is.
        path: where the file is.
        layout: how to read it.
        store: country code of the store that it is known to be of, if it is.
        as_of: when Amazon made it, in microseconds since 1970.
        on_progress: is told the share that is done, from 0 to 1.

    Raises:
        ReportRefused: it cannot be read, or is not whole. Nothing of it was stored.
    """
    checked = await read_settlement(path, layout, store, on_progress)
    digest = await asyncio.to_thread(digest_of, path)
    blocks = map(checked.blocks.read, checked.blocks.places)
    async with unit_of_work() as work:
        await lock_joint_account(work, joint_account_id)
        await open_stores(work, joint_account_id, checked.stores)
        changed = await store_settlement(work, joint_account_id, checked, blocks, as_of, digest)
    return Taken(checked.rows, int(changed), frozenset(checked.stores))
