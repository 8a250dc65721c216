"""What the overview asks: figures of the chosen days and stores, by interval, store and product, against other days."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from joint_account.database import now, reading
from joint_account.identity.models import Person
from joint_account.sales.annotations import Annotation, annotations
from joint_account.sales.best_sellers import BestSeller, best_sellers, products_sold
from joint_account.sales.currencies import AnyRates, Rates, convert, load_rates
from joint_account.sales.figures import Figures, Row, add_up
from joint_account.sales.intervals import Interval, Key
from joint_account.sales.movers import Movers, movers
from joint_account.sales.overview_scope import Scope, scope_of
from joint_account.sales.pace import Pace, pace_days, pace_of
from joint_account.sales.paid_out import PaidOut, paid_out
from joint_account.sales.recut import sold_by_day, sold_by_hour
from joint_account.sales.tax import taxed
from joint_account.sales.view import View
from joint_account.sales.words import widest
from joint_account.ui.numbers import minor

When = TypeVar("When")


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
    """Every rate that there is; `scope.rates` are those that were used."""
    now: Figures
    before: Figures
    stores: list[StoreFigures]
    """The chosen stores, the one with the highest sales first."""
    by_day: dict[date, dict[str, int]]
    """Sales in minor units of the base currency, by day and store; what has no reference rate is not in them."""
    by_key: dict[Key, dict[str, int]]
    """What the chart draws: the same, or by hour; orders where currencies are apart."""
    best: list[BestSeller]
    movers: Movers
    pace: Pace | None
    paid_out: PaidOut
    annotations: list[Annotation]


@dataclass(frozen=True)
class _Read:
    rows: list[Row]
    before: list[Row]
    hours: list[tuple[Key, Row]]
    month: list[Row]


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
        scope = await scope_of(session, person, view, rates, at or now())
        if scope is None:
            return None
        here, zone = scope.joint_account_id, scope.view.zone
        hourly = scope.interval is Interval.HOUR
        read = _Read(
            rows=await sold_by_day(session, here, scope.days, zone),
            before=await sold_by_day(session, here, scope.before, zone),
            hours=await sold_by_hour(session, here, scope.days, zone) if hourly else [],
            month=await sold_by_day(session, here, pace_days(scope), zone),
        )
        sold, sold_before = [await products_sold(session, here, days) for days in (scope.days, scope.before)]
        best = await best_sellers(session, here, scope.days, sold, scope.base, scope.rates)
        moved = await movers(session, here, sold, sold_before, scope.base, scope.rates, widest(scope.days).last)
        paid = await paid_out(session, here, scope.days, scope.base, scope.rates)
        marks = await annotations(session, here, widest(scope.days), scope.first_days)
    return await asyncio.to_thread(_composed, scope, rates, read, best, moved, paid, marks)


def _composed(
    scope: Scope,
    rates: Rates,
    read: _Read,
    best: list[BestSeller],
    moved: Movers,
    paid: PaidOut,
    marks: list[Annotation],
) -> Overview:
    base, used, tax = scope.base, scope.rates, scope.view.tax
    rows, before = taxed(read.rows, tax), taxed(read.before, tax)
    own, own_before = _by_store(rows), _by_store(before)
    stores = [
        StoreFigures(store, *(add_up(some.get(store, []), base, used) for some in (own, own_before))) for store in scope.days
    ]
    by_day: dict[date, dict[str, int]] = _by_key(((row.day, row) for row in rows), base, used)
    hours = list(zip((key for key, _ in read.hours), taxed((row for _, row in read.hours), tax), strict=True))
    drawn = hours or [(row.day, row) for row in rows]
    return Overview(
        scope=scope,
        rates=rates,
        now=add_up(rows, base, used),
        before=add_up(before, base, used),
        stores=sorted(stores, key=lambda one: (-one.now.sales, -one.now.orders, one.store)),
        by_day=by_day,
        by_key=_orders_by_key(drawn) if scope.apart else _by_key(drawn, base, used) if hours else dict(by_day),
        best=best,
        movers=moved,
        pace=pace_of(scope, taxed(read.month, tax)),
        paid_out=paid,
        annotations=marks,
    )


def _by_store(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.store].append(row)
    return found


def _by_key(rows: Iterable[tuple[When, Row]], base: str, rates: AnyRates) -> dict[When, dict[str, int]]:
    exact: dict[When, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for key, row in rows:
        exact[key][row.store] += convert(rates, row.sales, row.currency, base, row.day) or Decimal(0)
    return {key: {store: minor(amount, base) for store, amount in stores.items()} for key, stores in exact.items()}


def _orders_by_key(rows: Iterable[tuple[Key, Row]]) -> dict[Key, dict[str, int]]:
    counted: dict[Key, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for key, row in rows:
        counted[key][row.store] += row.orders
    return {key: dict(stores) for key, stores in counted.items()}
