"""Your Prime Membership: the state of the joint account, the walk-through, and the one next thing to do."""

import reflex as rx

from joint_account.registration.membership_state import MembershipState
from joint_account.registration.rows import StepRow
from joint_account.ui.form import post_form


def membership_page() -> rx.Component:
    """The steps with where this person stands."""
    return rx.fragment(
        rx.el.div(
            rx.el.h1("Your Prime Membership"),
            rx.el.p(rx.cond(MembershipState.loaded, _account(), rx.fragment()), class_name="muted min-h-6"),
        ),
        rx.cond(MembershipState.loaded, _loaded(), rx.fragment()),
    )


def _account() -> rx.Component:
    return rx.fragment(
        MembershipState.account_name,
        ": ",
        rx.cond(
            MembershipState.complete,
            rx.el.span("complete", class_name="tag good"),
            rx.el.span("forming", class_name="tag warn"),
        ),
    )


def _loaded() -> rx.Component:
    return rx.fragment(
        rx.cond(
            MembershipState.just_joined,
            rx.el.section(
                rx.el.h2("You are in"),
                rx.el.p("The joint account is complete, for ever. Its sales and orders are open to you."),
                class_name="notice good",
                role="status",
            ),
            rx.fragment(),
        ),
        _notice(MembershipState.just_confirmed, "Your address is confirmed."),
        _notice(MembershipState.link_sent, "A new link is on its way to you."),
        rx.el.ol(rx.foreach(MembershipState.steps, _step), class_name="card steps", aria_label="Walk-through"),
        rx.el.section(
            rx.el.h2("What is next"),
            rx.el.p(MembershipState.next_text, class_name="muted"),
            rx.el.div(
                rx.cond(
                    MembershipState.next_path,
                    rx.el.a(MembershipState.next_label, href=MembershipState.next_path, class_name="btn main"),
                    rx.fragment(),
                ),
                rx.cond(
                    MembershipState.asks_to_confirm,
                    post_form(rx.el.button("Send the link again", type="submit", class_name="btn"), action="/confirm/send"),
                    rx.fragment(),
                ),
                class_name="row",
            ),
            rx.cond(
                MembershipState.problem, rx.el.p(MembershipState.problem, class_name="problem", role="alert"), rx.fragment()
            ),
            class_name="card pad stack tight",
        ),
        rx.el.p(
            "A joint account is permanent: once a member has joined, nobody can cancel it, and members stay.",
            class_name="small faint",
        ),
    )


def _notice(when: rx.Var[bool] | bool, text: str) -> rx.Component:
    return rx.cond(when, rx.el.p(text, class_name="notice good", role="status"), rx.fragment())


def _step(step: StepRow) -> rx.Component:
    return rx.el.li(
        rx.el.span(step.place, class_name="dot", aria_hidden="true"),
        rx.el.span(step.name, class_name="strong"),
        rx.el.span(step.note, rx.el.span(" (", step.progress, ")", class_name="hidden-text"), class_name="small muted"),
        class_name=step.progress,
    )
