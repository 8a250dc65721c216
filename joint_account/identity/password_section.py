"""Login & security: the password is changed, or set by somebody who got in without one so far."""

import reflex as rx

from joint_account.identity.password_field import password_field
from joint_account.identity.prove_link import prove_first
from joint_account.identity.security_state import SecurityState
from joint_account.ui.form import control_props, field, post_form


def password_section() -> rx.Component:
    """Change password; Set a password where there is none."""
    return rx.cond(SecurityState.has_password, _change(), _set())


def _change() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Change password"),
        rx.el.p("You are logged out everywhere else, and a mail says that it happened.", class_name="small muted"),
        rx.cond(SecurityState.is_proved, _form("Change password", _old_password()), prove_first("Change password")),
        class_name="card pad stack tight",
    )


def _set() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Set a password"),
        rx.el.p(
            "You have none so far. You are logged out everywhere else, and a mail says that it happened.",
            class_name="small muted",
        ),
        rx.cond(SecurityState.is_proved, _form("Set password"), prove_first("Set password")),
        class_name="card pad stack tight",
    )


def _form(button: str, *first: rx.Component) -> rx.Component:
    return post_form(
        # Not shown, and read by password managers: which account the new password is for.
        rx.el.input(type="hidden", name="username", value=SecurityState.email, auto_complete="username"),
        *first,
        password_field(SecurityState.problems["new"], label="New password", name="new"),
        rx.el.div(rx.el.button(button, type="submit", class_name="btn"), class_name="row"),
        action="/security/password",
        class_name="form",
    )


def _old_password() -> rx.Component:
    problem = SecurityState.problems["old"]
    control = rx.el.input(type="password", name="old", auto_complete="current-password", **control_props("old", problem))
    return field("Password until now", control, id="old", problem=problem)
