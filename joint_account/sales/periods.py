"""Periods: what the days are that somebody chose, and which days they are compared with.

A period is words ("the last 30 days"); its days follow from the day that it is in a store, so two stores can show
different days at one moment.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LONGEST = 731
"""Days of the longest period somebody may ask for: two years, one of them a leap year."""
EARLIEST = date(2000, 1, 1)
LATEST = date(2100, 1, 1)


@dataclass(frozen=True)
class Days:
    """Consecutive days, both ends included."""

    first: date
    last: date

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=number) for number in range(len(self)))


class Named(StrEnum):
    """Periods with a name, as they stand in an address."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    LAST_7 = "7"
    LAST_30 = "30"
    LAST_90 = "90"
    MONTH_TO_DATE = "month"
    LAST_MONTH = "last-month"
    YEAR = "year"


Period = Named | Days
USUAL = Named.LAST_30

LABELS = {
    Named.TODAY: "Today",
    Named.YESTERDAY: "Yesterday",
    Named.LAST_7: "7 days",
    Named.LAST_30: "30 days",
    Named.LAST_90: "90 days",
    Named.MONTH_TO_DATE: "Month to date",
    Named.LAST_MONTH: "Last month",
    Named.YEAR: "Year",
}

_ENDING_TODAY = {Named.TODAY: 1, Named.LAST_7: 7, Named.LAST_30: 30, Named.LAST_90: 90, Named.YEAR: 365}


def days_of(period: Period, today: date) -> Days:
    """The days of a period, where it is `today`."""
    match period:
        case Days():
            return period
        case Named.YESTERDAY:
            return _ending(today - timedelta(days=1), 1)
        case Named.MONTH_TO_DATE:
            return Days(today.replace(day=1), today)
        case Named.LAST_MONTH:
            return _month_before(today)
        case _:
            return _ending(today, _ENDING_TODAY[period])


def days_before(period: Period, today: date) -> Days:
    """The days that a period is compared with: as many directly before it.

    Months are compared with months: the month to date with the same days of the month before, the last month with
    the whole month before it.
    """
    days = days_of(period, today)
    match period:
        case Named.LAST_MONTH:
            return _month_before(days.first)
        case Named.MONTH_TO_DATE:
            month = _month_before(days.first)
            return Days(month.first, min(month.last, month.first + timedelta(days=len(days) - 1)))
        case _:
            return _ending(days.first - timedelta(days=1), len(days))


def parse_period(name: str, first: str, last: str) -> Period | None:
    """The period that three values of an address mean: a name, or two ISO days; none when all are empty.

    Raises:
        ValueError: they mean none; its text is the sentence to show.
    """
    if not (first or last):
        return _named(name) if name else None
    try:
        days = Days(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        raise ValueError("A period needs two days, from and to.") from None
    if not EARLIEST <= days.first <= days.last <= LATEST:
        raise ValueError("A period ends on or after the day it begins, in this century.")
    if len(days) > LONGEST:
        raise ValueError("A period can be two years long, not longer.")
    return days


def _named(name: str) -> Named:
    try:
        return Named(name)
    except ValueError:
        raise ValueError("The address names a period that we do not know.") from None


def _ending(last: date, length: int) -> Days:
    return Days(last - timedelta(days=length - 1), last)


def _month_before(day: date) -> Days:
    last = day.replace(day=1) - timedelta(days=1)
    return Days(last.replace(day=1), last.replace(day=monthrange(last.year, last.month)[1]))
