"""What can be asked about reconciliation: each store's days beside Amazon's figures of them."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import reading
from joint_account.identity.models import Person
from joint_account.reconciliation.comparison import DayCompared, compare, differing
from joint_account.reconciliation.facts import AtAmazon, Here, Sold
from joint_account.reconciliation.models import AmazonDay, AmazonDayCheck
from joint_account.reconciliation.reading import daily_sales, quarters
from joint_account.registration.belonging import where_may
from joint_account.registration.roles import Act
from joint_account.stores.marketplaces import marketplaces
from joint_account.stores.models import Connection, Store


@dataclass(frozen=True)
class StoreCompared:
    """A store's days, as far as Amazon was asked about them."""

    store: Store
    days: list[DayCompared]
    """The newest first."""
    asked_at: datetime | None
    """When Amazon last answered; none before it ever did."""
    trouble: str
    """Why it did not answer the last time, as a sentence."""

    @property
    def differing(self) -> list[DayCompared]:
        """The days that differ."""
        return [one for one in self.days if one.difference]

    @property
    def unexplained(self) -> list[DayCompared]:
        """The days of which something is not explained."""
        return [one for one in self.days if not one.is_explained]


async def reconciliation(person: Person, first: date, last: date) -> list[StoreCompared]:
    """The stores of the person's joint account that are connected to Amazon, or were asked about, by code.

    Args:
        person: who asks.
        first: the first day.
        last: the last day, included.
    """
    async with reading() as session:
        here = await where_may(session, person, Act.LOOK)
        return [] if here is None else await reconciliation_in(session, here, first, last)


async def reconciliation_in(session: AsyncSession, joint_account_id: int, first: date, last: date) -> list[StoreCompared]:
    """The same of a joint account, for whoever may see it."""
    answered = await _answered(session, joint_account_id)
    known = or_(col(Store.connection) == Connection.AMAZON, col(Store.code).in_(answered))
    mine = select(Store).where(Store.joint_account_id == joint_account_id, known)
    stores = list(await session.exec(mine.order_by(col(Store.code))))
    asked = await _asked(session, joint_account_id, first, last)
    ours = await daily_sales(session, joint_account_id, first, last)
    checks = {
        one.store: one
        for one in await session.exec(select(AmazonDayCheck).where(AmazonDayCheck.joint_account_id == joint_account_id))
    }
    compared = []
    for store in stores:
        check, amazon = checks.get(store.code), asked.get(store.code, {})
        days = await _compared(session, store, amazon, ours.get(store.code, {}))
        compared.append(StoreCompared(store, days, answered.get(store.code), check.trouble if check else ""))
    return compared


async def _compared(
    session: AsyncSession, store: Store, amazon: dict[date, AtAmazon], days: dict[date, Sold]
) -> list[DayCompared]:
    differ = differing(amazon, days)
    known = await quarters(session, store.joint_account_id, store.code, differ)
    here = Here(marketplaces()[store.code].zone, days, known, store.fresh_at, store.history_done_at is not None)
    return await asyncio.to_thread(compare, amazon, here)


async def _asked(session: AsyncSession, joint_account_id: int, first: date, last: date) -> dict[str, dict[date, AtAmazon]]:
    found: defaultdict[str, dict[date, AtAmazon]] = defaultdict(dict)
    days: Iterable[AmazonDay] = await session.exec(
        select(AmazonDay).where(AmazonDay.joint_account_id == joint_account_id, col(AmazonDay.day).between(first, last))
    )
    for one in days:
        found[one.store][one.day] = AtAmazon(Sold(one.orders, one.units, one.sales), one.asked_at)
    return found


async def _answered(session: AsyncSession, joint_account_id: int) -> dict[str, datetime]:
    newest = (
        select(AmazonDay.store, func.max(AmazonDay.asked_at))
        .where(AmazonDay.joint_account_id == joint_account_id)
        .group_by(AmazonDay.store)
    )
    return dict((await session.exec(newest)).all())
