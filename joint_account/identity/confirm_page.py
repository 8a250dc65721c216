"""The page behind a mailed link that confirms an address, for whoever is not logged in."""

import reflex as rx

from joint_account.identity.state import ConfirmState
from joint_account.ui.form import post_form, problem_notice


def confirm_page() -> rx.Component:
    """One button: a mail scanner that opens the link confirms nothing."""
    return rx.fragment(
        rx.el.h1("Confirm your address"),
        problem_notice(ConfirmState.problem),
        rx.el.p("You registered with this e-mail address. Confirm that it is yours.", class_name="muted"),
        post_form(
            rx.el.button("Confirm address", type="submit", class_name="btn main wide"), action="/confirm", class_name="form"
        ),
        rx.el.p("Not you? Ignore the mail: nothing happens without this button.", class_name="small faint"),
    )
