"""Reconciliation: each store's days beside Amazon's figures of them, and why they differ."""

import reflex as rx

from joint_account.reconciliation.shown import DayShown, ReasonShown, Shown, StoreLine
from joint_account.reconciliation.state import ReconciliationState
from joint_account.reconciliation.view import PATH
from joint_account.sales.parts import notes, script
from joint_account.ui.filters import day_field, drop_down, get_form, kept_fields, segments


def reconciliation_page() -> rx.Component:
    """Which days, the stores, and the days of the one that is opened."""
    return rx.fragment(
        rx.el.div(
            rx.el.h1("Reconciliation"),
            rx.el.p(
                "Amazon counts what each store sold on each of its days, too. Where it counts otherwise than we do, "
                "this says why, as far as the orders tell.",
                class_name="small muted",
            ),
        ),
        rx.cond(
            ReconciliationState.loaded,
            rx.cond(ReconciliationState.shown.stores, _compared(ReconciliationState.shown), _none()),
            rx.el.div(class_name="waiting"),
        ),
        script(),
    )


def _none() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Nothing to compare with yet"),
            rx.cond(
                ReconciliationState.why_none,
                rx.el.p(ReconciliationState.why_none, class_name="muted"),
                rx.fragment(
                    rx.el.p(
                        "Amazon's figures come through a connection. Connect a seller account: when the history of its "
                        "stores is here, their days are compared by themselves.",
                        class_name="muted",
                    ),
                    rx.el.a("Connect Amazon", href="/stores", class_name="btn main"),
                ),
            ),
        ),
        class_name="card pad nothing",
    )


def _compared(shown: Shown) -> rx.Component:
    return rx.fragment(
        rx.el.div(
            segments(shown.periods, "Period"),
            drop_down(
                "Days",
                shown.days_chosen,
                get_form(
                    day_field("From", "from", shown.first_day),
                    day_field("To", "to", shown.last_day),
                    kept_fields(shown.beside_days),
                    rx.el.button("Show these days", type="submit", class_name="btn"),
                    action=PATH,
                ),
            ),
            class_name="pick",
        ),
        notes(shown.notes),
        rx.el.section(
            rx.el.table(
                rx.el.caption("Stores, ", shown.span, class_name="hidden-text"),
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th("Store", scope="col"),
                        rx.el.th("Agree", scope="col", class_name="num"),
                        rx.el.th("Differ", scope="col", class_name="num"),
                        rx.el.th("Mostly", scope="col"),
                        rx.el.th("Amazon was asked", scope="col"),
                    )
                ),
                rx.el.tbody(rx.foreach(shown.stores, _store)),
                class_name="folds",
            ),
            class_name="card scroll",
            aria_label="Stores",
            tab_index=0,
        ),
        rx.cond(shown.opened, _opened(shown), rx.fragment()),
    )


def _store(one: StoreLine) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            rx.el.span(one.code, class_name="chip"),
            " ",
            rx.el.a(
                one.name,
                href=one.href,
                class_name="link",
                custom_attrs={"aria-expanded": rx.cond(one.is_open, "true", "false")},
            ),
        ),
        rx.el.td(one.agree, rx.el.span(" agree", class_name="only-narrow"), class_name="num"),
        rx.el.td(one.differ, rx.el.span(" differ", class_name="only-narrow"), class_name="num"),
        rx.el.td(
            rx.cond(one.reason, rx.el.span(one.reason, class_name=one.tone), rx.fragment()),
            rx.cond(one.unexplained, rx.el.div(one.unexplained, class_name="small faint"), rx.fragment()),
        ),
        rx.el.td(
            rx.el.div(rx.el.span("Amazon was asked: ", class_name="only-narrow"), one.asked, class_name="small muted"),
            rx.cond(one.trouble, rx.el.div(one.trouble, class_name="small muted"), rx.fragment()),
            class_name="whole",
        ),
        key=one.code,
    )


def _opened(shown: Shown) -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(shown.opened, ", day by day"),
            rx.el.p(shown.opened_about, class_name="small muted"),
            class_name="pad",
        ),
        rx.cond(
            shown.days,
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th("Day", scope="col"),
                        rx.el.th("Here", scope="col", class_name="num"),
                        rx.el.th("At Amazon", scope="col", class_name="num"),
                        rx.el.th("Why", scope="col"),
                    )
                ),
                rx.el.tbody(rx.foreach(shown.days, _day)),
                class_name="folds",
            ),
            rx.fragment(),
        ),
        class_name="card scroll",
        aria_label="Day by day",
        tab_index=0,
    )


def _day(one: DayShown) -> rx.Component:
    return rx.el.tr(
        rx.el.td(one.day, class_name="nowrap"),
        rx.el.td(_figure("Here ", one.here, one.here_counts), class_name="num"),
        rx.el.td(_figure("At Amazon ", one.amazon, one.amazon_counts), class_name="num"),
        rx.el.td(
            rx.cond(
                one.reasons,
                rx.fragment(
                    rx.el.div("Amazon counts ", one.difference, class_name="small strong"),
                    rx.foreach(one.reasons, _reason),
                ),
                rx.el.span("agree", class_name="small faint"),
            ),
            class_name="whole",
        ),
        key=one.day,
    )


def _figure(name: str, money: str, counts: str) -> rx.Component:
    return rx.fragment(
        rx.el.div(rx.el.span(name, class_name="only-narrow small faint"), money),
        rx.el.div(counts, class_name="small faint"),
    )


def _reason(one: ReasonShown) -> rx.Component:
    return rx.el.div(
        rx.el.span(one.name, class_name=one.tone),
        " ",
        one.amount,
        rx.el.div(one.sentence, class_name="muted"),
        class_name="small",
    )
