"""What stands beside a thread: the order that it is about, who takes it, and notes for colleagues."""

import reflex as rx

from joint_account.messages.thread_shown import ShownThread
from joint_account.messages.thread_state import ThreadState
from joint_account.ui.form import control_props, field


def thread_aside(shown: ShownThread) -> rx.Component:
    """The order and the colleagues."""
    return rx.el.aside(
        rx.el.section(
            rx.el.h2("The order"),
            rx.cond(
                shown.order_href,
                rx.fragment(
                    rx.el.dl(
                        rx.foreach(
                            shown.facts,
                            lambda one: rx.el.div(rx.el.dt(one.name, class_name="small muted"), rx.el.dd(one.text)),
                        ),
                        class_name="stack tight",
                    ),
                    rx.el.ul(rx.foreach(shown.lines, lambda line: rx.el.li(line, class_name="small"))),
                    rx.el.a("Open the order", href=shown.order_href, class_name="link"),
                ),
                rx.el.p("No order of your joint account is known to belong to this thread.", class_name="muted small"),
            ),
            rx.cond(shown.unsorted & shown.answers, _sort(), rx.fragment()),
            class_name="card pad stack",
            aria_label="Order",
        ),
        rx.cond(shown.answers, _colleagues(shown), rx.fragment()),
        class_name="stack",
    )


def _sort() -> rx.Component:
    return rx.el.form(
        field("Order id", rx.el.input(name="order", auto_complete="off", **control_props("order")), id="order"),
        rx.el.div(rx.el.button("Assign to this order", type="submit", class_name="btn"), class_name="row"),
        on_submit=ThreadState.sort,
        class_name="form",
    )


def _colleagues(shown: ShownThread) -> rx.Component:
    return rx.el.section(
        rx.el.h2("Colleagues"),
        field(
            "Assigned to",
            rx.el.select(
                rx.el.option("Nobody", value="0"),
                rx.foreach(shown.members, lambda one: rx.el.option(one.name, value=one.id)),
                value=shown.assigned_to,
                on_change=ThreadState.assign,
                **control_props("assigned"),
            ),
            id="assigned",
        ),
        rx.el.form(
            field("Note", rx.el.textarea(name="note", rows=3, **control_props("note")), id="note", hint="Never sent."),
            rx.el.div(rx.el.button("Leave the note", type="submit", class_name="btn"), class_name="row"),
            on_submit=ThreadState.note,
            key="note " + ThreadState.written,
            class_name="form",
        ),
        class_name="card pad stack",
        aria_label="Colleagues",
    )
