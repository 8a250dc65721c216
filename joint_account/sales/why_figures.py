"""Why our totals are not those of Amazon's pages, in figures: pending, cancelled, tax, day boundary, refunds, off Amazon.

Sources: "Why do my numbers seem different across the various reports?" of Seller Central's help (200989470) for what Amazon's
own pages hold; that other tools keep Pacific time for every store: help of Helium 10 (360035207634) and MerchantSpring.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, false, or_
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import now, reading
from joint_account.identity.models import Person
from joint_account.registration.belonging import where_may
from joint_account.registration.roles import Act
from joint_account.sales.models import DailySales, Order
from joint_account.sales.parts_of_money import Part
from joint_account.sales.periods import days_of
from joint_account.sales.settlement_models import DailySettlement
from joint_account.sales.store_days import StoreDays, store_days
from joint_account.sales.view import View
from joint_account.sales.words import widest
from joint_account.stores.marketplaces import marketplaces
from joint_account.stores.models import Store

PACIFIC = ZoneInfo("America/Los_Angeles")


@dataclass(frozen=True)
class WhyFigures:
    """What of the chosen days and stores Amazon's pages may count otherwise. Money in minor units by currency."""

    days: StoreDays
    pending: int = 0
    cancelled: int = 0
    tax: dict[str, int] = field(default_factory=dict)
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
        pending, cancelled, tax = await _rolled_up(session, here, days)
        return WhyFigures(
            days=days,
            pending=pending,
            cancelled=cancelled,
            tax=tax,
            refunds=await _refunds(session, here, days),
            off_store=await _off_store(session, here, days),
            leaving=await _between(session, here, {code: some.first for code, some in days.items()}),
            joining=await _between(session, here, {code: some.last + timedelta(days=1) for code, some in days.items()}),
        )


async def _rolled_up(session: AsyncSession, joint_account_id: int, days: StoreDays) -> tuple[int, int, dict[str, int]]:
    """Pending and cancelled orders, and the tax of what was sold, by currency."""
    table, tax = DailySales, Counter[str]()
    pending = cancelled = 0
    sums = (func.sum(table.unpriced_orders), func.sum(table.cancelled_orders), func.sum(table.tax))
    query = select(table.store, *sums).where(table.joint_account_id == joint_account_id, _on(table, days))
    for store, unpriced, dropped, taxed in await session.exec(query.group_by(col(table.store))):
        pending += int(unpriced)
        cancelled += int(dropped)
        tax[marketplaces()[store].currency] += int(taxed)
    return pending, cancelled, {currency: amount for currency, amount in tax.items() if amount}


async def _refunds(session: AsyncSession, joint_account_id: int, days: StoreDays) -> dict[str, int]:
    table = DailySettlement
    query = select(table.currency, func.sum(table.amount)).where(
        table.joint_account_id == joint_account_id, table.kind == Part.REFUNDS, _on(table, days)
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


def _on(table: type[DailySales] | type[DailySettlement], days: StoreDays) -> ColumnElement[bool]:
    each = [and_(col(table.store) == code, col(table.day).between(some.first, some.last)) for code, some in days.items()]
    return or_(false(), *each)


def _midnight(code: str, day: date) -> datetime:
    return datetime.combine(day, time(), marketplaces()[code].zone)
