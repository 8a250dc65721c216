"""What the overview asks: figures of the chosen days and stores, by day, by store and by product, against the days before."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import now, reading
from joint_account.identity.models import Person
from joint_account.registration.models import JointAccount
from joint_account.registration.queries import where_may
from joint_account.registration.roles import Act
from joint_account.sales.best_sellers import BestSeller, best_sellers
from joint_account.sales.currencies import Rates, convert, load_rates
from joint_account.sales.figures import Figures, Row, add_up
from joint_account.sales.models import DailySales
from joint_account.sales.periods import days_before, days_of
from joint_account.sales.store_days import StoreDays, on, store_days
from joint_account.sales.view import View
from joint_account.stores.models import Store
from joint_account.ui.numbers import minor


@dataclass(frozen=True)
class Scope:
    """Whose figures are asked for, of which stores and days, in which currency."""

    joint_account_id: int
    base: str
    own_stores: tuple[str, ...]
    """Every store of the joint account, in alphabetical order."""
    days: StoreDays
    """Of the chosen stores."""
    before: StoreDays
    """The days they are compared with."""
    known_since: date | None
    """The first day that any store has an order of; none without orders."""
    notes: list[str]
    """A sentence for each wish that could not be met."""


@dataclass(frozen=True)
class StoreFigures:
    """What one store sold on its own days, and on the days before."""

    store: str
    now: Figures
    before: Figures


@dataclass(frozen=True)
class Overview:
    """What the overview shows."""

    scope: Scope
    rates: Rates
    now: Figures
    before: Figures
    stores: list[StoreFigures]
    """The chosen stores, the one with the highest sales first."""
    by_day: dict[date, dict[str, int]]
    """Sales in minor units of the base currency, by day and store; what has no reference rate is not in them."""
    best: list[BestSeller]


async def overview(person: Person, view: View, at: datetime | None = None) -> Overview | None:
    """The overview of a person's joint account.

    Args:
        person: who asks.
        view: what to show.
        at: the moment that "today" is read from; now unless told.

    Returns:
        None for somebody without a joint account, or with one that has no store yet.
    """
    rates = await load_rates()
    async with reading() as session:
        scope = await _scope(session, person, view, rates, at or now())
        if scope is None:
            return None
        rows = await _rows(session, scope.joint_account_id, scope.days)
        rows_before = await _rows(session, scope.joint_account_id, scope.before)
        best = await best_sellers(session, scope.joint_account_id, scope.days, scope.base, rates)
    return await asyncio.to_thread(_composed, scope, rates, rows, rows_before, best)


async def _scope(session: AsyncSession, person: Person, view: View, rates: Rates, at: datetime) -> Scope | None:
    here = await where_may(session, person, Act.LOOK)
    account = None if here is None else await session.get(JointAccount, here)
    codes = await session.exec(select(Store.code).where(Store.joint_account_id == here).order_by(Store.code))
    own = tuple(codes)
    if account is None or not own:
        return None
    notes: list[str] = []
    base, chosen = _base(view, account, rates, notes), _chosen(view, own, notes)
    days, before = (store_days(chosen, view.period, at, rule) for rule in (days_of, days_before))
    return Scope(account.id, base, own, days, before, await _known_since(session, account.id), notes)


async def _known_since(session: AsyncSession, joint_account_id: int) -> date | None:
    first = await session.exec(select(func.min(DailySales.day)).where(DailySales.joint_account_id == joint_account_id))
    return first.one()


def _base(view: View, account: JointAccount, rates: Rates, notes: list[str]) -> str:
    if view.currency in ("", *rates.current()):
        return view.currency or account.base_currency
    notes.append(f"The European Central Bank has no rate of {view.currency}, so this is in {account.base_currency}.")
    return account.base_currency


def _chosen(view: View, own: tuple[str, ...], notes: list[str]) -> tuple[str, ...]:
    chosen = tuple(code for code in own if code in view.stores)
    if view.stores and len(chosen) < len(view.stores):
        notes.append("The address names a store that your joint account does not have. It was left out.")
    return chosen or own


async def _rows(session: AsyncSession, joint_account_id: int, days: StoreDays) -> list[Row]:
    table = DailySales
    columns: list[Any] = [table.day, table.store, table.currency, table.sales, table.orders, table.units]
    columns += [table.cancelled_orders, table.unpriced_orders]
    found = await session.exec(select(*columns).where(on(table, joint_account_id, days)).order_by(col(table.day)))
    return [Row(*row) for row in found]


def _composed(scope: Scope, rates: Rates, rows: list[Row], rows_before: list[Row], best: list[BestSeller]) -> Overview:
    stores = [
        StoreFigures(store, *(add_up(_of(store, some), scope.base, rates) for some in (rows, rows_before)))
        for store in scope.days
    ]
    return Overview(
        scope=scope,
        rates=rates,
        now=add_up(rows, scope.base, rates),
        before=add_up(rows_before, scope.base, rates),
        stores=sorted(stores, key=lambda one: (-one.now.sales, -one.now.orders, one.store)),
        by_day=_by_day(rows, scope.base, rates),
        best=best,
    )


def _of(store: str, rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.store == store]


def _by_day(rows: Iterable[Row], base: str, rates: Rates) -> dict[date, dict[str, int]]:
    exact: dict[date, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in rows:
        exact[row.day][row.store] += convert(rates, row.sales, row.currency, base, row.day) or Decimal(0)
    return {day: {store: minor(amount, base) for store, amount in stores.items()} for day, stores in exact.items()}
