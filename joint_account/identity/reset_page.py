"""The page behind a mailed link that sets a new password."""

import reflex as rx

from joint_account.identity.link_states import ResetState
from joint_account.identity.password_field import password_field
from joint_account.ui.form import post_form


def reset_page() -> rx.Component:
    """New password, Set the new password."""
    return rx.fragment(
        rx.el.h1("Set a new password"),
        rx.el.p("You are logged out everywhere, and log in with it.", class_name="muted"),
        post_form(
            password_field(ResetState.password_problem, label="New password"),
            rx.el.p(ResetState.problem, class_name="problem room", role="alert"),
            rx.el.button("Set the new password", type="submit", class_name="btn main wide"),
            action="/reset",
            class_name="form roomy card pad",
        ),
        rx.el.p(rx.el.a("Ask for a new link", href="/forgot", class_name="link"), class_name="muted"),
    )
