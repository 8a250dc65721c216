"""Buttons of the other ways in: Continue with Google, and whoever else is configured."""

import reflex as rx

from joint_account.identity.provider_state import ProviderState
from joint_account.identity.stay_box import stay_signed_in
from joint_account.ui.form import Text, post_form


def provider_buttons(next_: Text) -> rx.Component:
    """One button a provider, below everything else, so that nothing moves when they come; nothing when there is none.

    Args:
        next_: where to go afterwards; one of our own paths, or empty.
    """
    return rx.cond(
        ProviderState.buttons,
        post_form(
            rx.el.input(type="hidden", name="next", value=next_),
            stay_signed_in(),
            rx.foreach(
                ProviderState.buttons,
                lambda button: rx.el.button(
                    "Continue with ",
                    button["label"],
                    type="submit",
                    class_name="btn wide",
                    form_action=f"/auth/{button['id']}",
                    key=button["id"],
                ),
            ),
            # Each button says where; whoever sends it without one chose nobody.
            action="/login",
            class_name="stack tight",
            aria_label="Other ways in",
        ),
        rx.fragment(),
    )
