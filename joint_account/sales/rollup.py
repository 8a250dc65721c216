"""Keeps daily_sales, hourly_sales and daily_product_sales in the transaction that stores the orders.

An import adds what an order brings, and takes back what its older version had brought: that costs the same however many
orders the day has. `verify` sums everything anew, in the database, and so checks this.
"""

from collections import defaultdict
from collections.abc import Iterable

from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import bulk
from joint_account.sales.assembling import Whole

_DAY_KEY = ("joint_account_id", "day", "store", "currency")
_QUARTER_KEY = ("joint_account_id", "quarter", "store", "currency")
_SUMS = ("sales", "orders", "units", "cancelled_orders", "unpriced_orders", "tax")
QUARTER = 900_000_000
"""Microseconds."""
_PRODUCT_KEY = (*_DAY_KEY, "asin")
_PRODUCT_SUMS = ("sales", "units")


def _add(table: str, key: tuple[str, ...], sums: tuple[str, ...]) -> str:
    added = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in sums)
    return f"{bulk.insert_into(table, key + sums)} ON CONFLICT ({', '.join(key)}) DO UPDATE SET {added}"


def _drop(table: str, key: tuple[str, ...], sums: tuple[str, ...]) -> str:
    nothing = [f"{name} = 0" for name in sums]
    return f"DELETE FROM {table} WHERE {' AND '.join([f'{name} = ?' for name in key] + nothing)}"  # noqa: S608


_TABLES = (
    ("daily_sales", _DAY_KEY, _SUMS, 1),
    ("hourly_sales", _QUARTER_KEY, _SUMS, None),
    ("daily_product_sales", _PRODUCT_KEY, _PRODUCT_SUMS, 1),
)
"""With the columns of each one's key and sums, and which column is a day."""


class Difference:
    """What a chunk of orders changes in the roll-ups."""

    def __init__(self) -> None:
        self._days: defaultdict[tuple, list[int]] = defaultdict(lambda: [0] * len(_SUMS))
        self._quarters: defaultdict[tuple, list[int]] = defaultdict(lambda: [0] * len(_SUMS))
        self._products: defaultdict[tuple, list[int]] = defaultdict(lambda: [0] * len(_PRODUCT_SUMS))
        self._takes_back = False

    def add(self, orders: Iterable[Whole]) -> None:
        """These orders are there now."""
        self._count(orders, 1)

    def take_back(self, orders: Iterable[Whole]) -> None:
        """These orders, as they stood, are there no more."""
        self._takes_back = True
        self._count(orders, -1)

    def _count(self, orders: Iterable[Whole], sign: int) -> None:
        days, quarters, products = self._days, self._quarters, self._products
        for (tenant, _, _, store, purchased, day, _, _, cancelled, _, currency, sales, units, unpriced), lines in orders:
            if store is None:
                continue
            taxed = 0
            for _, _, _, sku, asin, _, dropped, quantity, _, price, tax, _, _ in lines:
                if not dropped:
                    taxed += tax or 0
                    sold = products[tenant, day, store, currency, asin or sku]
                    sold[0] += sign * (price or 0)
                    sold[1] += sign * quantity
            for sums in (days[tenant, day, store, currency], quarters[tenant, purchased // QUARTER, store, currency]):
                sums[0] += sign * sales
                sums[3 if cancelled else 1] += sign
                sums[2] += sign * units
                sums[4] += sign * unpriced
                sums[5] += sign * taxed

    async def write(self, work: AsyncSession) -> None:
        """Makes the roll-ups say so."""
        for (table, key, sums, day), changes in zip(_TABLES, (self._days, self._quarters, self._products), strict=True):
            # In the order of the key, neighbours lie on one page of the database.
            rows = sorted((*cells, *added) for cells, added in changes.items() if any(added))
            await bulk.run_many(work, _add(table, key, sums), rows, day=day)
            if self._takes_back:
                await bulk.run_many(work, _drop(table, key, sums), [row[: len(key)] for row in rows], day=day)
