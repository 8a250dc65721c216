"""The field in which a new password is chosen, the same on every page that sets one."""

import reflex as rx

from joint_account.identity.passwords import SHORTEST
from joint_account.ui.form import Text, control_props, field


def password_field(problem: Text, *, label: str = "Password", name: str = "password") -> rx.Component:
    """A password to be chosen, with what is asked of it.

    Args:
        problem: a sentence, or empty.
        label: what it is called; the control's accessible name.
        name: under which the form sends it, and the control's id.
    """
    return field(
        label,
        rx.el.input(type="password", name=name, auto_complete="new-password", **control_props(name, problem)),
        id=name,
        problem=problem,
        hint=f"At least {SHORTEST} characters; several words are easy to remember.",
    )
