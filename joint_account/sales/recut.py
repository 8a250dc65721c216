"""What was sold, by day or by hour, as days are wished for: stores' own ones stand in a roll-up; others are cut anew."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import bulk
from joint_account.sales.day_boundary import day_number, hours_of, local_at, stretches
from joint_account.sales.figures import Row
from joint_account.sales.intervals import Key
from joint_account.sales.periods import Days
from joint_account.sales.store_days import StoreDays, among
from joint_account.stores.marketplaces import marketplaces

day_in = lru_cache(maxsize=4096)(date.fromisoformat)
"""A day in ISO text; the same few come again and again."""
_SUMS = ("sales", "orders", "units", "cancelled_orders", "unpriced_orders", "tax")
_DAILY = f"SELECT {{number}}, day, store, currency, {', '.join(_SUMS)} FROM daily_sales WHERE joint_account_id = ? {{where}}"  # noqa: S608
_WHERE = "FROM hourly_sales WHERE joint_account_id = ? AND quarter BETWEEN ? AND ? AND store {among}"
_BY_DAY = (
    f"SELECT (quarter + ?) / 96, store, currency, {', '.join(f'sum({name})' for name in _SUMS)} "
    f"{_WHERE} GROUP BY 1, 2, 3 ORDER BY 1"
)
_BY_QUARTER = f"SELECT quarter, store, currency, {', '.join(_SUMS)} {_WHERE} ORDER BY quarter"


async def sold_by_day(session: AsyncSession, joint_account_id: int, wished: Sequence[StoreDays], zone: str) -> list[list[Row]]:
    """What some stores sold on some days, for each of several wishes: asked at once, because each question takes its time.

    Args:
        session: an open one.
        joint_account_id: whose stores.
        wished: days of each store; of none, nothing was sold.
        zone: whose days they are; empty for each store's own.
    """
    if zone:
        return [[row async for row in _cut(session, joint_account_id, days, zone)] for days in wished]
    found: list[list[Row]] = [[] for _ in wished]
    statement, cells = among(_DAILY, joint_account_id, wished)
    for number, day, *sums in await bulk.run(session, statement, *cells) if statement else ():
        found[number].append(Row(day_in(day), *sums))
    return found


async def _cut(session: AsyncSession, joint_account_id: int, days: StoreDays, zone: str) -> AsyncIterator[Row]:
    for some, stores in _together(days).items():
        for first, last, offset in stretches(zone, some):
            rows = await bulk.run(session, _BY_DAY, offset, joint_account_id, first, last, stores)
            for number, store, currency, *sums in rows:
                day = day_number(number)
                if some.first <= day <= some.last:
                    yield Row(day, store, currency, *map(int, sums))


async def sold_by_hour(session: AsyncSession, joint_account_id: int, days: StoreDays, zone: str) -> list[tuple[Key, Row]]:
    """The same by hour, with the key of each hour's slot."""
    found: list[tuple[Key, Row]] = []
    for (place, some), stores in _by_clock(days, zone).items():
        clock = ZoneInfo(place)
        begins = [quarter for quarter, _ in hours_of(zone, some)] if zone else []
        for first, last, _ in stretches(place, some):
            for quarter, store, currency, *sums in await bulk.run(session, _BY_QUARTER, joint_account_id, first, last, stores):
                local = local_at(quarter, clock)
                if some.first <= local.date() <= some.last:
                    key = begins[bisect_right(begins, quarter) - 1] if zone else _full_hour(local)
                    found.append((key, Row(local.date(), store, currency, *sums)))
    return found


def _full_hour(local: datetime) -> datetime:
    return local.replace(minute=0, tzinfo=None, fold=0)


def _together(days: StoreDays) -> dict[Days, list[str]]:
    stores: dict[Days, list[str]] = defaultdict(list)
    for store, some in days.items():
        stores[some].append(store)
    return stores


def _by_clock(days: StoreDays, zone: str) -> dict[tuple[str, Days], list[str]]:
    stores: dict[tuple[str, Days], list[str]] = defaultdict(list)
    for store, some in days.items():
        stores[zone or marketplaces()[store].time_zone, some].append(store)
    return stores
