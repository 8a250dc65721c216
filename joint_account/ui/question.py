"""What is asked before something is done that cannot be undone."""

import reflex as rx

from joint_account.ui.form import Text


def question(id: Text, title: Text, text: Text, answer: rx.Component) -> rx.Component:
    """A dialog with one way on, and two out: Escape and "Not now", which has the focus first.

    Args:
        id: which a button names as `data-opens`.
        title: what is asked.
        text: what follows from it.
        answer: the button, or the form, that does it.
    """
    return rx.el.dialog(
        rx.el.div(
            rx.el.h2(title, custom_attrs={"id": f"{id}-title"}),
            rx.el.p(text, class_name="muted"),
            rx.el.div(
                rx.el.button("Not now", type="button", class_name="btn", custom_attrs={"data-closes": ""}),
                answer,
                class_name="row end",
            ),
            class_name="stack",
        ),
        class_name="dialog",
        custom_attrs={"id": id, "aria-labelledby": f"{id}-title"},
    )
