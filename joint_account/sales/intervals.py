"""Intervals: how a period is cut into the bars of a chart."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from joint_account.sales.day_boundary import hours_of
from joint_account.sales.periods import Days
from joint_account.sales.zones import offset_of
from joint_account.ui.numbers import days_between, full_day, month, short_day

MOST_BARS = 92
"""What is longer is drawn by week unless somebody asks for days: bars would be thinner than the gaps between them."""
MOST_DAYS_OF_HOURS = 7


class Interval(StrEnum):
    """As it stands in an address."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


Key = int | datetime | date
"""The quarter that an hour of one zone begins with; what stores' own clocks show; the first of several days."""


@dataclass(frozen=True)
class Slot:
    """One bar: what it is called, and what belongs to it."""

    key: Key
    """What belongs to it has this key."""
    label: str
    short: str
    days: Days


def fitting(wished: Interval | None, days: Days, notes: list[str]) -> Interval:
    """The interval that is drawn: the one that is wished for, else one that gives a chart as many bars as it has room for."""
    if wished is Interval.HOUR and len(days) > MOST_DAYS_OF_HOURS:
        notes.append(f"Hours can be shown for {MOST_DAYS_OF_HOURS} days at most, so this is by day.")
        return Interval.DAY
    return wished or (Interval.WEEK if len(days) > MOST_BARS else Interval.DAY)


def slots(interval: Interval, days: Days, zone: str) -> list[Slot]:
    """The bars of some days.

    Args:
        interval: how long each is.
        days: what is cut.
        zone: whose hours they are; empty for each store's own clock.
    """
    if interval is Interval.HOUR:
        return list(_hours(days, zone))
    return [Slot(some.first, _said(some, interval), short_day(some.first), some) for some in _pieces(interval, days)]


def _said(some: Days, interval: Interval) -> str:
    if interval is Interval.MONTH:
        return month(some.first) if some == _whole_month(some.first) else days_between(some.first, some.last)
    return days_between(some.first, some.last) if interval is Interval.WEEK else full_day(some.first)


def _pieces(interval: Interval, days: Days) -> Iterator[Days]:
    first = days.first
    while first <= days.last:
        last = min(days.last, _last_of(interval, first))
        yield Days(first, last)
        first = last + timedelta(days=1)


def _last_of(interval: Interval, first: date) -> date:
    match interval:
        case Interval.WEEK:
            return first + timedelta(days=6 - first.weekday())
        case Interval.MONTH:
            return _whole_month(first).last
        case _:
            return first


def _whole_month(day: date) -> Days:
    first = day.replace(day=1)
    return Days(first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1))


def _hours(days: Days, zone: str) -> Iterator[Slot]:
    if not zone:
        yield from (_hour(shown, shown) for day in days for hour in range(24) if (shown := datetime.combine(day, time(hour))))
        return
    seen: set[datetime] = set()
    for quarter, local in hours_of(zone, days):
        shown = local.replace(tzinfo=None)
        # Clocks that go back show an hour twice: its distance from UTC tells which one it is.
        yield _hour(quarter, shown, f" ({offset_of(local)})" if shown in seen else "")
        seen.add(shown)


def _hour(key: Key, shown: datetime, again: str = "") -> Slot:
    day, clock = shown.date(), f"{shown:%H:%M}{again}"
    return Slot(key, f"{full_day(day)}, {clock}", f"{short_day(day)} {clock}", Days(day, day))
