"""One thread: the conversation, the order beside it, and what can be done with it."""

import reflex as rx

from joint_account.messages.thread_aside import thread_aside
from joint_account.messages.thread_shown import SaidRow, ShownThread
from joint_account.messages.thread_state import ThreadState
from joint_account.ui.form import control_props, field, problem_notice


def thread_page() -> rx.Component:
    """Who said what, the box to answer in, the order."""
    shown = ThreadState.shown
    return rx.fragment(
        rx.el.div(
            rx.el.a("Messages", href=ThreadState.back, class_name="link small"),
            rx.el.h1(shown.title, class_name="order-id"),
            rx.el.p(
                rx.cond(
                    shown.left,
                    rx.el.span(
                        rx.el.span(shown.shape, aria_hidden="true"),
                        rx.el.span(shown.left, custom_attrs={"data-due": shown.due}),
                        class_name="tag " + shown.mood,
                    ),
                    rx.fragment(),
                ),
                " ",
                shown.store,
                rx.cond(shown.language, " · " + shown.language, ""),
                class_name="small muted thread-facts",
            ),
            class_name="heading",
        ),
        problem_notice(ThreadState.problem),
        rx.cond(
            ThreadState.not_there,
            rx.el.section(
                rx.el.h2("This thread is not there"),
                rx.el.p("Your joint account has no thread at this address.", class_name="muted"),
                rx.el.a("Show all threads", href="/messages", class_name="btn main"),
                class_name="card pad nothing stack tight justify-items-start",
            ),
            rx.el.div(_talk(shown), thread_aside(shown), class_name="talk"),
        ),
    )


def _talk(shown: ShownThread) -> rx.Component:
    return rx.el.div(
        rx.el.section(
            rx.cond(shown.subject, rx.el.h2(shown.subject), rx.fragment()),
            rx.cond(shown.erased, rx.el.p(shown.erased, class_name="notice"), rx.fragment()),
            rx.cond(
                shown.reads,
                rx.el.ol(rx.foreach(shown.said, _said), class_name="said"),
                rx.cond(
                    ThreadState.ready,
                    rx.el.p(
                        "Only those who answer buyers read what they wrote. The organizer can allow it to viewers.",
                        class_name="muted",
                    ),
                    rx.fragment(),
                ),
            ),
            class_name="card pad stack",
            aria_label="Conversation",
        ),
        rx.cond(shown.answers & (shown.erased == ""), _answer(shown), rx.fragment()),
        class_name="stack",
    )


def _said(one: SaidRow) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(one.who, class_name="strong"),
            rx.match(
                one.kind,
                ("note", rx.el.span("note for colleagues, never sent", class_name="tag warn")),
                ("no reply needed", rx.el.span("says that no reply is needed", class_name="tag")),
                rx.fragment(),
            ),
            rx.el.span(one.when, class_name="small faint"),
            rx.cond(one.delivery, rx.el.span(one.delivery, class_name="tag " + one.mood), rx.fragment()),
            rx.cond(
                one.undo_until,
                rx.el.button(
                    "Undo",
                    type="button",
                    class_name="btn quiet",
                    on_click=ThreadState.take_back(one.id),
                    custom_attrs={"data-until": one.undo_until},
                ),
                rx.fragment(),
            ),
            class_name="row",
        ),
        rx.cond(one.text, rx.el.p(one.text, class_name=rx.cond(one.raw, "words muted", "words")), rx.fragment()),
        rx.foreach(one.files, lambda name: rx.el.div("Attachment, in the mailbox: ", name, class_name="small faint")),
        class_name=rx.cond(one.kind == "buyer", "from-buyer", rx.cond(one.kind == "reply", "from-us", "from-aside")),
        key=one.id,
    )


def _answer(shown: ShownThread) -> rx.Component:
    return rx.el.section(
        rx.cond(
            shown.answering, rx.el.p(shown.answering, " is answering", class_name="notice warn", role="status"), rx.fragment()
        ),
        rx.el.form(
            field(
                "Reply",
                rx.el.textarea(
                    name="reply",
                    rows=6,
                    default_value=ThreadState.draft,
                    on_change=ThreadState.type.debounce(600),
                    **control_props("reply"),
                ),
                id="reply",
                hint="Plain text, in the buyer's language. It leaves 10 seconds after you press Send.",
            ),
            rx.cond(
                ThreadState.doubtful,
                rx.el.label(
                    rx.el.input(type="checkbox", name="sure", value="yes"),
                    rx.el.span("I looked again: send it all the same"),
                    class_name="tick",
                ),
                rx.fragment(),
            ),
            rx.el.div(
                rx.el.button("Send", type="submit", class_name="btn main"),
                rx.cond(
                    shown.waits,
                    rx.el.button("No reply needed", type="button", class_name="btn", on_click=ThreadState.excuse),
                    rx.fragment(),
                ),
                class_name="row",
            ),
            on_submit=ThreadState.send,
            key=ThreadState.written,
            class_name="form",
        ),
        class_name="card pad stack",
        aria_label="Answer",
    )
