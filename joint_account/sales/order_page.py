"""One order with its lines."""

import reflex as rx

from joint_account.sales.order_shown import Fact, LineRow, ShownOrder
from joint_account.sales.order_state import OrderState
from joint_account.sales.parts import script
from joint_account.ui.link import plain_link
from joint_account.ui.table import sideways_table


def order_page() -> rx.Component:
    """What was bought, where, when by both clocks, and for how much."""
    shown = OrderState.shown
    return rx.fragment(
        rx.el.div(
            rx.el.a("Orders", href=OrderState.back, class_name="link small"),
            rx.el.h1("Order ", shown.order_id, class_name="order-id"),
            class_name="heading",
        ),
        rx.cond(OrderState.not_there, _not_there(), _order(shown)),
        script(),
    )


def _not_there() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2("This order is not there"),
            rx.el.p(
                "Your joint account has no order with this id. A report that holds it may not be imported yet.",
                class_name="muted",
            ),
            rx.el.a("Show all orders", href="/orders", class_name="btn main"),
        ),
        class_name="card pad nothing",
    )


def _order(shown: ShownOrder) -> rx.Component:
    return rx.el.div(
        rx.el.dl(
            rx.foreach(shown.facts, _fact),
            class_name="card pad facts",
        ),
        rx.el.section(
            sideways_table(
                [
                    rx.el.th("Item", scope="col"),
                    rx.el.th("Quantity", scope="col", class_name="num"),
                    rx.el.th("Price", scope="col", class_name="num"),
                    rx.el.th("Tax", scope="col", class_name="num"),
                    rx.el.th("Shipping", scope="col", class_name="num"),
                    rx.el.th("Discount", scope="col", class_name="num"),
                ],
                rx.fragment(rx.foreach(shown.lines, _line), rx.cond(OrderState.ready, _together(shown), rx.fragment())),
                label="Lines of this order",
            ),
            class_name="card",
        ),
        rx.cond(OrderState.ready, rx.el.p(shown.tax_note, class_name="small faint"), rx.fragment()),
        rx.cond(shown.seller_central, _at_amazon(shown), rx.fragment()),
        class_name="stack one-order",
        aria_busy=rx.cond(OrderState.ready, "false", "true"),
    )


def _at_amazon(shown: ShownOrder) -> rx.Component:
    link = plain_link("Open in Seller Central", href=shown.seller_central, class_name="btn", rel="noreferrer")
    return rx.el.div(link, class_name="row")


def _fact(fact: Fact) -> rx.Component:
    return rx.el.div(
        rx.el.dt(fact.name, class_name="small muted"),
        rx.el.dd(
            rx.cond(fact.instant, _by_the_viewers_clock(fact), fact.text),
            rx.el.div(fact.more, class_name="small faint"),
        ),
    )


def _by_the_viewers_clock(fact: Fact) -> rx.Component:
    return rx.el.time(fact.text, date_time=fact.instant, custom_attrs={"data-local": ""})


def _line(line: LineRow) -> rx.Component:
    return rx.el.tr(
        rx.el.td(line.title, rx.el.div(line.about, class_name="small faint")),
        rx.el.td(line.quantity, class_name="num"),
        rx.el.td(line.price, class_name="num"),
        rx.el.td(line.tax, class_name="num muted"),
        rx.el.td(line.shipping, class_name="num muted"),
        rx.el.td(line.discount, class_name="num muted"),
        class_name=rx.cond(line.cancelled, "faint", ""),
    )


def _together(shown: ShownOrder) -> rx.Component:
    return rx.el.tr(
        rx.el.th("Sales", scope="row"),
        rx.el.td(shown.units, class_name="num strong"),
        rx.el.td(shown.amount, class_name="num strong"),
        rx.el.td(col_span=3),
        class_name="together",
    )
