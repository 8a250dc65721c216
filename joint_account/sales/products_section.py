"""The overview's best sellers, movers, and the lines from gross to paid out."""

import reflex as rx

from joint_account.sales.money_lines import MoneyLine
from joint_account.sales.overview_shown import Shown
from joint_account.sales.overview_state import OverviewState
from joint_account.sales.parts import change_mark, paragraph
from joint_account.sales.products_shown import BestRow, MoverRow, Slice


def best_sellers_section(shown: Shown) -> rx.Component:
    """The products that sold most, with each country's share."""
    return rx.el.section(
        rx.el.h2("Best sellers, all stores"),
        rx.cond(shown.best, rx.el.ol(rx.foreach(shown.best, _best_seller)), _no_sales()),
        class_name="card best",
    )


def movers_section(shown: Shown) -> rx.Component:
    """What rose and fell most against the days that are compared."""
    return rx.el.section(
        rx.el.h2("Moved most"),
        _movers("Up", shown.up),
        _movers("Down", shown.down),
        class_name="card movers",
    )


def money_section(shown: Shown) -> rx.Component:
    """Gross, net and paid out, told apart."""
    return rx.el.section(
        rx.el.h2("From gross to paid out"),
        rx.el.dl(rx.foreach(shown.money.lines, _money_line)),
        rx.foreach(shown.money.said, paragraph),
        class_name="card pad money",
    )


def _best_seller(one: BestRow) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(one.title, class_name="title"),
            rx.el.div(one.about, class_name="small faint"),
            rx.el.div(rx.foreach(one.slices, _slice), class_name="slices", aria_hidden="true"),
            rx.el.div(one.shares, class_name="small faint title"),
        ),
        rx.el.div(one.sales, rx.el.div(one.unrated, class_name="small faint"), class_name="num"),
    )


def _slice(one: Slice) -> rx.Component:
    return rx.el.i(style={"width": one.width, "background": one.colour})


def _no_sales() -> rx.Component:
    return rx.cond(
        OverviewState.ready,
        rx.el.p("Nothing was sold on these days. Choose a longer period.", class_name="muted pad"),
        rx.fragment(),
    )


def _movers(name: str, rows: list[MoverRow]) -> rx.Component:
    return rx.el.div(
        rx.el.h3(name),
        rx.cond(rows, rx.el.ol(rx.foreach(rows, _mover)), rx.el.p("None", class_name="muted small")),
    )


def _mover(one: MoverRow) -> rx.Component:
    return rx.el.li(
        rx.el.div(rx.el.div(one.title, class_name="title"), rx.el.div(one.about, class_name="small faint")),
        rx.el.div(one.by, rx.el.div(change_mark(one.change), class_name="small"), class_name="num"),
    )


def _money_line(one: MoneyLine) -> rx.Component:
    return rx.el.div(rx.el.dt(one.name), rx.el.dd(one.amount, class_name="num"), class_name=rx.cond(one.is_sum, "strong", ""))
