"""A chart of stacked bars: made on the server as a handful of paths, drawn as SVG, stretched to whatever width there is.

Marks and labels stand in HTML beside the drawing, so that they keep their size. The same figures stand in a table,
for whoever does not see the drawing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import reflex as rx

from joint_account.ui.table import sideways_table

HEIGHT = 1000
STEP = 10
BAR = 8


@dataclass(frozen=True)
class Series:
    """One colour of the bars."""

    name: str
    colour: str
    path: str


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
            upper, lower = (HEIGHT - round(Decimal(edge) * HEIGHT / top) for edge in (stacked, low))
            if lower > upper:
                drawn[series].append(f"M{number * STEP + 1} {upper}h{BAR}v{lower - upper}h-{BAR}z")
    return ["".join(parts) for parts in drawn]


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
            _bars(shown),
            *over,
            class_name="plot",
        ),
        rx.el.div(rx.foreach(shown.marks, _mark), class_name="days", aria_hidden="true"),
        rx.el.ul(
            rx.foreach(shown.series, lambda one: rx.el.li(rx.el.i(style={"background": one.colour}), one.name)),
            class_name="key small muted",
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
        rx.foreach(shown.series, lambda one: rx.el.svg.path(d=one.path, fill=one.colour)),
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
