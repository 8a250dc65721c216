"""Buttons that ask a device for a passkey. assets/passkeys.js does the asking; what the device says is a field of the form."""

import reflex as rx

from joint_account.ui.form import Text, post_form


def passkey_button(label: str, *, purpose: str, class_name: str, action: str) -> rx.Component:
    """A button in a form, with the field for what the device answers and room for what went wrong on it.

    Not there without a script, nor at an address where no passkey works.

    Args:
        label: what it says.
        purpose: what a passkey is asked for, as `ceremonies.Purpose` calls it.
        class_name: its look.
        action: where this button sends the form.
    """
    return rx.fragment(
        rx.el.input(type="hidden", name="credential"),
        rx.el.button(
            label,
            type="submit",
            class_name=f"{class_name} offers-passkeys",
            custom_attrs={"formaction": action, "data-passkey": purpose},
        ),
        rx.el.p(class_name="problem", role="alert", custom_attrs={"data-passkey-problem": ""}),
        passkey_script(),
    )


def passkey_script() -> rx.Component:
    """What makes the buttons work; React puts it into the head, once.

    A page whose button comes only when it has loaded names it too, so that it is there before the button.
    """
    return rx.el.script(src="/passkeys.js", async_=True)


def log_in_with_a_passkey() -> rx.Component:
    """Log in with a passkey, in a form with `next`."""
    return passkey_button("Log in with a passkey", purpose="log-in", class_name="btn wide", action="/passkey/log-in")


def log_in_form(next_: Text) -> rx.Component:
    """The same, in a form of its own."""
    return post_form(
        rx.el.input(type="hidden", name="next", value=next_),
        log_in_with_a_passkey(),
        action="/passkey/log-in",
        class_name="form",
    )


def prove_form(next_: Text) -> rx.Component:
    """Use a passkey: for somebody who is logged in, and proves that it is still they."""
    return post_form(
        rx.el.input(type="hidden", name="next", value=next_),
        passkey_button("Use a passkey", purpose="prove", class_name="btn wide", action="/passkey/prove"),
        action="/passkey/prove",
        class_name="form",
    )
