"""Puts a chunk of whole orders into the database, with everything that follows from them, in one unit of work."""

import asyncio
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import bulk
from joint_account.sales.assembling import LINE, ORDER, Whole
from joint_account.sales.indexing import index_orders
from joint_account.sales.report import Line
from joint_account.sales.rollup import Difference

_ORDER_KEY = ("joint_account_id", "order_id")
_PUT_ORDER = f"{bulk.insert_into('customer_order', ORDER)} ON CONFLICT ({', '.join(_ORDER_KEY)}) DO UPDATE SET " + ", ".join(
    f"{name} = excluded.{name}" for name in ORDER if name not in _ORDER_KEY
)
_PUT_LINE = bulk.insert_into("order_line", LINE)
_AMONG = "WHERE joint_account_id = ? AND order_id {among}"
_STORED_ORDERS = f"SELECT {', '.join(ORDER)} FROM customer_order {_AMONG}"  # noqa: S608
_STORED_LINES = f"SELECT {', '.join(LINE)} FROM order_line {_AMONG} ORDER BY order_id, number"  # noqa: S608
_DROP_LINES = f"DELETE FROM order_line {_AMONG}"  # noqa: S608
# Of two titles of one moment the greater stays, so that the order of files does not matter.
_PUT_PRODUCT = (
    f"{bulk.insert_into('product', ('joint_account_id', 'asin', 'reported_at', 'title'))} "
    "ON CONFLICT (joint_account_id, asin) DO UPDATE SET reported_at = excluded.reported_at, title = excluded.title "
    "WHERE (excluded.reported_at, excluded.title) > (product.reported_at, product.title)"
)
_UPDATED_AT = ORDER.index("updated_at")
_DAY = ORDER.index("day")

Titles = dict[str, tuple[int, str]]
"""What products are called, and when they were called so (microseconds since 1970), by ASIN."""


async def store_orders(work: AsyncSession, joint_account_id: int, orders: Sequence[Whole]) -> int:
    """Stores orders, each instead of what is stored of it unless that is newer, and keeps the roll-ups.

    Args:
        work: a unit of work that has locked the joint account.
        joint_account_id: whose they are.
        orders: whole ones; no order twice.

    Returns:
        How many are new or different now.
    """
    stored = await _stored(work, joint_account_id, [order[1] for order, _ in orders])
    changed = [one for one in orders if _replaces(one, stored.get(one[0][1]))] if stored else orders
    replaced = [stored[order[1]] for order, _ in changed if order[1] in stored]
    if replaced:
        await bulk.run(work, _DROP_LINES, joint_account_id, [order[1] for order, _ in replaced])
    await bulk.run_many(work, _PUT_ORDER, [order for order, _ in changed], day=_DAY)
    await bulk.run_many(work, _PUT_LINE, chain.from_iterable(lines for _, lines in changed))
    await index_orders(work, joint_account_id, changed, replaced)
    difference = Difference()
    await asyncio.to_thread(difference.add, changed)
    if replaced:
        difference.take_back(replaced)
    await difference.write(work)
    return len(changed)


def _replaces(new: Whole, old: Whole | None) -> bool:
    return old is None or (new[0][_UPDATED_AT] >= old[0][_UPDATED_AT] and new != old)


async def _stored(work: AsyncSession, joint_account_id: int, order_ids: list[str]) -> dict[str, Whole]:
    orders = await bulk.run(work, _STORED_ORDERS, joint_account_id, order_ids)
    if not orders:
        return {}
    lines: dict[str, list[Any]] = {order[1]: [] for order in orders}
    for line in await bulk.run(work, _STORED_LINES, joint_account_id, list(lines)):
        lines[line[1]].append(line)
    return {order[1]: (order, tuple(lines[order[1]])) for order in orders}


def titles_in(lines: Iterable[Line]) -> Titles:
    """The newest title of each product that has one; the SKU stands in for an ASIN that is not given."""
    titles: Titles = {}
    for _, _, _, _, _, _, updated, _, _, _, sku, asin, title, *_ in lines:
        if title:
            said = (updated, title)
            if said > titles.get(asin or sku, (0, "")):
                titles[asin or sku] = said
    return titles


async def store_titles(work: AsyncSession, joint_account_id: int, titles: Titles) -> None:
    """Keeps what products are called now."""
    rows = sorted((joint_account_id, asin, *said) for asin, said in titles.items())
    await bulk.run_many(work, _PUT_PRODUCT, rows)
