"""Where the month ends if it goes on as it does: what is sold, and for the days left what the same weekdays brought lately."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from joint_account.sales.currencies import convert
from joint_account.sales.figures import Row
from joint_account.sales.overview_scope import Scope
from joint_account.sales.periods import Days, Named, Period, days_of
from joint_account.sales.store_days import StoreDays, store_days
from joint_account.ui.numbers import minor

_LATELY = 28
"""Days before today: four of each weekday. They lie within this month and the last, however short that was."""


@dataclass(frozen=True)
class Pace:
    """Amounts in minor units of the base currency."""

    last_day: date
    """Of the month, where the day is furthest."""
    sold: int
    expected: int
    """By the end of the month, what is sold included."""
    month_before: int
    """What the whole month before brought."""
    days_left: int


def pace_days(scope: Scope) -> StoreDays:
    """The days that a pace is read from: each store's month, and the one before."""
    return store_days(scope.days, Named.MONTH_TO_DATE, scope.at, _two_months, scope.view.zone)


def _two_months(period: Period, today: date) -> Days:
    return Days(days_of(Named.LAST_MONTH, today).first, today)


def pace_of(scope: Scope, rows: list[Row]) -> Pace | None:
    """The pace of the chosen stores; none without sales this month, or where currencies are apart.

    Args:
        scope: what is asked.
        rows: of `pace_days`.
    """
    sold, expected, before = Decimal(0), Decimal(0), Decimal(0)
    by_store = _by_store(scope, rows)
    spans = pace_days(scope)
    for store, amounts in by_store.items():
        today = spans[store].last
        month = today.replace(day=1)
        sold_here = sum((amount for day, amount in amounts.items() if day >= month), Decimal(0))
        before += sum((amount for day, amount in amounts.items() if day < month), Decimal(0))
        sold += sold_here
        done = sold_here - amounts.get(today, Decimal(0))
        # Today is not over: it counts as its weekday does, unless it has brought more already.
        usual = _usual(amounts, today)
        ahead = max(usual[today.weekday()], amounts.get(today, Decimal(0)))
        ahead += sum((usual[day.weekday()] for day in _left(today)), Decimal(0))
        expected += done + ahead
    if not sold or scope.apart:
        return None
    furthest = max(some.last for some in spans.values())
    left = list(_left(furthest))
    base = scope.base
    return Pace(left[-1] if left else furthest, minor(sold, base), minor(expected, base), minor(before, base), len(left))


def _by_store(scope: Scope, rows: list[Row]) -> dict[str, dict[date, Decimal]]:
    found: dict[str, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in rows:
        amount = convert(scope.rates, row.sales, row.currency, scope.base, row.day)
        found[row.store][row.day] += amount or Decimal(0)
    return found


def _left(today: date) -> Days | tuple[()]:
    first = today + timedelta(days=1)
    last = (today.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return Days(first, last) if first <= last else ()


def _usual(amounts: dict[date, Decimal], today: date) -> list[Decimal]:
    """The mean of the last four days of each weekday that are over, Monday first."""
    sums = [Decimal(0)] * 7
    for back in range(1, _LATELY + 1):
        day = today - timedelta(days=back)
        sums[day.weekday()] += amounts.get(day, Decimal(0))
    return [one / 4 for one in sums]
