"""The log-in page."""

import reflex as rx

from joint_account.identity.passkey_button import log_in_with_a_passkey
from joint_account.identity.provider_buttons import provider_buttons
from joint_account.identity.provider_state import ProviderState
from joint_account.identity.state import LoginState
from joint_account.identity.stay_box import stay_signed_in
from joint_account.ui.form import control_props, field, post_form, problem_notice


def login_page() -> rx.Component:
    """Email, Password, Stay signed in, Log in, Log in with a passkey."""
    return rx.fragment(
        rx.el.h1("Log in"),
        rx.cond(
            LoginState.notice,
            rx.el.p(LoginState.notice, class_name="notice good", role="status"),
            rx.fragment(),
        ),
        problem_notice(ProviderState.problem),
        post_form(
            rx.el.input(type="hidden", name="next", value=LoginState.next),
            field(
                "Email",
                rx.el.input(
                    type="email",
                    name="email",
                    key=LoginState.email,
                    default_value=LoginState.email,
                    auto_complete="username webauthn",
                    **control_props("email"),
                ),
                id="email",
            ),
            field(
                "Password",
                rx.el.input(type="password", name="password", auto_complete="current-password", **control_props("password")),
                id="password",
            ),
            stay_signed_in(),
            rx.el.p(LoginState.problem, class_name="problem room", role="alert"),
            rx.el.button("Log in", type="submit", class_name="btn main wide"),
            log_in_with_a_passkey(),
            action="/login",
            class_name="form card pad",
        ),
        rx.el.p(rx.el.a("Forgot your password?", href="/forgot", class_name="link")),
        rx.el.p("New here? ", rx.el.a("Register", href="/register", class_name="link"), class_name="muted"),
        provider_buttons(LoginState.next),
    )
