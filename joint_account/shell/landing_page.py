"""The first page: what this is, in one screen. Needs no websocket."""

import reflex as rx

from joint_account.ui.form import post_form

_PROMISES = {
    "One sign-in": "Everybody in the family signs in once and works in every store.",
    "One view": "Sales and orders of all countries, each day the store's own, added up in your currency.",
    "For good": "A joint account is permanent: once a member has joined, nobody can cancel it.",
}


def landing_page() -> rx.Component:
    """Log in, Register, and Try the demo where demos are on."""
    return rx.fragment(
        rx.el.section(
            rx.el.h1("Your stores in every country, in one account"),
            rx.el.p(
                "A seller on Amazon has one log-in, one order list and one bill for each country. "
                "Joint Account makes them one, for you and your family members.",
                class_name="muted",
            ),
            rx.el.div(
                rx.el.a("Register", href="/register", class_name="btn main"),
                rx.el.a("Log in", href="/login", class_name="btn"),
                _try_the_demo(),
                class_name="row",
            ),
            class_name="hero",
        ),
        rx.el.section(
            *(
                rx.el.div(rx.el.h2(title), rx.el.p(text, class_name="muted"), class_name="card pad stack tight")
                for title, text in _PROMISES.items()
            ),
            class_name="three",
            aria_label="What you get",
        ),
    )


def _try_the_demo() -> rx.Component:
    # The page is built once for every setting; where demos are off, /visitor.css takes the button away.
    return post_form(rx.el.button("Try the demo", type="submit", class_name="btn"), action="/demo", class_name="offers-demo")
