"""Where days begin: in each store's own zone, or in one zone for all. What was sold is then cut anew, from the roll-up by
the quarter of an hour, which knows nothing of zones.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from joint_account.sales.periods import Days

QUARTERS_A_DAY = 96
_QUARTER = 900
_FIRST = date(1970, 1, 1)
_ODD = ("Etc/", "SystemV/", "posix/", "right/", "US/")


class Stretch(NamedTuple):
    """Quarters of an hour in which a zone keeps one distance from UTC; numbers as in `HourlySales`, both ends included."""

    first: int
    last: int
    offset: int
    """In quarters: local midnight lies where (quarter + offset) divides by 96."""


@lru_cache
def zones() -> frozenset[str]:
    """Zones that can be named: places and UTC."""
    named = {name for name in available_timezones() if "/" in name and not name.startswith(_ODD)}
    return frozenset(named | {"UTC"})


@lru_cache(maxsize=256)
def stretches(zone: str, days: Days) -> list[Stretch]:
    """The quarters of some days of a zone, and a day more at both ends.

    Args:
        zone: of the IANA database.
        days: of the zone; of 23 or 25 hours where its clocks change.
    """
    place = ZoneInfo(zone)
    first = _quarter(datetime.combine(days.first, time(), UTC)) - QUARTERS_A_DAY
    last = _quarter(datetime.combine(days.last, time(), UTC)) + 2 * QUARTERS_A_DAY
    found = []
    while first <= last:
        end = _end(place, first, last)
        found.append(Stretch(first, end, _offset(place, first)))
        first = end + 1
    return found


def day_number(number: int) -> date:
    """The day that so many days after 1970-01-01 is."""
    return _FIRST + timedelta(days=number)


def hours_of(zone: str, days: Days) -> Iterator[tuple[int, datetime]]:
    """The hours of some days of a zone, as many as there are: the quarter with which each begins, and what clocks show then."""
    place = ZoneInfo(zone)
    for quarter in range(_begin(place, days.first), _begin(place, days.last + timedelta(days=1))):
        local = local_at(quarter, place)
        # An hour begins when the day does, and when the clock shows a full one.
        if not local.minute or (local.hour, local.minute) == (0, 0):
            yield quarter, local


def local_at(quarter: int, place: ZoneInfo) -> datetime:
    """What clocks show when a quarter begins."""
    return datetime.fromtimestamp(quarter * _QUARTER, place)


def _begin(place: ZoneInfo, day: date) -> int:
    """The first quarter of a day; where midnight does not exist, the first that does."""
    quarter = _quarter(datetime.combine(day, time(), UTC)) - QUARTERS_A_DAY
    while local_at(quarter, place).date() < day:
        quarter += 1
    return quarter


def _end(place: ZoneInfo, first: int, last: int) -> int:
    """The last quarter, up to `last`, before the zone's distance from UTC changes."""
    offset, known = _offset(place, first), first
    while known < last:
        step = min(known + QUARTERS_A_DAY, last)
        if _offset(place, step) == offset:
            known = step
            continue
        while step - known > 1:
            middle = (known + step) // 2
            known, step = (middle, step) if _offset(place, middle) == offset else (known, middle)
        return known
    return last


def _offset(place: ZoneInfo, quarter: int) -> int:
    distance = local_at(quarter, place).utcoffset() or timedelta()
    return int(distance.total_seconds()) // _QUARTER


def _quarter(instant: datetime) -> int:
    return int(instant.timestamp()) // _QUARTER
