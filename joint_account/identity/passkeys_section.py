"""Passkeys, a section of Login & security."""

import reflex as rx

from joint_account.identity.passkey_button import passkey_button
from joint_account.identity.passkeys_state import PasskeyRow, PasskeysState
from joint_account.ui.form import control_props, field, post_form, problem_notice


def passkeys_section() -> rx.Component:
    """The list, Rename, Remove, and Add a passkey."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Passkeys"),
            rx.el.p(
                "Log in with your finger, your face or the PIN of your device. Nobody can guess it or talk you out of it.",
                class_name="small muted",
            ),
            rx.cond(
                PasskeysState.notice, rx.el.p(PasskeysState.notice, class_name="notice good", role="status"), rx.fragment()
            ),
            problem_notice(PasskeysState.problem),
            class_name="stack tight pad",
        ),
        rx.cond(PasskeysState.passkeys, _passkeys(), rx.fragment()),
        rx.el.div(
            rx.cond(PasskeysState.obstacle, rx.el.p(PasskeysState.obstacle, class_name="notice warn"), _add()), class_name="pad"
        ),
        class_name="card",
        aria_label="Passkeys",
    )


def _passkeys() -> rx.Component:
    return rx.el.div(
        rx.el.table(
            rx.el.thead(
                rx.el.tr(
                    rx.el.th("Name", scope="col"),
                    rx.el.th("Added", scope="col"),
                    rx.el.th("Last used", scope="col"),
                    rx.el.th(rx.el.span("Change", class_name="hidden-text"), scope="col"),
                )
            ),
            rx.el.tbody(rx.foreach(PasskeysState.passkeys, _passkey)),
            class_name="folds",
        ),
        class_name="scroll",
        tab_index=0,
        role="region",
        aria_label="Your passkeys",
    )


def _passkey(passkey: PasskeyRow) -> rx.Component:
    return rx.el.tr(
        rx.el.td(passkey.name, class_name="strong"),
        rx.el.td(rx.el.span("Added ", class_name="only-narrow"), passkey.added, class_name="muted whole"),
        rx.el.td(rx.el.span("Last used: ", class_name="only-narrow"), passkey.used, class_name="muted whole"),
        rx.el.td(
            rx.el.div(
                rx.el.button(
                    "Rename", type="button", class_name="btn quiet", custom_attrs={"data-opens": f"rename-{passkey.id}"}
                ),
                post_form(
                    rx.el.input(type="hidden", name="passkey", value=passkey.id),
                    rx.el.button("Remove", type="submit", class_name="btn quiet"),
                    action="/passkey/remove",
                ),
                class_name="row end nowrap",
            ),
            _rename(passkey),
            class_name="num",
        ),
        key=passkey.id,
    )


def _rename(passkey: PasskeyRow) -> rx.Component:
    return rx.el.dialog(
        rx.el.h2("Rename the passkey", class_name="mb-4", custom_attrs={"id": f"rename-{passkey.id}-title"}),
        post_form(
            rx.el.input(type="hidden", name="passkey", value=passkey.id),
            field(
                "Name",
                rx.el.input(
                    type="text",
                    name="name",
                    default_value=passkey.name,
                    max_length=100,
                    auto_complete="off",
                    **control_props(f"rename-{passkey.id}-name"),
                ),
                id=f"rename-{passkey.id}-name",
            ),
            rx.el.div(
                rx.el.button("Cancel", type="button", class_name="btn", custom_attrs={"data-closes": ""}),
                rx.el.button("Save", type="submit", class_name="btn main"),
                class_name="row end",
            ),
            action="/passkey/rename",
            class_name="form",
        ),
        class_name="dialog text-left whitespace-normal",
        custom_attrs={"id": f"rename-{passkey.id}", "aria-labelledby": f"rename-{passkey.id}-title"},
    )


def _add() -> rx.Component:
    return post_form(
        rx.cond(PasskeysState.elsewhere, rx.el.p(PasskeysState.elsewhere, class_name="small muted"), rx.fragment()),
        field(
            "Name of a new passkey",
            rx.el.input(
                type="text",
                name="name",
                key=PasskeysState.suggested,
                default_value=PasskeysState.suggested,
                max_length=100,
                auto_complete="off",
                **control_props("passkey", PasskeysState.name_problem),
            ),
            id="passkey",
            problem=PasskeysState.name_problem,
            hint="So that you know it again, such as where it is kept.",
        ),
        rx.el.div(passkey_button("Add a passkey", purpose="add", class_name="btn", action="/passkey/add"), class_name="row"),
        action="/passkey/add",
        class_name="form",
    )
