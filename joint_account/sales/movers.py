"""Products whose sales moved most against the days that are compared, up and down.

Both are taken at the rates of one day: a rate that moved is not a sale.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from joint_account.sales.best_sellers import Sums
from joint_account.sales.currencies import AnyRates
from joint_account.ui.numbers import minor

MOST = 3
"""In each direction."""


@dataclass(frozen=True)
class Mover:
    """A product, and what it sold in minor units of the base currency."""

    asin: str
    now: int
    before: int


@dataclass(frozen=True)
class Movers:
    """Those that rose most, and those that fell most, by amount."""

    up: list[Mover]
    down: list[Mover]


def movers(
    now: Sums,
    before: Sums,
    base: str,
    rates: AnyRates,
    day: date,
) -> Movers:
    """The products that moved most.

    Args:
        now: what was sold.
        before: what was sold on the days that are compared; none of either means that nothing moved.
        base: the currency that amounts are compared in.
        rates: what they are converted by.
        day: whose rates are used.
    """
    if not (now.sales and before.sales):
        return Movers([], [])
    factors = {
        currency: rates.factor(currency, base, day) or Decimal(0)
        for sums in (now.sales, before.sales)
        for currency in {currency for amounts in sums.values() for currency in amounts}
    }
    rough = {currency: float(factor) for currency, factor in factors.items()}
    moved = {asin: _worth(now, asin, rough) - _worth(before, asin, rough) for asin in now.sales.keys() | before.sales.keys()}
    # Ranked roughly, told exactly: at a difference of less than a cent nobody asks which of two comes first.
    up = sorted((asin for asin in moved if moved[asin] > 0), key=lambda asin: (-moved[asin], asin))[:MOST]
    down = sorted((asin for asin in moved if moved[asin] < 0), key=lambda asin: (moved[asin], asin))[:MOST]

    def told(asin: str) -> Mover:
        exact = [minor(Decimal(_worth(sums, asin, factors)), base) for sums in (now, before)]
        return Mover(asin, *exact)

    return Movers([told(asin) for asin in up], [told(asin) for asin in down])


def _worth(sums: Sums, asin: str, factors: Mapping[str, Any]) -> Any:
    return sum([sales * factors[currency] for currency, sales in sums.sales.get(asin, {}).items()])
