"""What the overview asks: figures of the chosen days and stores, by interval, store and product, against other days."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from joint_account.database import now, reading
from joint_account.identity.models import Person
from joint_account.sales.annotations import Annotation, annotations
from joint_account.sales.best_sellers import BestSeller, best_sellers, products_sold, titles_of
from joint_account.sales.currencies import Rates, convert, load_rates
from joint_account.sales.figures import NOTHING_SOLD, Figures, Row, add_up
from joint_account.sales.intervals import Interval, Key
from joint_account.sales.movers import Movers, movers
from joint_account.sales.overview_scope import Scope, scope_of
from joint_account.sales.pace import Pace, pace_days, pace_of
from joint_account.sales.paid_out import PaidOut, paid_out
from joint_account.sales.recut import sold_by_day, sold_by_hour
from joint_account.sales.tax import Tax, taxed
from joint_account.sales.view import View
from joint_account.sales.words import widest
from joint_account.ui.numbers import minor


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
    by_key: Mapping[Any, dict[str, int]]
    """What the chart draws: the same, or by hour; orders where currencies are apart."""
    best: list[BestSeller]
    movers: Movers
    titles: dict[str, str]
    """What the products of both are called, by ASIN."""
    pace: Pace | None
    paid_out: PaidOut
    annotations: list[Annotation]


@dataclass(frozen=True)
class _Read:
    rows: list[Row]
    before: list[Row]
    hours: list[tuple[Key, Row]]
    month: list[Row]
    best: list[BestSeller]
    movers: Movers
    titles: dict[str, str]
    paid_out: PaidOut
    annotations: list[Annotation]


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
        rows, before, month = await sold_by_day(session, here, (scope.days, scope.before, pace_days(scope)), zone)
        hours = await sold_by_hour(session, here, scope.days, zone) if hourly else []
        sold, sold_before = await products_sold(session, here, (scope.days, scope.before))
        best = await best_sellers(session, here, scope.days, sold, scope.base, scope.rates)
        moved = movers(sold, sold_before, scope.base, scope.rates, widest(scope.days).last)
        titles = await titles_of(session, here, [one.asin for one in (*best, *moved.up, *moved.down)])
        paid = await paid_out(session, here, scope.days, scope.base, scope.rates)
        marks = await annotations(session, here, widest(scope.days), scope.first_days)
    return await asyncio.to_thread(_composed, scope, rates, _Read(rows, before, hours, month, best, moved, titles, paid, marks))


def _composed(
    scope: Scope,
    rates: Rates,
    read: _Read,
) -> Overview:
    base, used, tax = scope.base, scope.rates, scope.view.tax
    rows = taxed(read.rows, tax)
    now_sold, sold_before = add_up(rows, base, used), add_up(taxed(read.before, tax), base, used)
    stores = [
        StoreFigures(store, *(some.by_store.get(store, NOTHING_SOLD) for some in (now_sold, sold_before)))
        for store in scope.days
    ]
    return Overview(
        scope=scope,
        rates=rates,
        now=now_sold.together,
        before=sold_before.together,
        stores=sorted(stores, key=lambda one: (-one.now.sales, -one.now.orders, one.store)),
        by_day=now_sold.by_day,
        by_key=_drawn(scope, rows, taxed_hours(read.hours, tax), now_sold.by_day),
        best=read.best,
        movers=read.movers,
        titles=read.titles,
        pace=pace_of(scope, taxed(read.month, tax)),
        paid_out=read.paid_out,
        annotations=read.annotations,
    )


def taxed_hours(hours: list[tuple[Key, Row]], tax: Tax) -> list[tuple[Key, Row]]:
    """As `taxed`, for rows with the key of their hour."""
    return list(zip((key for key, _ in hours), taxed((row for _, row in hours), tax), strict=True))


def _drawn(
    scope: Scope, rows: list[Row], hours: list[tuple[Key, Row]], by_day: dict[date, dict[str, int]]
) -> Mapping[Any, dict[str, int]]:
    if not hours and not scope.apart:
        return by_day
    exact: dict[Key, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for key, row in hours or [(row.day, row) for row in rows]:
        amount = row.orders if scope.apart else convert(scope.rates, row.sales, row.currency, scope.base, row.day)
        exact[key][row.store] += amount or 0
    said = int if scope.apart else partial(minor, currency=scope.base)
    return {key: {store: said(amount) for store, amount in stores.items()} for key, stores in exact.items()}
