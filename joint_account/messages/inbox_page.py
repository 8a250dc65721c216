"""Every buyer of every country in one list, the most urgent first."""

import reflex as rx

from joint_account.messages.inbox_shown import PATH, STANDINGS, InboxFilters, ShownInbox, ThreadRow
from joint_account.messages.inbox_state import InboxState
from joint_account.messages.languages import NAMES
from joint_account.ui.filters import drop_down, get_form, ticks
from joint_account.ui.form import options, problem_notice


def inbox_page() -> rx.Component:
    """Search and filters, fifty threads, and the way to the others."""
    shown = InboxState.shown
    return rx.fragment(
        rx.el.div(
            rx.el.h1("Messages"),
            rx.el.p(
                "Amazon wants every buyer answered within 24 hours, at night, on weekends and holidays too: "
                "business hours do not stop this clock.",
                class_name="small muted",
            ),
            class_name="heading",
        ),
        problem_notice(InboxState.problem),
        rx.cond(InboxState.nothing_yet, _nothing_yet(), rx.fragment(_find(shown.filters), _notes(shown), _list(shown))),
        rx.cond(InboxState.decides, _viewers(), rx.fragment()),
    )


def _nothing_yet() -> rx.Component:
    return rx.el.section(
        rx.cond(
            InboxState.has_mailbox,
            rx.el.div(
                rx.el.h2("No message yet"),
                rx.el.p("Buyers' messages show here as soon as Amazon brings them to your mailbox.", class_name="muted"),
                class_name="stack tight",
            ),
            rx.el.div(
                rx.el.h2("No mailbox is connected"),
                rx.el.p(
                    "Amazon sends buyers' messages by e-mail. Connect the mailbox that they come to, once for all its stores.",
                    class_name="muted",
                ),
                rx.el.a("Connect a mailbox", href="/stores", class_name="btn main"),
                class_name="stack tight justify-items-start",
            ),
        ),
        class_name="card pad nothing",
    )


def _find(filters: InboxFilters) -> rx.Component:
    return rx.el.div(
        get_form(
            rx.el.input(
                type="search",
                name="q",
                default_value=filters.words,
                max_length=100,
                placeholder="Words, or an order id",
                aria_label="Search by words or order id",
                class_name="words",
            ),
            rx.el.button("Search", type="submit", class_name="btn main"),
            _select(
                "show", "Threads", {"": "All threads", **{one.value: name for one, name in STANDINGS.items()}}, filters.show
            ),
            _select("language", "Language", {"": "Any language", **NAMES}, filters.language),
            rx.el.a("Clear", href=PATH, class_name=rx.cond(filters.narrowed, "btn quiet", "btn quiet invisible")),
            drop_down(
                "Stores",
                filters.stores_chosen,
                rx.el.div(
                    ticks(filters.stores, "stores", "Stores"),
                    rx.el.button("Show these stores", type="submit", class_name="btn"),
                    class_name="drop-form",
                ),
            ),
            action=PATH,
            key=filters.key,
            class_name="pick find",
        ),
        role="search",
    )


def _select(name: str, label: str, choices: dict[str, str], chosen: rx.Var[str] | str) -> rx.Component:
    return rx.el.select(*options(choices), name=name, aria_label=label, default_value=chosen)


def _notes(shown: ShownInbox) -> rx.Component:
    return rx.foreach(shown.notes, lambda note: rx.el.p(note, class_name="notice warn", role="status"))


def _list(shown: ShownInbox) -> rx.Component:
    return rx.el.div(
        rx.cond(
            shown.none_match,
            rx.el.div(
                rx.el.p("No thread matches.", class_name="strong"),
                rx.el.p("Words are found whole: look for fewer of them, or in all stores.", class_name="muted"),
                rx.el.a("Show all threads", href=PATH, class_name="btn"),
                class_name="stack tight pad justify-items-start",
            ),
            rx.el.ul(rx.foreach(shown.rows, _row), class_name="threads", aria_label="Threads"),
        ),
        rx.el.nav(
            _way("More urgent", shown.before, "prev"),
            _way("Less urgent", shown.after, "next"),
            class_name="ways pad",
            aria_label="Pages",
        ),
        class_name="card listed",
        custom_attrs={"data-view": shown.view},
        aria_busy=rx.cond(InboxState.ready, "false", "true"),
    )


def _way(label: str, href: rx.Var[str] | str, rel: str) -> rx.Component:
    return rx.cond(href, rx.el.a(label, href=href, rel=rel, class_name="btn"), rx.el.span())


def _row(row: ThreadRow) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.el.span(row.shape, aria_hidden="true"),
            rx.el.span(row.left, custom_attrs={"data-due": row.due}),
            class_name="tag " + row.mood,
        ),
        rx.el.span(row.store, class_name="chip", title=row.store_name),
        rx.el.div(
            rx.el.a(
                row.order,
                rx.cond(row.unread, rx.el.span(" · unread", class_name="unread-mark"), ""),
                href=row.href,
                class_name=rx.cond(row.unread, "quiet-link strong", "quiet-link"),
            ),
            rx.el.div(row.last_line, class_name="small muted title"),
            class_name="thread-words",
        ),
        rx.el.span(row.language, rx.cond(row.who, " · " + row.who, ""), class_name="small faint"),
        key=row.id,
    )


def _viewers() -> rx.Component:
    return rx.el.p(
        rx.cond(
            InboxState.viewers_read,
            "Viewers read what buyers wrote, too. ",
            "Viewers see how many threads wait, and not what buyers wrote. ",
        ),
        rx.cond(
            InboxState.viewers_read,
            rx.el.button(
                "Hide it from viewers", type="button", class_name="btn quiet", on_click=InboxState.show_viewers(False)
            ),
            rx.el.button("Let viewers read it", type="button", class_name="btn quiet", on_click=InboxState.show_viewers(True)),
        ),
        class_name="small muted",
    )
