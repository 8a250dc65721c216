"""What several pages of this room are made of."""

import reflex as rx

from joint_account.sales.words import Change


def change_mark(change: Change) -> rx.Component:
    """A change with its arrow and colour; said in words to whoever sees neither."""
    said = rx.match(change.arrow, ("▲", "up "), ("▼", "down "), "")
    return rx.el.span(
        rx.cond(change.arrow, rx.el.span(change.arrow, " ", aria_hidden="true"), rx.fragment()),
        rx.cond(change.arrow, rx.el.span(said, class_name="hidden-text"), rx.fragment()),
        change.text,
        class_name=change.mood,
    )


def script() -> rx.Component:
    """Local times, short addresses, menus that close."""
    return rx.el.script(src="/sales.js", custom_attrs={"async": True})


def paragraph(text: str) -> rx.Component:
    """A sentence by itself."""
    return rx.el.p(text)


def list_item(text: str) -> rx.Component:
    """A sentence in a list."""
    return rx.el.li(text)


def notes(sentences: list[str]) -> rx.Component:
    """What was not as somebody asked."""
    return rx.cond(
        sentences,
        rx.el.div(rx.foreach(sentences, paragraph), class_name="notice warn", role="status"),
        rx.fragment(),
    )


def nothing_yet(complete: bool, what: str) -> rx.Component:
    """What to do next where there is nothing to see."""
    return rx.el.section(
        rx.cond(
            complete,
            _next_step(
                "No orders yet",
                f"Import an All Orders report of any country, and {what} here.",
                "Import a report",
                "/stores",
            ),
            _next_step(
                "Your joint account is not complete yet",
                f"When the first family member has joined and reports are imported, {what} here.",
                "Go on with the walk-through",
                "/membership",
            ),
        ),
        class_name="card pad nothing",
    )


def _next_step(title: str, text: str, button: str, href: str) -> rx.Component:
    return rx.el.div(
        rx.el.h2(title),
        rx.el.p(text, class_name="muted"),
        rx.el.a(button, href=href, class_name="btn main"),
    )
