"""Gross, net and paid out, told apart: what settlements say of the chosen stores and days, part by part.

Amounts are of the days on which Amazon posted them, and a payment of the day on which it was sent: see net.py.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.sales.currencies import AnyRates, convert
from joint_account.sales.net import covers, spans_of
from joint_account.sales.parts_of_money import NET, Part
from joint_account.sales.settlement_models import DailySettlement, Settlement
from joint_account.sales.store_days import StoreDays
from joint_account.sales.words import widest
from joint_account.stores.marketplaces import marketplaces
from joint_account.ui.numbers import minor


@dataclass(frozen=True)
class PaidOut:
    """In minor units of the base currency, with their sign; what has no reference rate is not in them."""

    parts: dict[Part, int]
    net: int
    paid: int
    """What settlements that were paid on these days add up to."""
    settled_days: int
    """Of all stores, those that settlements cover whole."""
    all_days: int
    unrated: dict[str, int]
    """Net by currency, of what has no reference rate."""
    any_settlement: bool
    """Whether the joint account has one at all."""


async def paid_out(session: AsyncSession, joint_account_id: int, days: StoreDays, base: str, rates: AnyRates) -> PaidOut:
    """What was posted for some stores on their days, and what was paid.

    Args:
        session: an open one.
        joint_account_id: whose settlements.
        days: of each store, its own.
        base: the currency of the result.
        rates: what it is converted by: at the day that an amount was posted, or paid.
    """
    spans = await spans_of(session, joint_account_id)
    if not spans:
        return PaidOut({}, 0, 0, 0, 0, {}, any_settlement=False)
    span = widest(days)
    exact: dict[Part, Decimal] = defaultdict(Decimal)
    unrated: dict[str, int] = defaultdict(int)
    table = DailySettlement
    within = col(table.day).between(span.first, span.last)
    posted = await session.exec(
        select(table).where(table.joint_account_id == joint_account_id, within, col(table.store).in_(days))
    )
    for one in posted:
        if not days[one.store].first <= one.day <= days[one.store].last:
            continue
        amount, part = convert(rates, one.amount, one.currency, base, one.day), Part(one.kind)
        if amount is not None:
            exact[part] += amount
        elif part in NET:
            unrated[one.currency] += one.amount
    settled = sum(
        covers(spans.get((store, marketplaces()[store].currency), []), store, day)
        for store, some in days.items()
        for day in some
    )
    return PaidOut(
        parts={part: minor(exact[part], base) for part in Part if part in exact},
        net=minor(sum((amount for part, amount in exact.items() if part in NET), Decimal(0)), base),
        paid=await _paid(session, joint_account_id, days, base, rates),
        settled_days=settled,
        all_days=sum(map(len, days.values())),
        unrated=dict(unrated),
        any_settlement=True,
    )


async def _paid(session: AsyncSession, joint_account_id: int, days: StoreDays, base: str, rates: AnyRates) -> int:
    span = widest(days)
    table = Settlement
    within = col(table.deposit_day).between(span.first, span.last)
    found = await session.exec(
        select(table).where(table.joint_account_id == joint_account_id, within, col(table.store).in_(days))
    )
    total = Decimal(0)
    for one in found:
        day = one.deposit_day
        if day is not None and days[one.store].first <= day <= days[one.store].last:
            total += convert(rates, one.total, one.currency, base, day) or Decimal(0)
    return minor(total, base)
