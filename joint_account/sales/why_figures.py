"""Why our totals are not those of Amazon's pages, in figures: pending, cancelled, tax, day boundary, refunds, off Amazon.

Sources: "Why do my numbers seem different across the various reports?" of Seller Central's help (200989470) for what Amazon's
own pages hold; that other tools keep Pacific time for every store: help of Helium 10 (360035207634) and MerchantSpring.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import and_, false, or_
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import now, reading
from joint_account.identity.models import Person
from joint_account.registration.belonging import where_may
from joint_account.registration.roles import Act
from joint_account.sales.models import DailySales, Order, OrderLine
from joint_account.sales.parts_of_money import Part
from joint_account.sales.periods import days_of
from joint_account.sales.settlement_models import DailySettlement
from joint_account.sales.store_days import StoreDays, on, store_days
from joint_account.sales.view import View
from joint_account.sales.words import widest
from joint_account.stores.marketplaces import marketplaces
from joint_account.stores.models import Store

PACIFIC = ZoneInfo("America/Los_Angeles")
MOST_ORDERS = 50_000
"""Whose tax is added up, line by line, while somebody waits: no roll-up holds it."""


@dataclass(frozen=True)
class WhyFigures:
    """What of the chosen days and stores Amazon's pages may count otherwise. Money in minor units by currency."""

    days: StoreDays
    pending: int = 0
    cancelled: int = 0
    tax: dict[str, int] | None = None
    """None where there are too many orders to add it up at once."""
    refunds: dict[str, int] = field(default_factory=dict)
    off_store: int = 0
    """Orders of channels that are no store, bought on these days."""
    leaving: int = 0
    """Orders that another day had, before these, if days began at midnight in California."""
    joining: int = 0
    """Orders of the day after these that would be theirs then."""


async def why_figures(person: Person, view: View, at: datetime | None = None) -> WhyFigures | None:
    """The figures of a person's joint account; none while it has no stores.

    Args:
        person: who asks.
        view: which days and stores.
        at: the moment that "today" is read from; now unless told.
    """
    async with reading() as session:
        here = await where_may(session, person, Act.LOOK)
        own = list(await session.exec(select(Store.code).where(Store.joint_account_id == here)))
        if here is None or not own:
            return None
        chosen = [code for code in own if code in view.stores] or own
        days = store_days(chosen, view.period, at or now(), days_of)
        orders, pending, cancelled = await _counts(session, here, days)
        return WhyFigures(
            days=days,
            pending=pending,
            cancelled=cancelled,
            tax=await _tax(session, here, days) if orders <= MOST_ORDERS else None,
            refunds=await _refunds(session, here, days),
            off_store=await _off_store(session, here, days),
            leaving=await _between(session, here, {code: some.first for code, some in days.items()}),
            joining=await _between(session, here, {code: some.last + timedelta(days=1) for code, some in days.items()}),
        )


async def _counts(session: AsyncSession, joint_account_id: int, days: StoreDays) -> tuple[int, int, int]:
    table = DailySales
    sums = (func.sum(table.orders), func.sum(table.unpriced_orders), func.sum(table.cancelled_orders))
    row = (await session.exec(select(*sums).where(on(table, joint_account_id, days)))).one()
    orders, pending, cancelled = (int(one or 0) for one in row)
    return orders, pending, cancelled


async def _tax(session: AsyncSession, joint_account_id: int, days: StoreDays) -> dict[str, int]:
    found: Counter[str] = Counter()
    for code, some in days.items():
        begins, ends = _midnight(code, some.first), _midnight(code, some.last + timedelta(days=1))
        of_order = and_(
            col(OrderLine.joint_account_id) == col(Order.joint_account_id), col(OrderLine.order_id) == col(Order.order_id)
        )
        bought = (
            Order.joint_account_id == joint_account_id,
            Order.store == code,
            col(Order.purchased_at) >= begins,
            col(Order.purchased_at) < ends,
        )
        total = select(func.sum(OrderLine.tax)).join_from(Order, OrderLine, of_order).where(*bought)
        tax = (await session.exec(total.where(col(OrderLine.cancelled).is_(False)))).one()
        found[marketplaces()[code].currency] += int(tax or 0)
    return {currency: tax for currency, tax in found.items() if tax}


async def _refunds(session: AsyncSession, joint_account_id: int, days: StoreDays) -> dict[str, int]:
    table = DailySettlement
    each = [and_(col(table.store) == code, col(table.day).between(some.first, some.last)) for code, some in days.items()]
    query = select(table.currency, func.sum(table.amount)).where(
        table.joint_account_id == joint_account_id, table.kind == Part.REFUNDS, or_(false(), *each)
    )
    return {currency: int(amount) for currency, amount in await session.exec(query.group_by(col(table.currency))) if amount}


async def _off_store(session: AsyncSession, joint_account_id: int, days: StoreDays) -> int:
    all_days = widest(days)
    query = select(func.count()).where(
        Order.joint_account_id == joint_account_id,
        col(Order.store).is_(None),
        col(Order.purchased_at) >= datetime.combine(all_days.first, time(), ZoneInfo("UTC")),
        col(Order.purchased_at) < datetime.combine(all_days.last + timedelta(days=1), time(), ZoneInfo("UTC")),
        col(Order.cancelled).is_(False),
    )
    return (await session.exec(query)).one()


async def _between(session: AsyncSession, joint_account_id: int, days: dict[str, date]) -> int:
    """Orders that were bought between a day's beginning in its store and in California."""
    number = 0
    for code, day in days.items():
        query = select(func.count()).where(
            Order.joint_account_id == joint_account_id,
            Order.store == code,
            col(Order.purchased_at) >= _midnight(code, day),
            col(Order.purchased_at) < datetime.combine(day, time(), PACIFIC),
            col(Order.cancelled).is_(False),
        )
        number += (await session.exec(query)).one()
    return number


def _midnight(code: str, day: date) -> datetime:
    return datetime.combine(day, time(), marketplaces()[code].zone)
