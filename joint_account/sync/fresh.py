"""Searches for what changed, all stores of a seller account in one call, as often as Amazon allows for long.

An order that changes while pages are read leaves this search, and is in the next one. Pages may come late, twice or out of
order: an order that is here already gives way to a newer one alone. The cursor moves in the unit of work that stores the
last page.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import lock_joint_account, now, unit_of_work
from joint_account.database.columns import microseconds
from joint_account.sales.assembling import orders_of
from joint_account.sales.cells import BadCell
from joint_account.sales.report import Line
from joint_account.sales.storing import open_stores, store_orders, store_titles, titles_in
from joint_account.stores.amazon import api
from joint_account.stores.amazon.clock import Clock
from joint_account.stores.amazon.connections import account_of
from joint_account.stores.amazon.errors import AmazonError, UnexpectedAnswer
from joint_account.stores.amazon.models import AmazonConnection
from joint_account.stores.amazon.order_results import Order, OrderPage
from joint_account.stores.amazon.patience import patiently
from joint_account.stores.models import Connection
from joint_account.sync import cursors, windows
from joint_account.sync.errors import ClaimLost
from joint_account.sync.found_orders import lines_of
from joint_account.sync.models import FREE, SyncCursor

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=180)
"""Between two searches: Amazon gives 0.0056 a second back, one in 179 seconds."""
OVERLAP = timedelta(minutes=2)
"""By how much each search begins before the one before ended; so late may Amazon show a change."""
LONGEST_GAP = timedelta(days=1)
"""What changed in a longer time comes by report: pages of a hundred would take too many calls."""
MOST_PAGES = 5
"""Of one search: what is more comes by report too, and calls are left for the next search."""
SECONDS_WITHOUT_HISTORY = 5.0


async def look(connection: AmazonConnection, clock: Clock) -> float:
    """Searches for changes if it is time, and returns in how many seconds to look again.

    Raises:
        AmazonError: what came in the way; the cursor stands where it stood.
    """
    cursor = await cursors.cursor_of(connection)
    if cursor is None:
        return SECONDS_WITHOUT_HISTORY
    if await cursors.claim(cursor, clock.now()):
        try:
            await _search(connection, cursor, clock)
        except ClaimLost:
            return SECONDS_WITHOUT_HISTORY
        except AmazonError:
            await cursors.let_go(cursor)
            raise
    else:
        cursor = await cursors.cursor_of(connection) or cursor
    return min(max((cursor.claimed_until - clock.now()).total_seconds(), 1.0), EVERY.total_seconds())


async def _search(connection: AmazonConnection, cursor: SyncCursor, clock: Clock) -> None:
    account, began, since = account_of(connection), clock.now(), cursor.until - OVERLAP
    if began - cursor.until > LONGEST_GAP:
        await _hand_over(connection, cursor, began, began - cursors.REPORTS_LAG)
        return
    until, token = None, None
    for _ in range(MOST_PAGES):
        ask = partial(api.search_orders, account, updated_after=since, next_token=token, clock=clock)
        page = await patiently(ask, tries=1, clock=clock)
        # All pages are of one search: what changed after its end is in none of them.
        until, token = until or page.until, page.next_token
        if until is None:
            raise UnexpectedAnswer("searchOrders: lastUpdatedBefore")
        if token is None:
            await _store(cursor, page, clock, move_to=until, due_at=began + EVERY)
            return
        await _store(cursor, page, clock)
    if until is not None:
        await _hand_over(connection, cursor, until, until, began + EVERY)


async def _hand_over(
    connection: AmazonConnection, cursor: SyncCursor, end: datetime, until: datetime, due_at: datetime = FREE
) -> None:
    """What changed since the cursor comes by report, up to `end`; the search goes on from `until`."""
    async with unit_of_work() as work:
        await lock_joint_account(work, cursor.joint_account_id)
        await windows.hand_over(work, connection, cursor.until - OVERLAP, end)
        await cursors.move_on(work, cursor, until, due_at)


async def _store(
    cursor: SyncCursor, page: OrderPage, clock: Clock, move_to: datetime | None = None, due_at: datetime = FREE
) -> None:
    lines = _lines_in(page.orders)
    async with unit_of_work() as work:
        tenant = cursor.joint_account_id
        await lock_joint_account(work, tenant)
        await store_lines(work, tenant, lines)
        if move_to is None:
            await cursors.keep(work, cursor, clock.now())
        else:
            await cursors.move_on(work, cursor, move_to, due_at)


async def store_lines(work: AsyncSession, joint_account_id: int, lines: Sequence[Line]) -> int:
    """Stores whole orders, in a unit of work that has locked the joint account; returns how many are new or different."""
    stores = {line[3] for line in lines if line[3]}
    await open_stores(work, joint_account_id, stores, Connection.REPORT, microseconds(now()))
    await store_titles(work, joint_account_id, titles_in(lines))
    return await store_orders(work, joint_account_id, list(orders_of(lines, joint_account_id)))


def _lines_in(orders: Sequence[Order]) -> list[Line]:
    """The lines of the newest form of each order, sorted by order. One that cannot be read holds up no other."""
    newest = {one.order_id: one for one in sorted(orders, key=lambda one: one.last_updated_time)}
    lines: list[Line] = []
    for order_id in sorted(newest):
        try:
            lines += lines_of(newest[order_id])
        except BadCell as bad:
            log.warning("order %s is left out: expected %s", order_id, bad.expected)
    return lines
