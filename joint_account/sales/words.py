"""Figures of this room as text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from joint_account.sales.figures import change
from joint_account.sales.periods import Days
from joint_account.sales.store_days import StoreDays
from joint_account.stores.marketplaces import marketplaces
from joint_account.ui.numbers import full_day, money, percent, short_span

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
    """Says in which stores it is still the day before; empty when it is the same day in all."""
    last = widest(days).last
    behind = sorted(store_name(store) for store, some in days.items() if some.last < last)
    if not behind:
        return ""
    still = max(some.last for some in days.values() if some.last < last)
    return f"In {listed(behind)} these days end on {full_day(still)}: a day is the store's own, and there it is still that day."


def span(days: StoreDays) -> str:
    """26 Oct to 24 Nov 2026, with a dash: the days of the stores that are furthest."""
    furthest = max(days.values(), key=lambda some: some.last)
    return short_span(furthest.first, furthest.last)


def rates_sentence(newest: date, last_shown: date) -> str:
    """Which rates were used."""
    if last_shown <= newest:
        return "ECB rates of each day"
    return f"ECB rates of each day, the newest of {full_day(newest)}"


def chosen_stores(chosen: list[str], own: tuple[str, ...]) -> str:
    """DE, FR; 5 of 12; all."""
    if not chosen:
        return "all"
    return ", ".join(chosen) if len(chosen) < 4 else f"{len(chosen)} of {len(own)}"
