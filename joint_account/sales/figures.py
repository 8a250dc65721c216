"""What rows of daily sales add up to: sales in one currency, orders, units, average order, cancelled share."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from joint_account.sales.currencies import AnyRates, convert
from joint_account.ui.numbers import minor


class Row(NamedTuple):
    """One row of daily sales, in the order in which `recut.sold_by_day` selects it."""

    day: date
    store: str
    currency: str
    sales: int
    orders: int
    units: int
    cancelled: int
    unpriced: int
    tax: int = 0
    """Minor units, as reported."""


@dataclass(frozen=True)
class Figures:
    """What was sold in some stores on some days. Amounts are integers in minor units."""

    sales: int
    """In the base currency: each day at its own rate, rounded once."""
    own: dict[str, int]
    """By currency as it was paid, every currency."""
    unrated: dict[str, int]
    """By currency, what has no reference rate and is not in `sales`."""
    orders: int
    units: int
    cancelled: int
    """Orders of which every line is cancelled; not among `orders`."""
    unpriced: int
    """Orders among `orders` with a line that has no price yet."""
    average: int | None
    """Sales by orders, of the stores whose sales are in the base currency; none without orders."""

    @property
    def cancelled_share(self) -> Decimal | None:
        """Cancelled orders by all orders, between 0 and 1; none without orders."""
        everything = self.orders + self.cancelled
        return Decimal(self.cancelled) / everything if everything else None


def add_up(rows: Iterable[Row], base: str, rates: AnyRates) -> Figures:
    """Adds rows up, in the base currency."""
    total, rated_orders = Decimal(0), 0
    own, unrated, counts = Counter[str](), Counter[str](), Counter[str]()
    for row in rows:
        own[row.currency] += row.sales
        counts.update(orders=row.orders, units=row.units, cancelled=row.cancelled, unpriced=row.unpriced)
        amount = convert(rates, row.sales, row.currency, base, row.day)
        if amount is None:
            unrated[row.currency] += row.sales
        else:
            total += amount
            rated_orders += row.orders
    return Figures(
        sales=minor(total, base),
        own=dict(own),
        unrated={currency: amount for currency, amount in unrated.items() if amount},
        orders=counts["orders"],
        units=counts["units"],
        cancelled=counts["cancelled"],
        unpriced=counts["unpriced"],
        average=minor(total / rated_orders, base) if rated_orders else None,
    )


def change(now: int, before: int) -> Decimal | None:
    """By which share of itself a figure grew; none where there was nothing before."""
    return Decimal(now - before) / before if before else None
