"""The invitation page: who invites, to what, what permanent means, and the ways to answer."""

import reflex as rx

from joint_account.identity.passkey_button import log_in_form, passkey_script
from joint_account.identity.password_field import password_field
from joint_account.identity.provider_buttons import provider_buttons
from joint_account.identity.register_page import country_field, name_field
from joint_account.identity.stay_box import stay_signed_in
from joint_account.registration.invitation_state import InvitationState
from joint_account.ui.form import agreement, control_props, field, post_form, problem_notice
from joint_account.ui.question import question


def invitation_page() -> rx.Component:
    """What the link leads to, for whoever opens it."""
    return rx.el.div(
        passkey_script(),
        rx.cond(
            InvitationState.loaded,
            rx.cond(InvitationState.refusal, _refused(), _invitation()),
            rx.fragment(rx.el.h1("Invitation"), rx.el.p("One moment.", class_name="muted")),
        ),
        class_name="stack waiting",
    )


def _refused() -> rx.Component:
    return rx.fragment(
        rx.el.h1(rx.cond(InvitationState.declined, "You declined", "This link does not work")),
        rx.cond(
            InvitationState.declined,
            rx.el.p("The person who invited you is told. You are not in any joint account.", class_name="muted"),
            rx.el.p(InvitationState.refusal, class_name="notice warn", role="alert"),
        ),
        rx.el.div(
            rx.cond(
                InvitationState.somebody,
                rx.el.a("Open your membership", href="/membership", class_name="btn"),
                rx.el.a("Log in", href="/login", class_name="btn"),
            ),
            class_name="row",
        ),
    )


def _invitation() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.span("Invitation · ends ", InvitationState.ends, class_name="tag", title=InvitationState.until),
            rx.el.h1(InvitationState.inviter, " invites you to their joint account"),
            rx.el.p(
                "You would join ",
                rx.el.span(InvitationState.account_name, class_name="strong"),
                " as ",
                rx.el.span(InvitationState.role, class_name="strong"),
                ": one sign-in for the sales and orders of their stores in every country. It can be answered until ",
                InvitationState.until,
                ".",
                class_name="muted",
            ),
            class_name="stack tight justify-items-start",
        ),
        rx.cond(
            InvitationState.message,
            rx.el.blockquote(InvitationState.message, class_name="card pad muted whitespace-pre-line"),
            rx.fragment(),
        ),
        rx.el.p(
            rx.el.span("Joining is permanent. ", class_name="strong"),
            "Nobody can cancel a joint account or leave it, and a person is in one joint account only. "
            "Nothing happens until you accept.",
            class_name="notice warn",
        ),
        problem_notice(InvitationState.problems[""]),
        rx.cond(
            InvitationState.obstacle,
            _somebody_else(),
            rx.cond(InvitationState.is_right_person, _answer(), rx.cond(InvitationState.has_account, _log_in(), _register())),
        ),
        rx.cond(
            InvitationState.obstacle,
            rx.fragment(),
            rx.fragment(rx.el.p("Not you? Ignore this page, or decline.", class_name="small faint"), _before_declining()),
        ),
    )


def _answer() -> rx.Component:
    return rx.el.section(
        rx.el.p(
            "You are logged in as ", rx.el.span(InvitationState.somebody, class_name="strong"), ", ", InvitationState.email, "."
        ),
        post_form(
            agreement(id="understood", problem=InvitationState.problems["understood"]),
            rx.el.button("Accept invitation", type="submit", class_name="btn main wide"),
            _opens_decline(),
            action="/invitation/accept",
            class_name="form",
        ),
        class_name="card pad stack",
        aria_label="Answer",
    )


def _register() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Register to accept"),
        post_form(
            name_field(InvitationState.name, InvitationState.problems["name"]),
            field(
                "Email",
                rx.el.input(
                    type="email",
                    name="email",
                    value=InvitationState.email,
                    read_only=True,
                    auto_complete="username",
                    **control_props("email"),
                ),
                id="email",
                hint="The invited address. Opening its link has confirmed it.",
            ),
            password_field(InvitationState.problems["password"]),
            country_field(InvitationState.country, InvitationState.problems["country"]),
            stay_signed_in(),
            rx.el.button("Register", type="submit", class_name="btn main wide"),
            action="/invitation/register",
            class_name="form",
        ),
        rx.el.p(
            "Registered with this address already? ",
            rx.el.a("Log in", href="/login?next=/invitation", class_name="link nowrap"),
            class_name="muted",
        ),
        provider_buttons("/invitation"),
        _decline(),
        class_name="card pad stack",
        aria_label="Register",
    )


def _log_in() -> rx.Component:
    return rx.el.section(
        rx.el.p("This address has an account: log in to accept."),
        rx.el.a("Log in", href="/login?next=/invitation", class_name="btn main wide"),
        log_in_form("/invitation"),
        provider_buttons("/invitation"),
        _decline(),
        class_name="card pad stack",
        aria_label="Log in",
    )


def _somebody_else() -> rx.Component:
    return rx.el.section(
        rx.el.p(InvitationState.obstacle, role="alert"),
        rx.el.p("You are logged in as ", rx.el.span(InvitationState.somebody, class_name="strong"), ".", class_name="muted"),
        post_form(
            rx.el.input(type="hidden", name="next", value="/invitation"),
            rx.el.button("Log out and switch", type="submit", class_name="btn main wide"),
            action="/logout",
        ),
        rx.el.a("Stay, and leave this page", href="/membership", class_name="btn wide"),
        class_name="card pad stack",
        aria_label="Somebody else",
    )


def _decline() -> rx.Component:
    return rx.el.div(_opens_decline(), class_name="form")


def _opens_decline() -> rx.Component:
    return rx.el.button("Decline", type="button", class_name="btn wide", custom_attrs={"data-opens": "decline"})


def _before_declining() -> rx.Component:
    return question(
        "decline",
        "Decline this invitation?",
        "This is final: the link stops working, and the person who invited you is told. "
        "Only a new invitation could let you in.",
        post_form(rx.el.button("Decline", type="submit", class_name="btn main"), action="/invitation/decline"),
    )
