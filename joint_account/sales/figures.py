"""What rows of daily sales add up to: sales in one currency, orders, units, average order, cancelled share."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
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


@dataclass
class _Sum:
    """What is added up, before anything is rounded."""

    total: Decimal = Decimal(0)
    rated_orders: int = 0
    orders: int = 0
    units: int = 0
    cancelled: int = 0
    unpriced: int = 0
    own: Counter[str] = field(default_factory=Counter)
    unrated: Counter[str] = field(default_factory=Counter)

    def add(self, row: Row, amount: Decimal | None) -> None:
        self.own[row.currency] += row.sales
        self.orders += row.orders
        self.units += row.units
        self.cancelled += row.cancelled
        self.unpriced += row.unpriced
        if amount is None:
            self.unrated[row.currency] += row.sales
        else:
            self.total += amount
            self.rated_orders += row.orders

    def add_sum(self, other: "_Sum") -> None:
        for name in ("total", "rated_orders", "orders", "units", "cancelled", "unpriced"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.own.update(other.own)
        self.unrated.update(other.unrated)

    def figures(self, base: str) -> Figures:
        return Figures(
            sales=minor(self.total, base),
            own=dict(self.own),
            unrated={currency: amount for currency, amount in self.unrated.items() if amount},
            orders=self.orders,
            units=self.units,
            cancelled=self.cancelled,
            unpriced=self.unpriced,
            average=minor(self.total / self.rated_orders, base) if self.rated_orders else None,
        )


@dataclass(frozen=True)
class Added:
    """What rows add up to."""

    together: Figures
    by_store: dict[str, Figures]
    by_day: dict[date, dict[str, int]]
    """Sales in minor units of the base currency, by day and store; what has no reference rate is not in them."""


NOTHING_SOLD = _Sum().figures("EUR")


def add_up(rows: Iterable[Row], base: str, rates: AnyRates) -> Added:
    """Adds rows up, in the base currency."""
    sums: defaultdict[str, _Sum] = defaultdict(_Sum)
    cells: defaultdict[date, defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in rows:
        amount = convert(rates, row.sales, row.currency, base, row.day)
        sums[row.store].add(row, amount)
        cells[row.day][row.store] += amount or Decimal(0)
    together = _Sum()
    for one in sums.values():
        together.add_sum(one)
    by_day = {day: {store: minor(amount, base) for store, amount in stores.items()} for day, stores in cells.items()}
    return Added(together.figures(base), {store: one.figures(base) for store, one in sums.items()}, by_day)


def change(now: int, before: int) -> Decimal | None:
    """By which share of itself a figure grew; none where there was nothing before."""
    return Decimal(now - before) / before if before else None
