"""The products that sold most, over all stores and their currencies, from the daily roll-up by product.

A year holds more rows of products and days than a page can wait for. So the sums by product and currency come first;
the lowest and the highest rate of the period say which products can be among the best at all, and only those are
read day by day, to be converted at each day's rate.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from heapq import nlargest

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import bulk
from joint_account.sales.currencies import AnyRates, convert
from joint_account.sales.models import Product
from joint_account.sales.recut import day_in
from joint_account.sales.store_days import StoreDays, among, on
from joint_account.ui.numbers import minor

Sold = dict[str, dict[str, int]]
_FROM = "FROM daily_product_sales WHERE joint_account_id = ?"
_BY_PRODUCT = f"SELECT {{number}}, asin, currency, sum(sales), sum(units) {_FROM} {{where}} GROUP BY asin, currency"
_BY_DAY = f"SELECT asin, store, currency, day, sales, units {_FROM} AND asin {{among}}"
_NEARLY = 1e-9
"""By how much a sum of floats may be off, relatively; what is that near to being among the best is looked at exactly."""


@dataclass(frozen=True)
class BestSeller:
    """A product and what it sold, in minor units of the base currency."""

    asin: str
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


async def products_sold(session: AsyncSession, joint_account_id: int, wished: Sequence[StoreDays]) -> list[Sums]:
    """What was sold of each product on some days of each store, by currency: for each of several wishes, asked at once."""
    found = [Sums(defaultdict(dict), Counter()) for _ in wished]
    statement, cells = among(_BY_PRODUCT, joint_account_id, wished)
    for number, asin, currency, sales, pieces in await bulk.run(session, statement, *cells) if statement else ():
        found[number].sales[asin][currency] = int(sales)
        found[number].units[asin] += int(pieces)
    return found


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
    sold, units = sums.sales, sums.units
    every_day = {day for some in days.values() for day in some}
    candidates = _possible_firsts(sold, _extremes(sold, every_day, base, rates), limit)
    by_store, unrated, stores = await _day_by_day(session, joint_account_id, days, candidates, base, rates)
    totals = {asin: sum(by_store[asin].values(), Decimal(0)) for asin in candidates}
    # What has no reference rate decides only between products that have nothing else.
    best = sorted(candidates, key=lambda asin: (-totals[asin], -unrated[asin].total(), -units[asin], asin))[:limit]
    return [
        BestSeller(
            asin=asin,
            stores=len(stores[asin]),
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


def _extremes(sold: Sold, days: Collection[date], base: str, rates: AnyRates) -> dict[str, tuple[float, float]]:
    found = {}
    for currency in {currency for sums in sold.values() for currency in sums}:
        factors = [float(rates.factor(currency, base, day) or 0) for day in days]
        found[currency] = (min(factors) * (1 - _NEARLY), max(factors) * (1 + _NEARLY))
    return found


def _possible_firsts(sold: Sold, extremes: dict[str, tuple[float, float]], limit: int) -> list[str]:
    def at(end: int, sums: dict[str, int]) -> float:
        return sum([sales * extremes[currency][end] for currency, sales in sums.items()])

    least = nlargest(limit, (at(0, sums) for sums in sold.values()))
    return [asin for asin, sums in sold.items() if len(sold) <= limit or at(1, sums) >= least[-1]]


async def _day_by_day(
    session: AsyncSession, joint_account_id: int, days: StoreDays, candidates: list[str], base: str, rates: AnyRates
) -> tuple[dict[str, dict[str, Decimal]], dict[str, Counter[str]], dict[str, set[str]]]:
    """Of each candidate: sales by store, sales by currency without a rate, and the stores that sold any."""
    totals: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    unrated: dict[str, Counter[str]] = defaultdict(Counter)
    stores: dict[str, set[str]] = defaultdict(set)
    where, cells = on(days)
    for asin, store, currency, day, sales, units in await bulk.run(
        session, f"{_BY_DAY} {where}", joint_account_id, candidates, *cells
    ):
        amount = convert(rates, sales, currency, base, day_in(day))
        if amount is None:
            unrated[asin][currency] += sales
        else:
            totals[asin][store] += amount
        if units > 0:
            stores[asin].add(store)
    return totals, unrated, stores


async def titles_of(session: AsyncSession, joint_account_id: int, asins: list[str]) -> dict[str, str]:
    """What products are called, by ASIN."""
    rows = await session.exec(
        select(Product.asin, Product.title).where(Product.joint_account_id == joint_account_id, col(Product.asin).in_(asins))
    )
    return dict(rows.all())
