"""The page for somebody who came back from a provider: what it did not say, or whose account this already is."""

import reflex as rx

from joint_account.identity.provider_state import ArrivalState
from joint_account.identity.register_page import country_field, name_field
from joint_account.ui.form import Text, post_form, problem_notice


def continue_page() -> rx.Component:
    """Register, or link to the account that is there."""
    return rx.el.div(
        rx.cond(
            ArrivalState.loaded,
            rx.fragment(
                problem_notice(ArrivalState.problems[""]),
                rx.match(
                    ArrivalState.step,
                    ("register", _register()),
                    ("log in", _log_in()),
                    ("link", _link()),
                    ("switch", _switch()),
                    _over(),
                ),
            ),
            rx.fragment(rx.el.h1("Continue"), rx.el.p("One moment.", class_name="muted")),
        ),
        class_name="stack waiting",
    )


def _register() -> rx.Component:
    return rx.fragment(
        rx.el.h1("Almost there"),
        rx.el.p("You come from ", ArrivalState.label, " as ", _strong(ArrivalState.email), ".", class_name="muted"),
        post_form(
            name_field(ArrivalState.values["name"], ArrivalState.problems["name"]),
            country_field(ArrivalState.values["country"], ArrivalState.problems["country"]),
            rx.el.button("Register", type="submit", class_name="btn main wide"),
            action="/auth/register",
            class_name="form card pad",
        ),
    )


def _log_in() -> rx.Component:
    return rx.fragment(
        rx.el.h1("You have an account"),
        rx.el.p(
            _strong(ArrivalState.email), " has an account here. Log in to it once, as you always do: then you can link ",
            ArrivalState.label, " to it.",
            class_name="muted",
        ),
        rx.el.a("Log in", href="/login?next=/continue", class_name="btn main wide"),
    )  # fmt: skip


def _link() -> rx.Component:
    return rx.fragment(
        rx.el.h1("Link ", ArrivalState.label, "?"),
        rx.el.p(
            "From then on, whoever logs in to ", ArrivalState.label, " as ", _strong(ArrivalState.email),
            " gets into this account.",
            class_name="muted",
        ),
        post_form(
            rx.el.button("Link ", ArrivalState.label, type="submit", class_name="btn main wide"), action="/auth/link"
        ),
        rx.el.a("Not now", href="/membership", class_name="btn wide"),
    )  # fmt: skip


def _switch() -> rx.Component:
    return rx.fragment(
        rx.el.h1("Somebody else is logged in"),
        rx.el.p(
            "You come from ", ArrivalState.label, " as ", _strong(ArrivalState.email), ", which is another account's address.",
            class_name="muted",
        ),
        post_form(
            rx.el.input(type="hidden", name="next", value="/continue"),
            rx.el.button("Log out and switch", type="submit", class_name="btn main wide"),
            action="/logout",
        ),
    )  # fmt: skip


def _over() -> rx.Component:
    return rx.fragment(
        rx.el.h1("Nothing to continue"),
        rx.el.p("The sign-in is done, or took longer than 10 minutes.", class_name="muted"),
        rx.el.a("Log in", href="/login", class_name="btn main wide"),
    )


def _strong(text: Text) -> rx.Component:
    return rx.el.span(text, class_name="strong")
