"""Our side of the comparison, from the database: daily sales for every day, and orders only of the days that differ."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database.columns import microseconds
from joint_account.reconciliation.facts import Facts, Sold
from joint_account.sales.models import DailyProductSales, DailySales
from joint_account.stores.marketplaces import marketplaces

LATELY = timedelta(days=90)
"""Whose highest price is what a pending order may cost."""

_QUARTER = 900_000_000
_BESIDE = timedelta(days=2)
_WHERE = (
    "FROM customer_order o {lines} WHERE o.joint_account_id = :tenant AND o.store = :store "
    "AND o.purchased_at >= :first AND o.purchased_at < :last"
)
_LINES = "JOIN order_line l ON l.joint_account_id = o.joint_account_id AND l.order_id = o.order_id"
_UNSENT = "NOT o.cancelled AND (o.status LIKE 'Pending%' OR o.status LIKE 'Unshipped%')"
_ORDERS = text(
    f"SELECT o.purchased_at / {_QUARTER}, "
    + ", ".join(
        f"SUM(CASE WHEN {which} THEN {what} ELSE 0 END)"
        for which, what in (
            ("NOT o.cancelled", "1"),
            ("NOT o.cancelled", "o.units"),
            ("o.currency = :currency", "o.sales"),
            ("o.unpriced AND NOT o.cancelled", "1"),
            (_UNSENT, "1"),
            (_UNSENT, "o.units"),
            (f"{_UNSENT} AND o.currency = :currency", "o.sales"),
            ("o.cancelled", "1"),
        )
    )
    + f" {_WHERE.format(lines='')} GROUP BY 1"
)
_PARTS = text(
    f"SELECT o.purchased_at / {_QUARTER}, SUM(CASE WHEN l.cancelled THEN 0 ELSE COALESCE(l.tax, 0) END), "
    "SUM(CASE WHEN l.cancelled AND NOT o.cancelled THEN 1 ELSE 0 END) "
    f"{_WHERE.format(lines=_LINES)} GROUP BY 1"
)
_UNPRICED = text(
    f"SELECT o.purchased_at / {_QUARTER}, CASE WHEN l.asin = '' THEN l.sku ELSE l.asin END, SUM(l.quantity) "
    f"{_WHERE.format(lines=_LINES)} AND o.unpriced AND NOT l.cancelled AND l.price IS NULL GROUP BY 1, 2"
)


async def daily_sales(session: AsyncSession, joint_account_id: int, first: date, last: date) -> dict[str, dict[date, Sold]]:
    """What each store sold on each of its days; money in the store's own currency."""
    found: defaultdict[str, dict[date, Sold]] = defaultdict(dict)
    query = select(DailySales).where(DailySales.joint_account_id == joint_account_id, col(DailySales.day).between(first, last))
    for row in await session.exec(query):
        sales = row.sales if row.currency == marketplaces()[row.store].currency else 0
        found[row.store][row.day] = found[row.store].get(row.day, Sold()) + Sold(row.orders, row.units, sales)
    return found


async def quarters(session: AsyncSession, joint_account_id: int, store: str, days: Iterable[date]) -> dict[datetime, Facts]:
    """What is known of a store's orders of some days and of two days on either side, by quarter of an hour.

    Every zone's midnight is the beginning of one, so days can be cut in any zone.
    """
    known: defaultdict[int, Facts] = defaultdict(Facts)
    connection, currency = await session.connection(), marketplaces()[store].currency
    for first, last in _runs(days):
        zone = marketplaces()[store].zone
        begins, ends = (microseconds(datetime.combine(day, time(), zone)) for day in (first, last + timedelta(days=1)))
        asked = {"tenant": joint_account_id, "store": store, "first": begins, "last": ends}
        for quarter, *sums in await connection.execute(_ORDERS, asked | {"currency": currency}):
            known[quarter] += _facts(*map(int, sums))
        for quarter, tax, lines in await connection.execute(_PARTS, asked):
            known[quarter] += Facts(tax=int(tax), cancelled_lines=int(lines))
        unpriced = list(await connection.execute(_UNPRICED, asked))
        prices = await _highest_prices(session, joint_account_id, store, last, {row[1] for row in unpriced})
        for quarter, product, units in unpriced:
            price = prices.get(product)
            cost, unknown = (0, int(units)) if price is None else (price * int(units), 0)
            known[quarter] += Facts(pending=Sold(0, int(units), cost), priceless=unknown)
    return {datetime.fromtimestamp(quarter * 900, UTC): facts for quarter, facts in known.items()}


def _facts(
    orders: int, units: int, sales: int, pending: int, unsent: int, unsent_units: int, unsent_sales: int, cancelled: int
) -> Facts:
    return Facts(
        sold=Sold(orders, units, sales),
        pending=Sold(pending),
        unsent=Sold(unsent, unsent_units, unsent_sales),
        cancelled=cancelled,
    )


async def _highest_prices(
    session: AsyncSession, joint_account_id: int, store: str, last: date, products: set[str]
) -> Mapping[str, int]:
    """What a unit of a product cost on the dearest of the last days, on the day's average; none where it was never sold."""
    if not products:
        return {}
    table = DailyProductSales
    day: Any = func.max((col(table.sales) + col(table.units) - 1) // col(table.units))
    query = (
        select(table.asin, day)
        .where(
            table.joint_account_id == joint_account_id,
            col(table.day).between(last - LATELY, last),
            table.store == store,
            table.currency == marketplaces()[store].currency,
            table.units > 0,
            table.sales > 0,
            col(table.asin).in_(products),
        )
        .group_by(col(table.asin))
    )
    return {asin: int(price) for asin, price in await session.exec(query)}


def _runs(days: Iterable[date]) -> list[tuple[date, date]]:
    """The days with those beside them, as runs without a gap."""
    runs: list[tuple[date, date]] = []
    for day in sorted(days):
        if runs and day - _BESIDE <= runs[-1][1] + timedelta(days=1):
            runs[-1] = runs[-1][0], day + _BESIDE
        else:
            runs.append((day - _BESIDE, day + _BESIDE))
    return runs
