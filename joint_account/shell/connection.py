"""What an open page says while it cannot reach the server."""

import reflex as rx
from reflex_components_core.core.banner import has_too_many_connection_errors


def connection_lost() -> rx.Component:
    """Stands over whatever page is open, and goes away by itself; Reflex's own names addresses and protocols."""
    return rx.cond(
        has_too_many_connection_errors,
        rx.el.p(
            "The connection is lost. This page goes on by itself when it is back.",
            class_name="notice warn lost",
            role="status",
        ),
        rx.fragment(),
    )
