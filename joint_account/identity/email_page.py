"""The page behind a mailed link by which an address agrees to a change of address."""

import reflex as rx

from joint_account.identity.link_states import EmailState
from joint_account.ui.form import post_form, problem_notice


def email_page() -> rx.Component:
    """One button: a mail scanner that opens the link agrees to nothing."""
    return rx.fragment(
        rx.el.h1("Agree to a new address"),
        problem_notice(EmailState.problem),
        rx.cond(
            EmailState.agreed,
            rx.el.p(EmailState.agreed, class_name="notice good", role="status"),
            rx.fragment(
                rx.el.p("The address of an account changes when the old and the new one have agreed.", class_name="muted"),
                post_form(rx.el.button("Agree", type="submit", class_name="btn main wide"), action="/email", class_name="form"),
                rx.el.p("Not you? Do nothing: nothing happens without this button.", class_name="small faint"),
            ),
        ),
    )
