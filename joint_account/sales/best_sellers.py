"""The products that sold most, over all stores and their currencies, from the daily roll-up by product.

A year holds more rows of products and days than a page can wait for. So the sums by product and currency come first;
the lowest and the highest rate of the period say which products can be among the best at all, and only those are
read day by day, to be converted at each day's rate.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from heapq import nlargest
from typing import Any

from sqlalchemy import ColumnElement, distinct, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.sales.currencies import AnyRates, convert
from joint_account.sales.models import DailyProductSales, Product
from joint_account.sales.store_days import StoreDays, on
from joint_account.ui.numbers import major, minor

Sold = dict[str, dict[str, int]]
_asin = col(DailyProductSales.asin)
_currency = col(DailyProductSales.currency)
_sales = func.sum(DailyProductSales.sales)


@dataclass(frozen=True)
class BestSeller:
    """A product and what it sold, in minor units of the base currency."""

    asin: str
    title: str
    stores: int
    units: int
    sales: int
    unrated: dict[str, int]
    """By currency, what has no reference rate and is not in `sales`."""
    shares: dict[str, Decimal]
    """Of `sales`, by store, between 0 and 1: the largest first."""


@dataclass(frozen=True)
class Sums:
    """What was sold of each product."""

    sales: Sold
    units: Counter[str]


async def products_sold(session: AsyncSession, joint_account_id: int, days: StoreDays) -> Sums:
    """What was sold of each product on some days of each store, by currency."""
    where = on(DailyProductSales, joint_account_id, days)
    rows = await session.exec(
        select(_asin, _currency, _sales, func.sum(DailyProductSales.units)).where(where).group_by(_asin, _currency)
    )
    sold: Sold = defaultdict(dict)
    units = Counter[str]()
    for asin, currency, sales, pieces in rows:
        sold[asin][currency] = int(sales)
        units[asin] += int(pieces)
    return Sums(sold, units)


async def best_sellers(
    session: AsyncSession,
    joint_account_id: int,
    days: StoreDays,
    sums: Sums,
    base: str,
    rates: AnyRates,
    limit: int = 5,
) -> list[BestSeller]:
    """The products with the highest sales in the base currency, at most `limit`."""
    where = on(DailyProductSales, joint_account_id, days)
    sold, units = sums.sales, sums.units
    every_day = {day for some in days.values() for day in some}
    candidates = _possible_firsts(sold, _extremes(sold, every_day, base, rates), base, limit)
    by_store, unrated = await _day_by_day(session, where, candidates, base, rates)
    totals = {asin: sum(by_store[asin].values(), Decimal(0)) for asin in candidates}
    # What has no reference rate decides only between products that have nothing else.
    best = sorted(candidates, key=lambda asin: (-totals[asin], -unrated[asin].total(), -units[asin], asin))[:limit]
    titles, stores = await titles_of(session, joint_account_id, best), await _store_counts(session, where, best)
    return [
        BestSeller(
            asin=asin,
            title=titles.get(asin, ""),
            stores=stores[asin],
            units=units[asin],
            sales=minor(totals[asin], base),
            unrated=dict(unrated[asin]),
            shares=_shares(by_store[asin], totals[asin]),
        )
        for asin in best
    ]


def _shares(by_store: dict[str, Decimal], total: Decimal) -> dict[str, Decimal]:
    largest_first = sorted(by_store, key=lambda store: (-by_store[store], store))
    return {store: by_store[store] / total for store in largest_first if total and by_store[store]}


def _extremes(sold: Sold, days: Collection[date], base: str, rates: AnyRates) -> dict[str, tuple[Decimal, Decimal]]:
    found = {}
    for currency in {currency for sums in sold.values() for currency in sums}:
        ratios = [rates.ratio(currency, base, day) or Decimal(0) for day in days]
        found[currency] = (min(ratios), max(ratios))
    return found


def _possible_firsts(sold: Sold, extremes: dict[str, tuple[Decimal, Decimal]], base: str, limit: int) -> list[str]:
    def at(end: int, sums: dict[str, int]) -> Decimal:
        return sum((major(sales, currency) * extremes[currency][end] for currency, sales in sums.items()), Decimal(0))

    least = nlargest(limit, (at(0, sums) for sums in sold.values()))
    return [asin for asin, sums in sold.items() if len(sold) <= limit or at(1, sums) >= least[-1]]


async def _day_by_day(
    session: AsyncSession, where: ColumnElement[bool], candidates: list[str], base: str, rates: AnyRates
) -> tuple[dict[str, dict[str, Decimal]], dict[str, Counter[str]]]:
    table = DailyProductSales
    columns: list[Any] = [table.asin, table.store, table.currency, table.day, table.sales]
    rows = await session.exec(select(*columns).where(where, _asin.in_(candidates)))
    totals: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    unrated: dict[str, Counter[str]] = defaultdict(Counter)
    for asin, store, currency, on_day, sales in rows:
        amount = convert(rates, sales, currency, base, on_day)
        if amount is None:
            unrated[asin][currency] += sales
        else:
            totals[asin][store] += amount
    return totals, unrated


async def titles_of(session: AsyncSession, joint_account_id: int, asins: list[str]) -> dict[str, str]:
    """What products are called, by ASIN."""
    rows = await session.exec(
        select(Product.asin, Product.title).where(Product.joint_account_id == joint_account_id, col(Product.asin).in_(asins))
    )
    return dict(rows.all())


async def _store_counts(session: AsyncSession, where: ColumnElement[bool], asins: list[str]) -> Counter[str]:
    rows: Any = await session.exec(
        select(_asin, func.count(distinct(col(DailyProductSales.store))))
        .where(where, _asin.in_(asins), DailyProductSales.units > 0)
        .group_by(_asin)
    )
    return Counter(dict(rows.all()))
