"""How many orders a day brings: weekdays, seasons, sales events, growth, a country that opens, a price that jumps."""

from datetime import date, timedelta
from functools import cache

from joint_account.demo.countries import JUMP_COUNTRY, NEW_COUNTRY, Country
from joint_account.sales.sale_events import announced

DAYS = 400
"""Days of history, the day itself included."""

_MONTHS = (1.02, 0.95, 0.94, 0.92, 0.93, 0.86, 0.80, 0.82, 0.96, 1.06, 1.28, 1.55)
_HOLIDAY_MONTHS = {"FR": {8: 0.72}, "IT": {8: 0.66}, "ES": {8: 0.74}, "JP": {8: 0.92, 12: 0.86, 11: 0.9}, "AE": {7: 0.85}}
_RAMP_DAYS = 75


def opening_day(day: date) -> date:
    """When the new country opens, for a demo of that day."""
    return day - timedelta(days=DAYS // 2)


def jump_day(day: date) -> date:
    """When the currency jumps and prices follow, for a demo of that day."""
    return day - timedelta(days=130)


@cache
def events(year: int) -> dict[date, float]:
    """What each sales event of a year multiplies orders by.

    Where Amazon has not announced a year's: Prime Day is taken as the Tuesday between 8 and 14 July and three days more,
    October's as the Tuesday between 7 and 13 October and the day after, which is when both were in 2025. Black Friday
    follows November's fourth Thursday.
    """
    july = announced("Prime Day", year) or _tuesday_from(date(year, 7, 8))
    october = announced("Prime Big Deal Days", year) or _tuesday_from(date(year, 10, 7))
    thanksgiving = _next_weekday(date(year, 11, 22), 3)
    days = {july + timedelta(days=number): factor for number, factor in enumerate((3.4, 2.7, 2.4, 2.9))}
    days |= {october: 2.6, october + timedelta(days=1): 2.3}
    days |= {thanksgiving + timedelta(days=number): factor for number, factor in enumerate((1.5, 2.7, 1.8, 1.9, 2.5))}
    for start in (july, october):
        # Buyers wait for the event that they know is coming.
        days |= {start - timedelta(days=number): 0.8 for number in (1, 2, 3)}
    return days


def is_deal(day: date) -> bool:
    """Whether prices are cut on this day."""
    return events(day.year).get(day, 0) > 1


def demand(country: Country, local: date, day: date) -> float:
    """Orders that a country's local day brings, relative to its other days, for a demo of `day`."""
    age = (day - local).days
    wanted = country.share * (1.3 - 0.3 * age / DAYS)
    wanted *= _season(country, local) * _weekday(country, local) * events(local.year).get(local, 1.0)
    if country.code == NEW_COUNTRY:
        wanted *= _ramp((local - opening_day(day)).days)
    if country.code == JUMP_COUNTRY and 0 <= (local - jump_day(day)).days < 45:
        wanted *= 0.7
    return wanted


def _season(country: Country, local: date) -> float:
    if local.month == 12 and 23 <= local.day <= 26:
        return 0.62
    factor = _MONTHS[local.month - 1] if not (local.month == 12 and local.day > 26) else 0.95
    return factor * _HOLIDAY_MONTHS.get(country.code, {}).get(local.month, 1.0)


def _weekday(country: Country, local: date) -> float:
    if local.weekday() in country.quiet:
        return 0.84
    return 1.14 if local.weekday() in {0, 6} else 1.02


def _ramp(days_open: int) -> float:
    return 0.0 if days_open < 0 else 0.15 + 0.85 * min(1.0, days_open / _RAMP_DAYS)


def _tuesday_from(start: date) -> date:
    return _next_weekday(start, 1)


def _next_weekday(start: date, weekday: int) -> date:
    return start + timedelta(days=(weekday - start.weekday()) % 7)
