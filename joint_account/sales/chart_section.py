"""The overview's chart, its table, and what happened on its days."""

import reflex as rx

from joint_account.sales.notes_shown import NoteRow
from joint_account.sales.overview_shown import Shown
from joint_account.sales.overview_state import OverviewState
from joint_account.ui.chart import chart_drawing, chart_table


def chart_section(shown: Shown) -> rx.Component:
    """The drawing, the same figures as a table, and notes."""
    return rx.el.section(
        rx.el.h2(shown.chart_title),
        chart_drawing(
            shown.chart,
            rx.cond(shown.chart.series, rx.fragment(), _nothing_to_draw(shown)),
        ),
        rx.el.details(
            rx.el.summary("Show as a table", class_name="small muted"),
            chart_table(shown.chart, "Time", "Together"),
            class_name="as-table",
        ),
        rx.el.details(
            rx.el.summary("What happened", class_name="small muted"),
            rx.cond(
                shown.notes_of_days,
                rx.el.ol(rx.foreach(shown.notes_of_days, _note), class_name="happened small"),
                rx.el.p("Nothing that we know of.", class_name="small muted"),
            ),
            rx.cond(OverviewState.may_note, _note_form(shown), rx.fragment()),
            rx.el.p(OverviewState.note_problem, class_name="problem", role="alert"),
            class_name="as-table",
        ),
        class_name="card pad",
    )


def _nothing_to_draw(shown: Shown) -> rx.Component:
    return rx.cond(
        OverviewState.ready,
        rx.el.p("No sales in ", shown.base, " on these days.", class_name="muted none"),
        rx.fragment(),
    )


def _note(one: NoteRow) -> rx.Component:
    return rx.el.li(
        rx.el.b(one.number),
        rx.el.span(one.day, class_name="faint nowrap"),
        rx.el.span(one.text),
        rx.cond(
            OverviewState.may_note & (one.note_id != ""),
            rx.el.button(
                "Remove",
                rx.el.span(" the note: ", one.text, class_name="hidden-text"),
                type="button",
                class_name="btn quiet",
                on_click=OverviewState.remove_note(one.note_id),
            ),
            rx.fragment(),
        ),
    )


def _note_form(shown: Shown) -> rx.Component:
    return rx.el.form(
        rx.el.label(
            "Day",
            rx.el.input(type="date", name="day", default_value=shown.last_shown, key=shown.last_shown),
            class_name="day-field",
        ),
        rx.el.label("Note", rx.el.input(type="text", name="text", max_length=120), class_name="day-field"),
        rx.el.button("Add note", type="submit", class_name="btn"),
        on_submit=OverviewState.add_note,
        reset_on_submit=True,
        class_name="note-form",
    )
