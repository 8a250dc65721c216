"""Stores: how each one is, the connections to Amazon, and where report files come in."""

import reflex as rx

from joint_account.stores.connect_section import connect_section
from joint_account.stores.connections_section import connections_section
from joint_account.stores.import_section import drop_zone, imports
from joint_account.stores.state import StoresState
from joint_account.stores.stores_section import never_section, stores_section
from joint_account.ui.form import problem_notice


def stores_page() -> rx.Component:
    """The stores, what connects them, and the files that came in."""
    return rx.fragment(
        rx.el.div(
            rx.el.h1("Stores"),
            rx.el.p(
                "Each store keeps its own currency, and its own day in its own time zone. ",
                rx.el.a("Reconciliation with Amazon's figures", href="/stores/reconciliation", class_name="link"),
                class_name="small muted",
            ),
        ),
        rx.cond(StoresState.loaded, _loaded(), rx.el.div(class_name="waiting")),
    )


def _loaded() -> rx.Component:
    return rx.fragment(
        problem_notice(StoresState.problem),
        rx.cond(StoresState.notice, rx.el.p(StoresState.notice, class_name="notice good", role="status"), rx.fragment()),
        stores_section(),
        rx.cond(StoresState.may_operate, rx.fragment(connections_section(), connect_section(), drop_zone()), rx.fragment()),
        rx.cond(StoresState.imports, imports(), rx.fragment()),
        never_section(),
    )
