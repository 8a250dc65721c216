"""The overview's table of stores."""

import reflex as rx

from joint_account.sales.overview_shown import Shown, StoreRow
from joint_account.sales.parts import change_mark
from joint_account.ui.table import sideways_table


def store_table(shown: Shown) -> rx.Component:
    """A row a store: orders, its own currency, the one that is chosen, the change and the share."""
    return rx.el.section(
        sideways_table(
            [
                rx.el.th("Store", scope="col"),
                rx.el.th("Orders", scope="col", class_name="num only-wide w-count"),
                rx.el.th("Own currency", scope="col", class_name="num only-wide w-wide"),
                rx.el.th("In ", shown.base, scope="col", class_name="num w-amount"),
                rx.el.th("Change", scope="col", class_name="num w-change"),
                rx.el.th("Share", scope="col", class_name="only-wide w-wide"),
            ],
            rx.foreach(shown.stores, _store),
            label="Stores",
        ),
        class_name="card by-store",
        aria_label="By store",
    )


def _store(row: StoreRow) -> rx.Component:
    return rx.el.tr(
        rx.el.td(rx.el.div(rx.el.span(row.code, class_name="chip"), rx.el.a(row.name, href=row.href), class_name="store")),
        rx.el.td(row.orders, class_name="num only-wide"),
        rx.el.td(row.own, class_name="num muted only-wide"),
        rx.el.td(row.base, rx.el.div(row.own, class_name="small faint only-narrow"), class_name="num base"),
        rx.el.td(change_mark(row.change), class_name="num"),
        rx.el.td(rx.el.span(row.share, class_name="share-text"), _share_bar(row), class_name="only-wide share-cell"),
        custom_attrs={"data-store": row.code},
    )


def _share_bar(row: StoreRow) -> rx.Component:
    return rx.el.span(rx.el.span(style={"width": row.width}), class_name="share", aria_hidden="true")
