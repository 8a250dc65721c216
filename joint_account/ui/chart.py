"""A chart of stacked bars, or of lines: made on the server as a handful of paths, drawn as SVG, stretched to any width.

Marks and labels stand in HTML beside the drawing, so that they keep their size. The same figures stand in a table,
for whoever does not see the drawing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import reflex as rx

from joint_account.ui.table import sideways_table

HEIGHT = 1000
STEP = 10
BAR = 8


@dataclass(frozen=True)
class Series:
    """One colour of the bars, or one line."""

    name: str
    colour: str
    path: str
    is_line: bool = False


@dataclass(frozen=True)
class Mark:
    """A label at a place along an axis, in percent of its length."""

    label: str
    place: str
    minor: bool = False
    """Whether a narrow screen leaves it out."""


@dataclass(frozen=True)
class Bar:
    """The figures of one bar, as text."""

    label: str
    total: str
    cells: list[str]


@dataclass(frozen=True)
class Chart:
    """What is drawn."""

    label: str
    view_box: str
    series: list[Series]
    scale: list[Mark]
    marks: list[Mark]
    bars: list[Bar]
    flags: list[Mark] = field(default_factory=list)
    """Places along the days at which something happened, numbered as it is listed below."""


EMPTY = Chart("No sales", f"0 0 {STEP} {HEIGHT}", [], [], [], [])


def paths(values: Sequence[Sequence[int]], top: int) -> list[str]:
    """The path of each series.

    Args:
        values: for each bar, the value of each series, bottom first; none negative.
        top: the value at the upper edge.
    """
    drawn: list[list[str]] = [[] for _ in (values[0] if values else [])]
    for number, bar in enumerate(values):
        stacked = 0
        for series, value in enumerate(bar):
            low, stacked = stacked, stacked + value
            upper, lower = (_level(edge, top) for edge in (stacked, low))
            if lower > upper:
                drawn[series].append(f"M{number * STEP + 1} {upper}h{BAR}v{lower - upper}h-{BAR}z")
    return ["".join(parts) for parts in drawn]


def lines(values: Sequence[Sequence[int]], top: int) -> list[str]:
    """The line of each series, from the middle of one bar's place to the next; arguments as for `paths`."""
    return [
        "M" + "L".join(f"{number * STEP + STEP // 2} {_level(bar[series], top)}" for number, bar in enumerate(values))
        for series in range(len(values[0]) if values else 0)
    ]


def _level(value: int, top: int) -> int:
    return HEIGHT - round(Decimal(value) * HEIGHT / top)


def scale(highest: int) -> tuple[int, list[int]]:
    """A round value for the upper edge, and the values of the lines below it, zero included."""
    if highest <= 0:
        return 1, [0]
    power = 10 ** (len(str(highest)) - 1)
    steps = (step for size in (power // 10 or 1, power) for step in (size, 2 * size, 5 * size))
    step = next(one for one in [*steps, 10 * power] if -(-highest // one) <= 4)
    return step * -(-highest // step), list(range(0, highest + step, step))


def chart_drawing(shown: Chart, *over: rx.Component) -> rx.Component:
    """The chart with its scale, its days and its key, and what stands over it when there is nothing to draw."""
    return rx.el.div(
        rx.el.div(
            rx.foreach(shown.scale, lambda mark: rx.el.span(mark.label, class_name="tick", style={"bottom": mark.place})),
            rx.foreach(
                shown.flags,
                lambda flag: rx.el.span(rx.el.b(flag.label), class_name="flag", aria_hidden="true", style={"left": flag.place}),
            ),
            _bars(shown),
            *over,
            class_name="plot",
        ),
        rx.el.div(rx.foreach(shown.marks, _mark), class_name="days", aria_hidden="true"),
        rx.el.ul(
            rx.foreach(shown.series, lambda one: rx.el.li(rx.el.i(style={"background": one.colour}), one.name)),
            class_name="legend small muted",
        ),
        class_name="chart",
    )


def chart_table(shown: Chart, first: str, last: str) -> rx.Component:
    """The chart's figures: a row a bar, a column a series."""
    return sideways_table(
        [
            rx.el.th(first, scope="col"),
            rx.foreach(shown.series, lambda one: rx.el.th(one.name, scope="col", class_name="num")),
            rx.el.th(last, scope="col", class_name="num"),
        ],
        rx.foreach(
            shown.bars,
            lambda bar: rx.el.tr(
                rx.el.th(bar.label, scope="row"),
                rx.foreach(bar.cells, lambda cell: rx.el.td(cell, class_name="num")),
                rx.el.td(bar.total, class_name="num"),
            ),
        ),
        label=shown.label,
    )


def _bars(shown: Chart) -> rx.Component:
    return rx.el.svg(
        rx.foreach(
            shown.series,
            lambda one: rx.el.svg.path(
                d=one.path,
                fill=rx.cond(one.is_line, "none", one.colour),
                stroke=rx.cond(one.is_line, one.colour, "none"),
                class_name="line",
            ),
        ),
        rx.foreach(
            shown.bars,
            lambda bar, number: rx.el.svg.rect(
                rx.el.svg.title(bar.label + ": " + bar.total),
                x=number * STEP,
                y=0,
                width=STEP,
                height=HEIGHT,
                class_name="hover",
            ),
        ),
        view_box=shown.view_box,
        preserve_aspect_ratio="none",
        role="img",
        aria_label=shown.label,
    )


def _mark(mark: Mark) -> rx.Component:
    return rx.el.span(mark.label, class_name=rx.cond(mark.minor, "only-wide", ""), style={"left": mark.place})
