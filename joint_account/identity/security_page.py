"""Login & security: where one is logged in, and the ways in."""

import reflex as rx

from joint_account.identity.authenticator_section import authenticator_section
from joint_account.identity.authenticator_state import AuthenticatorState
from joint_account.identity.http import to_prove
from joint_account.identity.passkey_button import passkey_script
from joint_account.identity.passkeys_section import passkeys_section
from joint_account.identity.passkeys_state import PasskeysState
from joint_account.identity.password_section import password_section
from joint_account.identity.prove_link import prove_first
from joint_account.identity.providers_section import providers_section
from joint_account.identity.security_state import SecurityState, SessionRow
from joint_account.ui.form import control_props, field, post_form
from joint_account.ui.link import plain_link
from joint_account.ui.table import sideways_table


def security_page() -> rx.Component:
    """Sessions, ways in, Change email."""
    return rx.fragment(
        passkey_script(),
        rx.el.h1("Login & security"),
        rx.cond(SecurityState.loaded, _loaded(), rx.el.div(class_name="waiting")),
    )


def _loaded() -> rx.Component:
    return rx.fragment(
        rx.cond(SecurityState.second_factor_first, _second_factor_first(), rx.fragment()),
        rx.cond(SecurityState.notice, rx.el.p(SecurityState.notice, class_name="notice good", role="status"), rx.fragment()),
        _sessions(),
        passkeys_section(),
        authenticator_section(),
        providers_section(),
        password_section(),
        _change_email(),
    )


def _second_factor_first() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Your joint account asks for a second factor"),
        rx.el.p(
            "It is connected to Amazon. To see more than this page, add a passkey or an authenticator app below; "
            "if you have one, confirm with it.",
        ),
        rx.cond(PasskeysState.passkeys, _confirm(), rx.cond(AuthenticatorState.has_app, _confirm(), rx.fragment())),
        class_name="notice warn stack tight",
        role="status",
    )


def _confirm() -> rx.Component:
    return rx.el.div(plain_link("Confirm with it", href=to_prove("/overview"), class_name="btn main"), class_name="row")


def _sessions() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Sessions"),
            rx.cond(
                SecurityState.has_others,
                post_form(rx.el.button("End all others", type="submit", class_name="btn"), action="/security/end-others"),
                rx.fragment(),
            ),
            class_name="head pad",
        ),
        sideways_table(
            [
                rx.el.th("Device", scope="col"),
                rx.el.th("Since", scope="col"),
                rx.el.th("Last seen", scope="col"),
                rx.el.th(rx.el.span("End", class_name="hidden-text"), scope="col"),
            ],
            rx.foreach(SecurityState.sessions, _session),
            label="Sessions",
        ),
        class_name="card",
    )


def _session(session: SessionRow) -> rx.Component:
    return rx.el.tr(
        rx.el.td(session.device, class_name="strong"),
        rx.el.td(session.since, class_name="muted"),
        rx.el.td(session.seen, class_name="muted"),
        rx.el.td(
            rx.cond(
                session.this_one,
                rx.el.span("This one", class_name="tag good"),
                post_form(
                    rx.el.input(type="hidden", name="session", value=session.id),
                    rx.el.button("End", type="submit", class_name="btn quiet"),
                    action="/security/end",
                ),
            ),
            class_name="num",
        ),
    )


def _change_email() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Change email"),
        rx.el.p("Your address is ", rx.el.span(SecurityState.email, class_name="strong"), ".", class_name="small muted"),
        rx.cond(SecurityState.waiting, rx.el.p(SecurityState.waiting, class_name="notice warn"), rx.fragment()),
        rx.cond(SecurityState.is_proved, _email_form(), prove_first("Change email")),
        class_name="card pad stack tight",
    )


def _email_form() -> rx.Component:
    problem = SecurityState.problems["email"]
    return post_form(
        field(
            "New email",
            rx.el.input(
                type="email",
                name="email",
                default_value=SecurityState.new_email,
                auto_complete="email",
                **control_props("email", problem),
            ),
            id="email",
            problem=problem,
            hint="Both addresses are mailed a link. Nothing changes before both have agreed.",
        ),
        rx.el.div(rx.el.button("Change email", type="submit", class_name="btn"), class_name="row"),
        action="/security/email",
        class_name="form",
    )
