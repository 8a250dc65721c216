"""What is left of sales, by store and the store's own day: what was ordered beside what settlements say was paid for it.

The two are of different days: an order counts when it is placed, an amount when Amazon posts it, mostly when the order is
sent. And of different taxes: what is ordered holds the tax where prices do, a settlement tells it apart where Amazon works it
out. So neither is subtracted from the other: `net` is what settlements add up to, and nothing as long as no settlement
covers the day.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import reading
from joint_account.identity.models import Person
from joint_account.registration.belonging import where_may
from joint_account.registration.roles import Act
from joint_account.sales.models import DailySales
from joint_account.sales.parts_of_money import NET, Part
from joint_account.sales.settlement_models import DailySettlement, Settlement
from joint_account.stores.marketplaces import marketplaces

Spans = list[tuple[datetime, datetime]]


@dataclass
class NetDay:
    """One store, one of its days, one currency. Amounts in minor units."""

    store: str
    """Country code; empty for what belongs to the account and no store."""
    day: date
    currency: str
    ordered: int = 0
    """Ordered product sales of the day."""
    parts: dict[Part, int] = field(default_factory=dict)
    """What was posted on the day, with its sign."""
    settled: bool = False
    """Whether settlements cover the whole day: until then its parts are not all there."""

    @property
    def net(self) -> int | None:
        """What is left to the seller of what was posted; none while the day is not settled."""
        return sum(amount for part, amount in self.parts.items() if part in NET) if self.settled else None


async def net_of(person: Person, first: date, last: date) -> list[NetDay]:
    """Gross and net of the person's stores, by store, day and currency.

    Args:
        person: who asks.
        first: the first day.
        last: the last day, included.
    """
    days: dict[tuple[str, date, str], NetDay] = {}

    def at(store: str, day: date, currency: str) -> NetDay:
        return days.setdefault((store, day, currency), NetDay(store, day, currency))

    async with reading() as session:
        here = await where_may(session, person, Act.LOOK)
        for sold in await session.exec(
            select(DailySales).where(DailySales.joint_account_id == here, col(DailySales.day).between(first, last))
        ):
            at(sold.store, sold.day, sold.currency).ordered = sold.sales
        for posted in await session.exec(
            select(DailySettlement).where(
                DailySettlement.joint_account_id == here, col(DailySettlement.day).between(first, last)
            )
        ):
            at(posted.store, posted.day, posted.currency).parts[Part(posted.kind)] = posted.amount
        spans = await spans_of(session, here)
    for one in days.values():
        one.settled = covers(spans.get((one.store, one.currency), []), one.store, one.day)
    return [days[key] for key in sorted(days)]


async def spans_of(session: AsyncSession, joint_account_id: int | None) -> Mapping[tuple[str, str], Spans]:
    """The times that settlements cover without a gap, by store and currency."""
    found: defaultdict[tuple[str, str], Spans] = defaultdict(list)
    wanted = select(Settlement.store, Settlement.currency, Settlement.starts_at, Settlement.ends_at).where(
        Settlement.joint_account_id == joint_account_id
    )
    for store, currency, starts, ends in await session.exec(wanted):
        found[store, currency].append((starts, ends))
    return {key: _joined(some) for key, some in found.items()}


def _joined(spans: Iterable[tuple[datetime, datetime]]) -> Spans:
    joined: Spans = []
    for starts, ends in sorted(spans):
        if joined and starts - joined[-1][1] <= timedelta(seconds=1):
            joined[-1] = joined[-1][0], max(joined[-1][1], ends)
        else:
            joined.append((starts, ends))
    return joined


def covers(spans: Spans, store: str, day: date) -> bool:
    """Whether settlements cover the whole of a store's own day."""
    if store not in marketplaces():
        return False
    zone = marketplaces()[store].zone
    begins, ends = (datetime.combine(one, time(), zone) for one in (day, day + timedelta(days=1)))
    return any(first <= begins and ends <= last for first, last in spans)
