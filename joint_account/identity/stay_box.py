"""The box for a browser that nobody else uses; it stands in every form that lets somebody in."""

import reflex as rx


def stay_signed_in() -> rx.Component:
    """Stay signed in."""
    return rx.el.label(
        rx.el.input(type="checkbox", name="stays", value="yes"), rx.el.span("Stay signed in"), class_name="tick small"
    )
