"""The page for an address that leads nowhere."""

import reflex as rx


def not_found_page() -> rx.Component:
    """Says so, and leads back."""
    return rx.fragment(
        rx.el.h1("There is no page here"),
        rx.el.p("The address may be mistyped, or the page is not yours to see.", class_name="muted"),
        rx.el.div(
            rx.el.a("To the start page", href="/", class_name="btn"),
            rx.el.a("Log in", href="/login", class_name="btn for-strangers"),
            class_name="row",
        ),
    )
