"""The page that asks for a link, when the password is forgotten."""

import reflex as rx

from joint_account.identity.link_states import ForgotState
from joint_account.ui.form import control_props, field, post_form


def forgot_page() -> rx.Component:
    """Email, Send the link."""
    return rx.fragment(
        rx.el.h1("Forgot your password?"),
        rx.el.p("We mail you a link that sets a new one.", class_name="muted"),
        post_form(
            field(
                "Email", rx.el.input(type="email", name="email", auto_complete="username", **control_props("email")), id="email"
            ),
            rx.el.p(ForgotState.problem, class_name="problem room", role="alert"),
            rx.el.button("Send the link", type="submit", class_name="btn main wide"),
            action="/forgot",
            class_name="form card pad",
        ),
        # Below the form: what comes later must not push it away.
        rx.cond(
            ForgotState.sent,
            rx.el.p(
                "If the address has an account, a link is on its way to it. It works once, for 30 minutes.",
                class_name="notice good",
                role="status",
            ),
            rx.fragment(),
        ),
        rx.el.p(rx.el.a("Back to log in", href="/login", class_name="link"), class_name="muted"),
    )
