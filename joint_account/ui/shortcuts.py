"""Keyboard shortcuts: a sheet that says which there are. assets/behaviour.js presses what has the key; nothing else travels."""

from collections.abc import Mapping

import reflex as rx

SHEET = "shortcuts"


def shortcut_sheet(keys: Mapping[str, str]) -> rx.Component:
    """The sheet, which `?` opens, and the switch that turns shortcuts off: who dictates, or types by accident, needs it.

    Args:
        keys: what each key does, by the key.
    """
    return rx.el.dialog(
        rx.el.div(
            rx.el.h2("Keyboard shortcuts", custom_attrs={"id": f"{SHEET}-title"}),
            rx.el.dl(
                *(rx.el.div(rx.el.dt(rx.el.kbd(key)), rx.el.dd(what)) for key, what in {"?": "This sheet", **keys}.items()),
                class_name="keys",
            ),
            rx.el.label(
                rx.el.input(type="checkbox", default_checked=True, custom_attrs={"data-shortcuts": ""}),
                rx.el.span("Shortcuts are on in this browser"),
                class_name="tick",
            ),
            rx.el.div(
                rx.el.button("Close", type="button", class_name="btn", custom_attrs={"data-closes": ""}), class_name="row end"
            ),
            class_name="stack",
        ),
        class_name="dialog",
        custom_attrs={"id": SHEET, "aria-labelledby": f"{SHEET}-title"},
    )


def shortcut_button() -> rx.Component:
    """Opens the sheet, for whoever does not know its key."""
    return rx.el.button(
        "Keyboard shortcuts ",
        rx.el.kbd("?"),
        type="button",
        class_name="btn quiet only-wide shortcut-button",
        custom_attrs={"data-opens": SHEET},
    )
