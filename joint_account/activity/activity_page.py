"""Activity: who did what in the joint account, when, and from where."""

import reflex as rx

from joint_account.activity.activity_state import ActivityState
from joint_account.activity.shown import PATH, DoneRow, Shown
from joint_account.ui.filters import Option, day_field, drop_down, get_form
from joint_account.ui.link import plain_link
from joint_account.ui.table import sideways_table


def activity_page() -> rx.Component:
    """Filters, fifty entries, the way to older ones, and all of them as a file."""
    shown = ActivityState.shown
    return rx.fragment(
        rx.el.div(
            rx.el.h1("Activity"),
            rx.el.p("Who did what in this joint account, for ever: nobody can change or delete an entry.", class_name="muted"),
        ),
        rx.cond(
            ActivityState.ready,
            rx.cond(
                ActivityState.refusal,
                rx.el.p(ActivityState.refusal, class_name="notice", role="status"),
                rx.fragment(_filters(shown), _notes(shown), _list(shown)),
            ),
            rx.el.div(class_name="min-h-screen"),
        ),
    )


def _filters(shown: Shown) -> rx.Component:
    return rx.el.div(
        get_form(
            _select("person", "Person", "Everybody", shown.people, shown.person),
            _select("kind", "Kind", "Everything", shown.kinds, shown.kind),
            drop_down("Days", shown.days_chosen, _days(shown)),
            rx.el.button("Show", type="submit", class_name="btn main"),
            rx.el.a("Clear", href=PATH, class_name=rx.cond(shown.narrowed, "btn quiet", "btn quiet invisible")),
            plain_link("Export", href=shown.export, class_name="btn", custom_attrs={"download": "activity.csv"}),
            action=PATH,
            key=shown.key,
            class_name="pick find",
        ),
        role="search",
    )


def _days(shown: Shown) -> rx.Component:
    return rx.el.div(
        day_field("From", "from", shown.first_day),
        day_field("To", "to", shown.last_day),
        rx.el.p("Days are UTC here.", class_name="small faint"),
        rx.el.button("Show these days", type="submit", class_name="btn"),
        class_name="drop-form",
    )


def _select(name: str, label: str, everything: str, options: list[Option], chosen: str) -> rx.Component:
    return rx.el.select(
        rx.el.option(everything, value=""),
        rx.foreach(options, lambda one: rx.el.option(one.label, value=one.value)),
        name=name,
        aria_label=label,
        default_value=chosen,
    )


def _notes(shown: Shown) -> rx.Component:
    return rx.cond(
        shown.notes,
        rx.el.div(rx.foreach(shown.notes, _note), class_name="notice warn", role="status"),
        rx.fragment(),
    )


def _note(text: str) -> rx.Component:
    return rx.el.p(text)


def _list(shown: Shown) -> rx.Component:
    return rx.el.div(
        rx.cond(
            shown.rows,
            sideways_table(
                [
                    rx.el.th("What", scope="col"),
                    rx.el.th("Who", scope="col", class_name="only-wide"),
                    rx.el.th("When", scope="col", class_name="only-wide"),
                    rx.el.th("From", scope="col", class_name="only-wide"),
                ],
                rx.foreach(shown.rows, _row),
                label="Activity",
            ),
            rx.el.div(
                rx.el.p("Nothing of this kind was done in these days.", class_name="strong"),
                rx.el.a("Show all activity", href=PATH, class_name="btn"),
                class_name="stack tight pad",
            ),
        ),
        rx.el.nav(
            rx.cond(shown.newest, rx.el.a("Newest", href=shown.newest, class_name="btn"), rx.el.span()),
            rx.cond(shown.older, rx.el.a("Older", href=shown.older, rel="next", class_name="btn"), rx.el.span()),
            class_name="ways pad",
            aria_label="Pages",
        ),
        class_name="card",
    )


def _row(row: DoneRow) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            row.what,
            rx.el.div(row.when, " ", row.origin, class_name="small faint only-narrow"),
            class_name="break-words",
        ),
        rx.el.td(row.who, class_name="muted only-wide"),
        rx.el.td(row.when, class_name="muted only-wide nowrap"),
        rx.el.td(row.origin, class_name="muted only-wide"),
        key=row.number,
    )
