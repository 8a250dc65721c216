"""Figures of this room as text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from joint_account.sales.figures import change
from joint_account.sales.periods import Days
from joint_account.sales.store_days import StoreDays
from joint_account.stores.marketplaces import marketplaces
from joint_account.ui.numbers import count, days_between, full_day, money, percent

NOTHING = "\N{EN DASH}"
GAP = " · "


@dataclass(frozen=True)
class Change:
    """How a figure compares with the one before, as text."""

    text: str = ""
    arrow: str = ""
    mood: str = ""
    """`up` for good news, `down` for bad; none for neither."""


def compared(now: int, before: int) -> Change:
    """The change of a figure that is better when it is higher."""
    grown = change(now, before)
    if grown is None:
        return Change("new" if now else NOTHING)
    return moved(grown, percent(abs(grown)))


def moved(by: Decimal, text: str, *, lower_is_better: bool = False) -> Change:
    """A change, by its sign."""
    if not by:
        return Change("as before")
    good = (by < 0) is lower_is_better
    return Change(text, "▲" if by > 0 else "▼", "up" if good else "down")


def amounts(by_currency: Mapping[str, int]) -> str:
    """Amounts in several currencies: $49,871.02 + AED 120.00."""
    return " + ".join(money(amount, currency) for currency, amount in sorted(by_currency.items()))


def store_name(code: str) -> str:
    """Germany."""
    return marketplaces()[code].country_name


def listed(names: list[str]) -> str:
    """Canada, Mexico and the United States, without the article."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def widest(days: StoreDays) -> Days:
    """From the first day that any store shows to the last."""
    return Days(min(some.first for some in days.values()), max(some.last for some in days.values()))


def stores_behind(days: StoreDays) -> str:
    """Says which stores are a day behind the others, because it is still the day before there; empty when none is."""
    last = widest(days).last
    behind = sorted(store_name(store) for store, some in days.items() if some.last < last)
    if not behind:
        return ""
    still = max(some.last for some in days.values() if some.last < last)
    return f"; in {listed(behind)} up to {full_day(still)}"


def span(days: StoreDays) -> str:
    """26 October to 24 November 2026, with a dash: the days of the stores that are furthest."""
    furthest = max(days.values(), key=lambda some: some.last)
    return days_between(furthest.first, furthest.last)


def rates_sentence(newest: date, last_shown: date) -> str:
    """Which rates were used."""
    if last_shown <= newest:
        return "Each day is converted at the European Central Bank's reference rate of that day."
    return (
        "Each day is converted at the European Central Bank's reference rate of that day; "
        f"days after {full_day(newest)} at the rates of {full_day(newest)}, the newest we have."
    )


def plural(number: int, noun: str) -> str:
    """1 store, 12 stores."""
    return f"{count(number)} {noun}{'' if number == 1 else 's'}"
