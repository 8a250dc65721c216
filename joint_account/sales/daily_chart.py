"""Sales by day and store as a chart: the five stores that sold most by themselves, the others together."""

from collections.abc import Iterable
from datetime import timedelta

from joint_account.sales.overview import Overview
from joint_account.sales.periods import Days
from joint_account.sales.words import widest
from joint_account.ui.chart import EMPTY, HEIGHT, STEP, Bar, Chart, Mark, Series, paths, scale
from joint_account.ui.numbers import days_between, full_day, money, short_day, short_money

MOST_BARS = 92
"""A longer period is drawn by week: bars would be thinner than the gaps between them."""
WIDE_BARS = 7
"""So few bars have room for a label below the last one too."""
OTHERS = "others"
_COLOURS = ("var(--s1)", "var(--s2)", "var(--s3)", "var(--s4)", "var(--s5)")
_OTHERS_COLOUR = "var(--s6)"


def daily_chart(seen: Overview) -> tuple[str, Chart]:
    """The heading and the chart of an overview; an empty one where nothing was sold that has a reference rate."""
    days = widest(seen.scope.days)
    weekly = len(days) > MOST_BARS
    title = "Sales by week" if weekly else "Sales by day"
    names = [one.store for one in seen.stores if one.now.sales]
    columns = [[name] for name in names[: len(_COLOURS)]] + ([names[len(_COLOURS) :]] if names[len(_COLOURS) :] else [])
    if not columns:
        return title, EMPTY
    bars = list(_weeks(days)) if weekly else [Days(day, day) for day in days]
    values = [[sum(_sales(seen, bar, store) for store in column) for column in columns] for bar in bars]
    return title, _drawn(title, seen.scope.base, days, bars, columns, values)


def _drawn(title: str, base: str, days: Days, bars: list[Days], columns: list[list[str]], values: list[list[int]]) -> Chart:
    top, lines = scale(max(map(sum, values)))
    names = [column[0] if number < len(_COLOURS) else OTHERS for number, column in enumerate(columns)]
    return Chart(
        label=f"{title} and store, {days_between(days.first, days.last)}",
        view_box=f"0 0 {STEP * len(bars)} {HEIGHT}",
        series=[Series(*one) for one in zip(names, (*_COLOURS, _OTHERS_COLOUR), paths(values, top), strict=False)],
        scale=[Mark(short_money(line, base), f"{100 * line / top:.2f}%") for line in lines],
        marks=_marks(bars),
        bars=[
            Bar(_label(bar), money(sum(cells), base), [money(cell, base) for cell in cells])
            for bar, cells in zip(bars, values, strict=True)
        ],
    )


def _sales(seen: Overview, bar: Days, store: str) -> int:
    return sum(seen.by_day.get(day, {}).get(store, 0) for day in bar)


def _weeks(days: Days) -> Iterable[Days]:
    first = days.first
    while first <= days.last:
        last = min(days.last, first + timedelta(days=6 - first.weekday()))
        yield Days(first, last)
        first = last + timedelta(days=1)


def _marks(bars: list[Days]) -> list[Mark]:
    every = -(-len(bars) // 6)
    return [
        Mark(short_day(bar.first), f"{100 * (number + 0.1) / len(bars):.2f}%", minor=(number // every) % 2 == 1)
        for number, bar in enumerate(bars)
        if number % every == 0 and ((number + 1) / len(bars) < 0.97 or len(bars) <= WIDE_BARS)
    ]


def _label(bar: Days) -> str:
    return full_day(bar.first) if len(bar) == 1 else days_between(bar.first, bar.last)
