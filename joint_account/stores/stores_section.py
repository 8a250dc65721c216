"""Each store with its state in words, and the marketplaces that were never connected."""

import reflex as rx

from joint_account.stores.rows import StoreRow
from joint_account.stores.state import StoresState
from joint_account.ui.link import plain_link


def stores_section() -> rx.Component:
    """The stores that are connected or have data; what to do where there is none."""
    return rx.cond(
        StoresState.stores,
        rx.el.section(
            rx.el.table(
                rx.el.caption("Stores", class_name="hidden-text"),
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th("Store", scope="col"),
                        rx.el.th("How it is", scope="col"),
                        rx.el.th("At Amazon", scope="col"),
                    )
                ),
                rx.el.tbody(rx.foreach(StoresState.stores, _store)),
                class_name="folds",
            ),
            class_name="card scroll",
            aria_label="Stores",
            tab_index=0,
        ),
        rx.el.p(
            rx.cond(
                StoresState.connects,
                "No store yet. Connect Amazon or import a report, and its stores are here.",
                "No store yet. Import a report, and its stores are here.",
            ),
            class_name="card pad muted",
        ),
    )


def _store(store: StoreRow) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            rx.el.span(store.code, class_name="chip"),
            " ",
            rx.el.span(store.country, class_name="strong"),
            rx.el.div(store.domain, " · ", store.day, class_name="small faint"),
        ),
        rx.el.td(
            rx.el.span(store.state, class_name=store.tone),
            rx.cond(store.sentence, rx.el.div(store.sentence, class_name="small muted"), rx.fragment()),
            rx.cond(store.newest, rx.el.div(store.newest, class_name="small faint"), rx.fragment()),
            class_name="whole",
        ),
        rx.el.td(_seller_central(store)),
    )


def never_section() -> rx.Component:
    """The marketplaces that were never connected, each with its Seller Central."""
    return rx.cond(
        StoresState.never,
        rx.el.section(
            rx.el.h2("Never connected"),
            rx.el.ul(rx.foreach(StoresState.never, _never), class_name="never small"),
            class_name="card pad stack tight",
            aria_label="Never connected",
        ),
        rx.fragment(),
    )


def _never(store: StoreRow) -> rx.Component:
    return rx.el.li(
        rx.el.span(store.code, class_name="chip"), " ", store.country, " ", rx.el.div(_seller_central(store)), key=store.code
    )


def _seller_central(store: StoreRow) -> rx.Component:
    return plain_link(
        "Seller Central",
        rx.el.span(" of ", store.country, class_name="hidden-text"),
        href=store.seller_central,
        class_name="link nowrap",
        rel="noopener external",
    )
