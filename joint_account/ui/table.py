"""Tables that scroll sideways within their card, with the keyboard too."""

from collections.abc import Sequence

import reflex as rx


def sideways_table(head: Sequence[rx.Component], body: rx.Component, *, label: str | rx.Var[str]) -> rx.Component:
    """A table that never makes the page wider than the screen.

    Args:
        head: the cells of its first row.
        body: its other rows.
        label: its accessible name.
    """
    return rx.el.div(
        rx.el.table(rx.el.thead(rx.el.tr(*head)), rx.el.tbody(body)),
        class_name="scroll",
        tab_index=0,
        role="region",
        aria_label=label,
    )
