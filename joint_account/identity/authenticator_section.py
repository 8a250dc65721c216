"""Authenticator app, a section of Login & security."""

import reflex as rx

from joint_account.identity.authenticator_state import AuthenticatorState
from joint_account.ui.form import post_form, problem_notice


def authenticator_section() -> rx.Component:
    """Add an authenticator app; once there is one: Make new recovery codes, Remove."""
    return rx.el.section(
        rx.el.h2("Authenticator app"),
        rx.el.p(
            "An app on your phone shows a code that changes every 30 seconds. Nobody gets in with your password alone.",
            class_name="small muted",
        ),
        rx.cond(
            AuthenticatorState.notice,
            rx.el.p(AuthenticatorState.notice, class_name="notice good", role="status"),
            rx.fragment(),
        ),
        problem_notice(AuthenticatorState.problem),
        rx.cond(AuthenticatorState.has_app, _app(), _button("Add an authenticator app", "/authenticator/begin")),
        class_name="card pad stack tight",
        aria_label="Authenticator app",
    )


def _app() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            "Added ",
            AuthenticatorState.added,
            " · ",
            rx.el.span(AuthenticatorState.left, class_name=rx.cond(AuthenticatorState.few, "down", "")),
            class_name="small",
        ),
        rx.el.div(
            _button("Make new recovery codes", "/authenticator/codes"),
            _button("Remove the app", "/authenticator/remove"),
            class_name="row",
        ),
    )


def _button(label: str, action: str) -> rx.Component:
    return post_form(rx.el.button(label, type="submit", class_name="btn"), action=action)
