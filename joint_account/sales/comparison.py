"""What some days can be compared with: the days before, the same days of last year, the same weekdays, other stores."""

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum

from joint_account.sales.periods import Days, Period, days_before, days_of


class Against(StrEnum):
    """As it stands in an address; the usual one is left out."""

    BEFORE = "before"
    YEAR = "year"
    WEEKDAYS = "weekdays"
    STORES = "stores"
    NOTHING = "nothing"


AGAINST_LABELS = {
    Against.BEFORE: "The period before",
    Against.YEAR: "The same days last year",
    Against.WEEKDAYS: "The same weekdays before",
    Against.STORES: "Other stores",
    Against.NOTHING: "Nothing",
}


def days_against(against: Against, period: Period, today: date) -> Days:
    """The days that a period is compared with, where it is `today`; its own for other stores, and for nothing."""
    days = days_of(period, today)
    match against:
        case Against.BEFORE:
            return days_before(period, today)
        case Against.YEAR:
            return Days(_a_year_before(days.first), _a_year_before(days.last))
        case Against.WEEKDAYS:
            back = timedelta(weeks=-(-len(days) // 7))
            return Days(days.first - back, days.last - back)
        case _:
            return days


def _a_year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, monthrange(day.year - 1, day.month)[1]))
