"""What the overview says before there is anything to show: what to do next, and never zeros."""

import reflex as rx

from joint_account.sales.overview_state import OverviewState
from joint_account.ui.form import post_form


def first_visit() -> rx.Component:
    """Go on with the walk-through, or connect, or import; the demo shows what will stand here."""
    return rx.el.section(
        rx.cond(
            OverviewState.on_its_way,
            _words("No orders yet", "Your stores are here; their orders are on their way. This page fills by itself."),
            rx.cond(
                OverviewState.complete,
                _words("No orders yet", "Sales, orders and best sellers of all countries stand here, once orders come in."),
                _words(
                    "Your joint account is not complete yet",
                    "When the first family member has joined, everybody in it sees the sales of all countries here. "
                    "Your own figures need not wait for that.",
                ),
            ),
        ),
        rx.el.div(
            rx.cond(
                OverviewState.complete,
                rx.fragment(),
                rx.el.a("Go on with the walk-through", href="/membership", class_name="btn main"),
            ),
            rx.el.a("Connect Amazon", href="/stores", class_name=rx.cond(OverviewState.complete, "btn main", "btn")),
            rx.el.a("Import a report", href="/stores#import", class_name="btn"),
            post_form(
                rx.el.button("Look at the demo", type="submit", class_name="btn"), action="/demo", class_name="offers-demo"
            ),
            class_name="row",
        ),
        rx.el.p(
            "The demo opens as its own seller, with invented figures: log in again to come back here.",
            class_name="small faint offers-demo",
        ),
        class_name="card pad nothing",
    )


def _words(title: str, text: str) -> rx.Component:
    return rx.el.div(rx.el.h2(title), rx.el.p(text, class_name="muted"))
