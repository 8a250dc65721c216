"""The register page, and its fields, which an invitation's page asks for too."""

import reflex as rx

from joint_account.identity.addresses import countries
from joint_account.identity.password_field import password_field
from joint_account.identity.provider_buttons import provider_buttons
from joint_account.identity.state import RegisterState
from joint_account.identity.stay_box import stay_signed_in
from joint_account.ui.form import Text, control_props, field, options, post_form


def register_page() -> rx.Component:
    """Name, Email, Password, Country or region, Register."""
    return rx.fragment(
        rx.el.h1("Register"),
        rx.el.p("One account for your stores in every country.", class_name="muted"),
        post_form(
            rx.el.input(type="hidden", name="next", value=RegisterState.next),
            name_field(RegisterState.values["name"], RegisterState.problems["name"]),
            field(
                "Email",
                rx.el.input(
                    type="email",
                    name="email",
                    key=RegisterState.values["email"],
                    default_value=RegisterState.values["email"],
                    auto_complete="username",
                    **control_props("email", RegisterState.problems["email"]),
                ),
                id="email",
                problem=RegisterState.problems["email"],
            ),
            password_field(RegisterState.problems["password"]),
            country_field(RegisterState.values["country"], RegisterState.problems["country"]),
            stay_signed_in(),
            rx.el.p(RegisterState.problems[""], class_name="problem room", role="alert"),
            rx.el.button("Register", type="submit", class_name="btn main wide"),
            action="/register",
            class_name="form roomy card pad",
        ),
        rx.el.p("Registered already? ", rx.el.a("Log in", href="/login", class_name="link"), class_name="muted"),
        provider_buttons(RegisterState.next),
    )


def name_field(value: Text, problem: Text) -> rx.Component:
    """Name."""
    return field(
        "Name",
        rx.el.input(
            type="text",
            name="name",
            key=value,
            default_value=value,
            auto_complete="name",
            max_length=100,
            **control_props("name", problem),
        ),
        id="name",
        problem=problem,
    )


def country_field(value: Text, problem: Text) -> rx.Component:
    """Country or region."""
    return field(
        "Country or region",
        rx.el.select(
            *options(countries(), "Choose one"),
            name="country",
            key=value,
            default_value=value,
            auto_complete="country",
            **control_props("country", problem),
        ),
        id="country",
        problem=problem,
    )
