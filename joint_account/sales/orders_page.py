"""The orders of every country in one list."""

import reflex as rx

from joint_account.sales.orders_shown import PATH, OrderFilters, OrderRow, ShownOrders
from joint_account.sales.orders_state import OrdersState
from joint_account.sales.parts import notes, nothing_yet, script
from joint_account.ui.filters import Option, day_field, drop_down, get_form, ticks
from joint_account.ui.link import plain_link
from joint_account.ui.table import sideways_table


def orders_page() -> rx.Component:
    """Search and filters, fifty orders, and the way to older and newer ones."""
    shown = OrdersState.shown
    return rx.fragment(
        rx.el.div(rx.el.h1("Orders"), rx.el.p(shown.lead, class_name="small muted lead"), class_name="heading"),
        rx.cond(
            OrdersState.nothing_yet,
            nothing_yet(OrdersState.complete, "the orders of all countries stand"),
            rx.fragment(_find(shown), notes(shown.notes), _list(shown)),
        ),
        script(),
    )


def _find(shown: ShownOrders) -> rx.Component:
    filters = shown.filters
    return rx.el.div(
        get_form(
            _words(filters),
            rx.el.button("Search", type="submit", class_name="btn main"),
            drop_down("Status", filters.statuses_chosen, _statuses(filters)),
            rx.el.a("Clear", href=PATH, class_name=rx.cond(filters.narrowed, "btn quiet", "btn quiet invisible")),
            drop_down("Days", filters.days_chosen, _days(filters)),
            drop_down("Stores", filters.stores_chosen, _stores(filters)),
            drop_down("Export", "all of these", _exports(shown)),
            action=PATH,
            key=filters.key,
            class_name="pick find",
        ),
        role="search",
    )


def _exports(shown: ShownOrders) -> rx.Component:
    return rx.el.div(
        plain_link("CSV file", href=shown.csv, class_name="btn", custom_attrs={"download": "orders.csv"}),
        plain_link("Excel file", href=shown.xlsx, class_name="btn", custom_attrs={"download": "orders.xlsx"}),
        rx.el.p(
            "Every order that these filters leave, newest first. The browser shows how far it is.", class_name="small faint"
        ),
        class_name="drop-form",
    )


def _words(filters: OrderFilters) -> rx.Component:
    return rx.el.input(
        type="search",
        name="q",
        default_value=filters.words,
        max_length=100,
        placeholder="Order id, SKU, ASIN or title",
        aria_label="Search by order id, SKU, ASIN or title",
        class_name="words",
    )


def _days(filters: OrderFilters) -> rx.Component:
    return rx.el.div(
        _select("period", "Days", "All days", filters.periods, filters.period),
        rx.el.p("or"),
        day_field("From", "from", filters.first_day),
        day_field("To", "to", filters.last_day),
        rx.el.button("Show these days", type="submit", class_name="btn"),
        class_name="drop-form",
    )


def _statuses(filters: OrderFilters) -> rx.Component:
    return rx.el.div(
        rx.el.fieldset(
            rx.el.legend("Status", class_name="hidden-text"),
            rx.foreach(filters.statuses, _status),
            class_name="ticks",
        ),
        rx.el.button("Show these", type="submit", class_name="btn"),
        rx.el.p("None ticked means any status.", class_name="small faint"),
        class_name="drop-form",
    )


def _status(one: Option) -> rx.Component:
    return rx.el.label(rx.el.input(type="checkbox", name="status", value=one.value, default_checked=one.chosen), one.label)


def _stores(filters: OrderFilters) -> rx.Component:
    return rx.el.div(
        ticks(filters.stores, "stores", "Stores"),
        rx.el.button("Show these stores", type="submit", class_name="btn"),
        rx.el.p("None ticked means every channel.", class_name="small faint"),
        class_name="drop-form",
    )


def _select(name: str, label: str, everything: str, options: list[Option], chosen: str) -> rx.Component:
    return rx.el.select(
        rx.el.option(everything, value=""),
        rx.foreach(options, _option),
        name=name,
        aria_label=label,
        default_value=chosen,
    )


def _option(one: Option) -> rx.Component:
    return rx.el.option(one.label, value=one.value)


def _list(shown: ShownOrders) -> rx.Component:
    return rx.el.div(
        rx.cond(
            shown.none_match,
            rx.el.div(
                rx.el.p("No order matches.", class_name="strong"),
                rx.el.p("Look for fewer letters, other days or all stores.", class_name="muted"),
                rx.el.a("Show all orders", href=PATH, class_name="btn"),
                class_name="stack tight pad justify-items-start",
            ),
            _table(shown.rows),
        ),
        rx.cond(OrdersState.ready, _pages(shown), rx.fragment()),
        class_name="card listed",
        custom_attrs={"data-view": shown.view},
        aria_busy=rx.cond(OrdersState.ready, "false", "true"),
    )


def _table(rows: list[OrderRow]) -> rx.Component:
    return sideways_table(
        [
            rx.el.th("Store", scope="col", class_name="w-chip"),
            rx.el.th("Order", scope="col"),
            rx.el.th("Bought", scope="col", class_name="only-wide w-time"),
            rx.el.th("Status", scope="col", class_name="only-wide w-tag"),
            rx.el.th("Units", scope="col", class_name="num only-wide w-count"),
            rx.el.th("Amount", scope="col", class_name="num w-amount"),
        ],
        rx.foreach(rows, _row),
        label="Orders",
    )


def _row(row: OrderRow) -> rx.Component:
    return rx.el.tr(
        rx.el.td(rx.el.span(row.store, class_name="chip", title=row.store_name)),
        rx.el.td(
            rx.el.a(row.order_id, href=row.href, class_name="quiet-link strong"),
            rx.el.div(row.title, class_name="small faint title"),
            rx.el.div(row.bought, class_name="small faint only-narrow"),
            class_name="order-cell",
        ),
        rx.el.td(row.bought, class_name="only-wide nowrap"),
        rx.el.td(_tag(row), class_name="only-wide"),
        rx.el.td(row.units, class_name="num only-wide"),
        rx.el.td(row.amount, rx.el.div(_tag(row), class_name="only-narrow"), class_name="num"),
    )


def _tag(row: OrderRow) -> rx.Component:
    return rx.el.span(row.status, class_name="tag " + row.mood)


def _pages(shown: ShownOrders) -> rx.Component:
    def way(label: str, href: str, rel: str) -> rx.Component:
        return rx.cond(href, rx.el.a(label, href=href, rel=rel, class_name="btn"), rx.el.span())

    return rx.el.nav(
        way("Newer orders", shown.newer, "prev"),
        way("Older orders", shown.older, "next"),
        class_name="ways pad",
        aria_label="Pages",
    )
