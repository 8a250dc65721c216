"""Sales by interval and store as a chart: the five stores that sold most by themselves, the others together."""

from collections.abc import Sequence

from joint_account.sales.annotations import Annotation
from joint_account.sales.intervals import Interval, Key, Slot, slots
from joint_account.sales.overview import Overview
from joint_account.sales.periods import Days
from joint_account.sales.words import widest
from joint_account.ui.chart import EMPTY, HEIGHT, STEP, Bar, Chart, Mark, Series, lines, paths, scale
from joint_account.ui.numbers import count, days_between, money, short_money

WIDE_BARS = 7
"""So few bars have room for a label below the last one too."""
OTHERS = "others"
_COLOURS = ("var(--s1)", "var(--s2)", "var(--s3)", "var(--s4)", "var(--s5)")
OTHERS_COLOUR = "var(--s6)"


def sales_chart(seen: Overview) -> tuple[str, Chart]:
    """The heading and the chart of an overview; an empty one where nothing was sold that has a reference rate."""
    scope = seen.scope
    title = f"{'Orders' if scope.apart else 'Sales'} by {scope.interval}"
    names = _columns(seen)
    if not names:
        return title, EMPTY
    days = widest(scope.days)
    bars = slots(scope.interval, days, scope.view.zone)
    values = [[sum(_value(seen, bar, store) for store in column) for column in names] for bar in bars]
    return title, _drawn(title, seen, days, bars, names, values)


def store_colours(seen: Overview) -> dict[str, str]:
    """The colour that each store has in the chart."""
    return {
        store: colour for column, colour in zip(_columns(seen), (*_COLOURS, OTHERS_COLOUR), strict=False) for store in column
    }


def _columns(seen: Overview) -> list[list[str]]:
    names = [one.store for one in seen.stores if (one.now.orders if seen.scope.apart else one.now.sales)]
    most = len(_COLOURS)
    return [[name] for name in names[:most]] + ([names[most:]] if names[most:] else [])


def _drawn(
    title: str, seen: Overview, days: Days, bars: list[Slot], columns: list[list[str]], values: list[list[int]]
) -> Chart:
    scope = seen.scope
    as_lines = scope.view.lines

    def said(amount: int) -> str:
        return count(amount) if scope.apart else money(amount, scope.base)

    top, levels = scale(max(map(max if as_lines else sum, values)))
    names = [column[0] if number < len(_COLOURS) else OTHERS for number, column in enumerate(columns)]
    drawn = (lines if as_lines else paths)(values, top)
    return Chart(
        label=f"{title} and store, {days_between(days.first, days.last)}",
        view_box=f"0 0 {STEP * len(bars)} {HEIGHT}",
        series=[Series(*one, is_line=as_lines) for one in zip(names, (*_COLOURS, OTHERS_COLOUR), drawn, strict=False)],
        scale=[
            Mark(count(level) if scope.apart else short_money(level, scope.base), f"{100 * level / top:.2f}%")
            for level in levels
        ],
        marks=_marks(bars),
        bars=[
            Bar(bar.label, said(sum(cells)), [said(cell) for cell in cells]) for bar, cells in zip(bars, values, strict=True)
        ],
        flags=_flags(seen.annotations, bars),
    )


def _value(seen: Overview, bar: Slot, store: str) -> int:
    keys: Sequence[Key] = [bar.key] if seen.scope.interval is Interval.HOUR else list(bar.days)
    return sum(seen.by_key.get(key, {}).get(store, 0) for key in keys)


def _marks(bars: list[Slot]) -> list[Mark]:
    every = -(-len(bars) // 6)
    return [
        Mark(bar.short, f"{100 * (number + 0.1) / len(bars):.2f}%", minor=(number // every) % 2 == 1)
        for number, bar in enumerate(bars)
        if number % every == 0 and ((number + 1) / len(bars) < 0.97 or len(bars) <= WIDE_BARS)
    ]


def _flags(happened: list[Annotation], bars: list[Slot]) -> list[Mark]:
    """A flag at the first bar that each annotation touches."""
    found = []
    for number, one in enumerate(happened, 1):
        touched = (place for place, bar in enumerate(bars) if bar.days.last >= one.days.first)
        found.append(Mark(str(number), f"{100 * (next(touched, len(bars) - 1) + 0.5) / len(bars):.2f}%"))
    return found
