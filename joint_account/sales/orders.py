"""What the orders page and the page of one order ask. An order of another joint account is not there."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, literal, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account import audit
from joint_account.database import Instant, lock_joint_account, now, reading, unit_of_work
from joint_account.identity.models import Person
from joint_account.registration.belonging import where_may
from joint_account.registration.roles import Act
from joint_account.sales.finding import Found, found
from joint_account.sales.models import Order, OrderLine
from joint_account.sales.order_choice import chosen_orders
from joint_account.sales.order_columns import Titled
from joint_account.sales.orders_view import OrdersView, Place
from joint_account.sales.search_models import OrderArticle
from joint_account.stores.models import Store

PAGE = 50
_BATCH = 1_000


@dataclass(frozen=True)
class Listed:
    """An order as the list shows it."""

    order: Order
    title: str
    """Of its first line."""
    lines: int


@dataclass(frozen=True)
class OrdersPage:
    """At most 50 orders, newest first, and where the list goes on."""

    orders: list[Listed]
    newer: Place | None
    older: Place | None
    own_stores: tuple[str, ...]


async def orders(person: Person, view: OrdersView, at: datetime | None = None) -> OrdersPage | None:
    """A page of a person's orders over all countries.

    Args:
        person: who asks.
        view: which orders, and where in their list.
        at: the moment that "today" is read from; now unless told.

    Returns:
        None for somebody without a joint account.
    """
    async with reading() as session:
        here = await where_may(session, person, Act.LOOK)
        if here is None:
            return None
        own = tuple(await session.exec(select(Store.code).where(Store.joint_account_id == here)))
        chosen = chosen_orders(here, view, own, at or now())
        search = await found(session, here, view.words) if view.words else None
        if search and search.nothing:
            return OrdersPage([], None, None, tuple(sorted(own)))
        page, newer, older = await _page(session, chosen, search, view.place)
        return OrdersPage(await _listed(session, here, page), newer, older, tuple(sorted(own)))


async def all_orders(person: Person, view: OrdersView) -> AsyncIterator[list[Titled]]:
    """Every order that a view means, newest first, some at a time; no connection is held while somebody slow reads them.

    Args:
        person: who asks; asked anew for each batch.
        view: which orders; the batches begin at its place.
    """
    at, place = now(), view.place
    while True:
        async with reading() as session:
            here = await where_may(session, person, Act.LOOK)
            if here is None:
                return
            own = tuple(await session.exec(select(Store.code).where(Store.joint_account_id == here)))
            search = await found(session, here, view.words) if view.words else None
            if search and search.nothing:
                return
            chosen = chosen_orders(here, view, own, at)
            batch = await _some(session, chosen, search, place, newest=True, limit=_BATCH)
            listed = await _listed(session, here, batch)
        if batch:
            yield [(one.order, one.title, one.lines) for one in listed]
        if len(batch) < _BATCH:
            return
        place = Place(batch[-1].purchased_at, batch[-1].order_id)


async def note_export(person: Person, query: str) -> int | None:
    """Writes down that somebody takes orders away in a file.

    Args:
        person: who asks.
        query: of the view whose orders they take.

    Returns:
        The joint account whose orders they are; None for somebody who may see none.
    """
    async with unit_of_work() as work:
        here = await where_may(work, person, Act.LOOK)
        if here is None:
            return None
        await lock_joint_account(work, here)
        await audit.record(work, "orders.exported", person_id=person.id, joint_account_id=here, view=query or "all")
    return here


async def order(person: Person, order_id: str) -> tuple[Order, list[OrderLine]] | None:
    """One order with its lines; None when the person's joint account has no such order."""
    # PostgreSQL refuses to compare text that it could not hold, such as a zero byte.
    if not order_id.isprintable():
        return None
    async with reading() as session:
        here = await where_may(session, person, Act.LOOK)
        found = None if here is None else await session.get(Order, (here, order_id))
        if here is None or found is None:
            return None
        return found, await _lines(session, here, [order_id])


async def _page(
    session: AsyncSession, chosen: ColumnElement[bool], search: Found | None, place: Place | None
) -> tuple[list[Order], Place | None, Place | None]:
    if place is not None and place.newer:
        some = await _some(session, chosen, search, place, newest=False, limit=PAGE + 1)
        if len(some) > PAGE:
            return _ends(some[:PAGE][::-1], newer=True, older=True)
        # Fewer than a page are newer than that place: the first page holds them all, and is full.
        place = None
    some = await _some(session, chosen, search, place, newest=True, limit=PAGE + 1)
    return _ends(some[:PAGE], newer=place is not None, older=len(some) > PAGE)


async def _some(
    session: AsyncSession, chosen: ColumnElement[bool], search: Found | None, place: Place | None, *, newest: bool, limit: int
) -> list[Order]:
    if search is None:
        wanted = select(Order).where(chosen, *_beside(place, Order))
        return list(await session.exec(wanted.order_by(*_order(newest=newest)).limit(limit)))
    # By their ids in a second question: in one, SQLite reads the list from its end until it meets enough of them.
    among = search.among(chosen, lambda table: _beside(place, table), newest=newest, limit=limit)
    ids = [order_id for _, order_id in await (await session.connection()).execute(among)]
    ours = (Order.joint_account_id == search.joint_account_id, col(Order.order_id).in_(ids))
    orders = {one.order_id: one for one in await session.exec(select(Order).where(*ours))}
    return [orders[order_id] for order_id in ids]


def _beside(place: Place | None, table: type[Order] | type[OrderArticle]) -> list[ColumnElement[bool]]:
    if place is None:
        return []
    here = tuple_(literal(place.purchased_at, Instant), literal(place.order_id))
    newest_first = tuple_(col(table.purchased_at), col(table.order_id))
    return [newest_first > here if place.newer else newest_first < here]


def _order(*, newest: bool) -> list[Any]:
    columns = (col(Order.purchased_at), col(Order.order_id))
    return [column.desc() if newest else column for column in columns]


def _ends(found: list[Order], *, newer: bool, older: bool) -> tuple[list[Order], Place | None, Place | None]:
    first = Place(found[0].purchased_at, found[0].order_id, newer=True) if newer and found else None
    last = Place(found[-1].purchased_at, found[-1].order_id) if older and found else None
    return found, first, last


async def _listed(session: AsyncSession, joint_account_id: int, found: list[Order]) -> list[Listed]:
    titles: dict[str, str] = {}
    counts = Counter[str]()
    for line in await _lines(session, joint_account_id, [one.order_id for one in found]):
        titles.setdefault(line.order_id, line.title or line.sku)
        counts[line.order_id] += 1
    return [Listed(one, titles.get(one.order_id, ""), counts[one.order_id]) for one in found]


async def _lines(session: AsyncSession, joint_account_id: int, order_ids: list[str]) -> list[OrderLine]:
    rows = await session.exec(
        select(OrderLine)
        .where(OrderLine.joint_account_id == joint_account_id, col(OrderLine.order_id).in_(order_ids))
        .order_by(OrderLine.order_id, col(OrderLine.number))
    )
    return list(rows)
