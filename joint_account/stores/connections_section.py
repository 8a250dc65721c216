"""The seller accounts that are connected, and what can be done with each."""

import reflex as rx

from joint_account.stores.rows import ConnectionRow
from joint_account.stores.state import StoresState
from joint_account.ui.form import post_form
from joint_account.ui.question import question


def connections_section() -> rx.Component:
    """Each connection; nothing where there is none."""
    return rx.cond(
        StoresState.connections,
        rx.fragment(
            rx.el.section(
                rx.el.table(
                    rx.el.caption("Connections", class_name="hidden-text"),
                    rx.el.thead(
                        rx.el.tr(
                            rx.el.th("Connection", scope="col"),
                            rx.el.th("How it is", scope="col"),
                            rx.el.th("Consent", scope="col"),
                            rx.el.th(rx.el.span("What you can do", class_name="hidden-text"), scope="col"),
                        )
                    ),
                    rx.el.tbody(rx.foreach(StoresState.connections, _connection)),
                    class_name="folds",
                ),
                class_name="card scroll",
                aria_label="Connections",
                tab_index=0,
            ),
            rx.foreach(StoresState.connections, _before_disconnecting),
        ),
        rx.fragment(),
    )


def _connection(one: ConnectionRow) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            rx.el.span(one.region, class_name="strong", custom_attrs={"id": f"connection-{one.id}"}),
            rx.el.div("Seller ", one.seller, class_name="small faint"),
            rx.el.div(one.stores, class_name="small faint"),
        ),
        rx.el.td(
            rx.el.span(one.state, class_name=one.tone),
            rx.cond(one.trouble, rx.el.div(one.trouble, class_name="small muted"), rx.fragment()),
            class_name="whole",
        ),
        rx.el.td(
            rx.el.div("Since ", one.since),
            rx.el.div(one.ends),
            class_name="small muted whole",
        ),
        rx.el.td(
            rx.el.div(
                rx.cond(
                    one.by_consent,
                    post_form(
                        rx.el.input(type="hidden", name="store", value=one.store),
                        rx.el.button(
                            "Renew",
                            rx.el.span(" the consent", class_name="hidden-text"),
                            type="submit",
                            class_name=rx.cond(one.wants_consent, "btn main", "btn quiet"),
                            custom_attrs={"aria-describedby": f"connection-{one.id}"},
                        ),
                        action="/stores/amazon/connect",
                    ),
                    rx.fragment(),
                ),
                rx.el.button(
                    "Disconnect",
                    type="button",
                    class_name="btn quiet",
                    custom_attrs={"aria-describedby": f"connection-{one.id}", "data-opens": f"disconnect-{one.id}"},
                ),
                class_name="row end flex-nowrap",
            ),
            class_name="num",
        ),
        key=one.id,
    )


def _before_disconnecting(one: ConnectionRow) -> rx.Component:
    return question(
        f"disconnect-{one.id}",
        f"Disconnect {one.region}, seller {one.seller}?",
        "Nothing new comes in from Amazon. Everything that came until now stays here, and you can connect again.",
        post_form(
            rx.el.input(type="hidden", name="connection", value=one.id),
            rx.el.button("Disconnect", type="submit", class_name="btn main"),
            action="/stores/amazon/disconnect",
        ),
    )
