"""Recomputes every roll-up from the lines of orders and settlements, in the database, and tells where they differ."""

from collections.abc import AsyncIterator, Mapping

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import bulk, reading
from joint_account.registration.models import JointAccount

_LIVE = "CASE WHEN l.cancelled THEN 0 ELSE"
_LINES = (
    "FROM customer_order o JOIN order_line l ON l.joint_account_id = o.joint_account_id AND l.order_id = o.order_id "
    "WHERE o.joint_account_id = ?"
)
_ORDERS = f"""
    SELECT o.order_id, o.store, o.day, o.purchased_at / 900000000 AS quarter, coalesce(max(l.currency), o.currency) AS currency,
        sum({_LIVE} coalesce(l.price, 0) END) AS sales, sum({_LIVE} l.quantity END) AS units,
        sum({_LIVE} coalesce(l.tax, 0) END) AS tax,
        max({_LIVE} 1 END) AS counts, max({_LIVE} CASE WHEN l.price IS NULL THEN 1 ELSE 0 END END) AS unpriced
    {_LINES} GROUP BY o.order_id, o.store, o.day, o.purchased_at, o.currency
"""
_SUMS = "store, currency, sum(sales), sum(counts), sum(units), sum(1 - counts), sum(unpriced), sum(tax)"
_DAYS, _QUARTERS = (
    f"SELECT {when}, {_SUMS} FROM ({_ORDERS}) AS orders WHERE store IS NOT NULL GROUP BY {when}, store, currency"  # noqa: S608
    for when in ("day", "quarter")
)
_PRODUCTS = f"""
    SELECT o.day, o.store, o.currency, coalesce(nullif(l.asin, ''), l.sku), sum(coalesce(l.price, 0)), sum(l.quantity)
    {_LINES} AND o.store IS NOT NULL AND NOT l.cancelled
    GROUP BY o.day, o.store, o.currency, coalesce(nullif(l.asin, ''), l.sku)
"""
_WRONG_ORDERS = f"""
    SELECT o.order_id FROM customer_order o LEFT JOIN ({_ORDERS}) AS r ON r.order_id = o.order_id
    WHERE o.joint_account_id = ? AND (r.sales IS NULL OR r.sales <> o.sales OR r.units <> o.units OR r.currency <> o.currency
        OR r.counts <> CASE WHEN o.cancelled THEN 0 ELSE 1 END OR r.unpriced <> CASE WHEN o.unpriced THEN 1 ELSE 0 END)
    ORDER BY o.order_id
"""  # noqa: S608
_STORED_DAYS, _STORED_QUARTERS = (
    f"SELECT {when}, store, currency, sales, orders, units, cancelled_orders, unpriced_orders, tax "  # noqa: S608
    f"FROM {table} WHERE joint_account_id = ?"
    for when, table in (("day", "daily_sales"), ("quarter", "hourly_sales"))
)
_STORED_PRODUCTS = "SELECT day, store, currency, asin, sales, units FROM daily_product_sales WHERE joint_account_id = ?"
_SETTLED = """
    SELECT l.day, l.store, s.currency, l.kind, sum(l.amount), count(*)
    FROM settlement s JOIN settlement_line l ON l.joint_account_id = s.joint_account_id AND l.settlement_id = s.settlement_id
    WHERE s.joint_account_id = ? GROUP BY l.day, l.store, s.currency, l.kind
"""
_STORED_SETTLED = "SELECT day, store, currency, kind, amount, lines FROM daily_settlement WHERE joint_account_id = ?"
_WRONG_SETTLEMENTS = """
    SELECT s.settlement_id FROM settlement s LEFT JOIN settlement_line l
        ON l.joint_account_id = s.joint_account_id AND l.settlement_id = s.settlement_id
    WHERE s.joint_account_id = ? GROUP BY s.settlement_id, s.total HAVING coalesce(sum(l.amount), 0) <> s.total
    ORDER BY s.settlement_id
"""
_FIGURES = ("sales", "orders", "units", "cancelled orders", "unpriced orders", "tax")
_ROLLUPS = (
    ("daily sales", _DAYS, _STORED_DAYS, _FIGURES),
    ("hourly sales", _QUARTERS, _STORED_QUARTERS, _FIGURES),
    ("daily product sales", _PRODUCTS, _STORED_PRODUCTS, ("sales", "units")),
    ("daily settlement", _SETTLED, _STORED_SETTLED, ("amount", "lines")),
)


async def differences() -> AsyncIterator[str]:
    """Each figure of each joint account that is not what its lines add up to, in words."""
    async with reading() as session:
        accounts = list(await session.exec(select(JointAccount.id).order_by(col(JointAccount.id))))
    for joint_account_id in accounts:
        # One look at each account: an import that commits meanwhile changes orders and roll-ups together.
        async with reading() as session:
            for problem in await _of_one(session, joint_account_id):
                yield f"joint account {joint_account_id}, {problem}"


async def _of_one(session: AsyncSession, joint_account_id: int) -> list[str]:
    wrong = await bulk.run(session, _WRONG_ORDERS, joint_account_id, joint_account_id)
    problems = [f"order {order_id}: what it adds up to is not what its lines do" for (order_id,) in wrong]
    unpaid = await bulk.run(session, _WRONG_SETTLEMENTS, joint_account_id)
    problems += [f"settlement {settlement_id}: its total is not what its lines add up to" for (settlement_id,) in unpaid]
    for name, recomputed, stored, figures in _ROLLUPS:
        should = await _figures(session, recomputed, joint_account_id, len(figures))
        stands = await _figures(session, stored, joint_account_id, len(figures))
        problems += [f"{name}, {problem}" for problem in _compare(should, stands, figures)]
    return problems


async def _figures(session: AsyncSession, statement: str, joint_account_id: int, count: int) -> dict[tuple, tuple]:
    rows = await bulk.run(session, statement, joint_account_id)
    # A key without a figure is as good as no key: a product of which nothing is left need not have a row.
    return {row[:-count]: figures for row in rows if any(figures := tuple(map(int, row[-count:])))}


def _compare(should: Mapping[tuple, tuple], stands: Mapping[tuple, tuple], names: tuple[str, ...]) -> list[str]:
    problems = []
    for key in sorted(should.keys() | stands.keys(), key=str):
        nothing = (0,) * len(names)
        for name, expected, found in zip(names, should.get(key, nothing), stands.get(key, nothing), strict=True):
            if expected != found:
                problems.append(f"{' '.join(map(str, key))}: {name} is {found}, but the lines give {expected}")
    return problems
