"""Mailbox: each person's mail as it would look, with links that work."""

import reflex as rx

from joint_account.demo.mailbox_state import LetterRow, MailboxState
from joint_account.ui.link import plain_link


def mailbox_page() -> rx.Component:
    """The list, and the letter that is open."""
    return rx.fragment(
        rx.el.div(
            rx.el.div(
                rx.el.h1("Mailbox"),
                rx.el.p("Mail that stays on this machine: what each person would get, newest first.", class_name="muted small"),
            ),
            plain_link("Back", href="/", class_name="btn"),
            class_name="head",
        ),
        rx.cond(
            MailboxState.letters,
            rx.el.div(_list(), _letter(), class_name="side mailbox"),
            rx.el.p(_nothing(), class_name="card pad muted waiting"),
        ),
    )


def _nothing() -> rx.Var[str]:
    return rx.cond(
        MailboxState.exists,
        rx.cond(MailboxState.loaded, "No mail yet. Register, or add a family member, and the mail is here.", "One moment."),
        "Mail leaves this machine, so there is nothing to show here.",
    )


def _list() -> rx.Component:
    return rx.el.nav(rx.foreach(MailboxState.letters, _row), class_name="card letters", aria_label="Letters")


def _row(letter: LetterRow) -> rx.Component:
    return rx.el.a(
        rx.el.span(letter.subject, class_name="strong"),
        rx.el.span("to ", letter.recipient, class_name="small muted"),
        rx.el.span(letter.when, class_name="small faint"),
        href="/mailbox?letter=" + letter.id,
        custom_attrs={"aria-current": rx.cond(letter.id == MailboxState.opened.id, "true", "false")},
    )


def _letter() -> rx.Component:
    return rx.el.article(
        rx.el.div(
            rx.el.h2(MailboxState.opened.subject),
            rx.el.p("To ", MailboxState.opened.recipient, ", ", MailboxState.opened.when, class_name="small muted"),
            rx.cond(
                MailboxState.opened.link,
                plain_link("Open its link", href=MailboxState.opened.link, class_name="btn main"),
                rx.fragment(),
            ),
            class_name="stack tight pad justify-items-start",
        ),
        rx.el.iframe(src=MailboxState.opened.frame, title="The letter", class_name="letter"),
        class_name="card",
    )
