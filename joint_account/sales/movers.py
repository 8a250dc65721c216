"""Products whose sales moved most against the days that are compared, up and down.

Both are taken at the rates of one day: a rate that moved is not a sale.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.sales.best_sellers import Sums, titles_of
from joint_account.sales.currencies import AnyRates, convert
from joint_account.ui.numbers import minor

MOST = 3
"""In each direction."""


@dataclass(frozen=True)
class Mover:
    """A product, and what it sold in minor units of the base currency."""

    asin: str
    title: str
    now: int
    before: int


@dataclass(frozen=True)
class Movers:
    """Those that rose most, and those that fell most, by amount."""

    up: list[Mover]
    down: list[Mover]


async def movers(
    session: AsyncSession,
    joint_account_id: int,
    now: Sums,
    before: Sums,
    base: str,
    rates: AnyRates,
    day: date,
) -> Movers:
    """The products that moved most.

    Args:
        session: an open one.
        joint_account_id: whose products.
        now: what was sold.
        before: what was sold on the days that are compared; none of either means that nothing moved.
        base: the currency that amounts are compared in.
        rates: what they are converted by.
        day: whose rates are used.
    """
    if not (now.sales and before.sales):
        return Movers([], [])
    pairs = {
        asin: tuple(_amount(sums.sales.get(asin, {}), base, rates, day) for sums in (now, before))
        for asin in now.sales.keys() | before.sales.keys()
    }
    order = sorted(pairs, key=lambda asin: (pairs[asin][1] - pairs[asin][0], asin))
    up = [asin for asin in order[:MOST] if pairs[asin][0] > pairs[asin][1]]
    down = [asin for asin in order[: -MOST - 1 : -1] if pairs[asin][0] < pairs[asin][1]]
    titles = await titles_of(session, joint_account_id, up + down)
    made = [[Mover(asin, titles.get(asin, ""), *pairs[asin]) for asin in some] for some in (up, down)]
    return Movers(*made)


def _amount(sums: Mapping[str, int], base: str, rates: AnyRates, day: date) -> int:
    amounts = (convert(rates, sales, currency, base, day) or Decimal(0) for currency, sales in sums.items())
    return minor(sum(amounts, Decimal(0)), base)
