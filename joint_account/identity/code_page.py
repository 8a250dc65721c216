"""The page after a password, for whoever has an authenticator app."""

import reflex as rx

from joint_account.identity.code_form import code_form
from joint_account.identity.half_way import PAGE
from joint_account.identity.proving_state import CodeState


def code_page() -> rx.Component:
    """Code, Continue, Use a recovery code."""
    return rx.fragment(
        rx.el.h1("Enter the code"),
        rx.el.p("Your account asks for a code of your authenticator app, too.", class_name="muted"),
        code_form(CodeState.problems["code"], CodeState.problems["recovery"], action=PAGE),
        rx.el.p(rx.el.a("Log in as somebody else", href="/login", class_name="link"), class_name="muted"),
    )
