"""Add Members: the dialog that invites, one person or several."""

from typing import Any, Literal

import reflex as rx

from joint_account.identity.addresses import countries
from joint_account.identity.http import to_prove
from joint_account.registration.family_state import FamilyState
from joint_account.ui.form import agreement, control_props, field, options, problem_notice
from joint_account.ui.link import plain_link

LANGUAGES = {
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "it": "Italiano",
    "ja": "日本語",
    "zh": "中文",
}
ROLES = {"manager": "Manager", "viewer": "Viewer"}


def add_members() -> rx.Component:
    """Opened by a button that has `data-opens="add-members"`; closes when the invitations are on their way."""
    return rx.el.dialog(
        rx.el.div(
            rx.el.h2("Add a family member", custom_attrs={"id": "add-members-title"}),
            rx.el.p("They get an e-mail with a link that works once.", class_name="small muted"),
            class_name="mb-4",
        ),
        rx.el.form(
            problem_notice(FamilyState.problems[""]),
            rx.cond(FamilyState.needs_proof, _prove_first(), rx.fragment()),
            _text_field("Name", "name", "text"),
            _text_field("Email", "email", "email"),
            _several(),
            rx.el.div(
                _choice("Country or region", "country", countries(), "Choose one"),
                _choice("Role", "role", ROLES),
                class_name="pair",
            ),
            _choice("Language", "language", LANGUAGES),
            field(
                "Message",
                rx.el.textarea(
                    name="message", rows="2", max_length=500, **control_props("member-message", FamilyState.problems["message"])
                ),
                id="member-message",
                problem=FamilyState.problems["message"],
                hint="Optional, up to 500 characters.",
            ),
            agreement(id="member-understood", problem=FamilyState.problems["understood"]),
            rx.el.div(
                rx.el.button("Not now", type="button", class_name="btn", custom_attrs={"data-closes": ""}),
                rx.el.button("Send invitation", type="submit", class_name="btn main"),
                class_name="row end",
            ),
            on_submit=FamilyState.invite,
            class_name="form",
            custom_attrs={"noValidate": True},
        ),
        class_name="dialog",
        custom_attrs={"id": "add-members", "data-done": FamilyState.sent, "aria-labelledby": "add-members-title"},
    )


def _prove_first() -> rx.Component:
    return rx.el.p(
        "To invite a manager, ",
        plain_link("confirm first that it is you", href=to_prove("/membership/family"), class_name="link"),
        ". A viewer you can invite at once.",
        class_name="notice warn small",
    )


def _text_field(label: str, name: str, kind: Literal["text", "email"]) -> rx.Component:
    return field(
        label,
        rx.el.input(type=kind, name=name, auto_complete="off", **control_props(f"member-{name}", FamilyState.problems[name])),
        id=f"member-{name}",
        problem=FamilyState.problems[name],
    )


def _several() -> rx.Component:
    return rx.el.details(
        rx.el.summary("Several people at once", class_name="link cursor-pointer"),
        field(
            "One a line, instead of the two fields above",
            rx.el.textarea(
                name="lines",
                rows="4",
                placeholder="Marie Laurent <marie@example.com>",
                key=FamilyState.lines_left,
                default_value=FamilyState.lines_left,
                **control_props("member-lines"),
            ),
            id="member-lines",
        ),
        rx.el.div(rx.el.ul(rx.foreach(FamilyState.line_results, _line_result), class_name="small stack tight"), role="status"),
        class_name="several",
    )


def _line_result(result: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(result[0], class_name="strong"),
        rx.cond(result[1], rx.el.span(" ", result[1], class_name="down"), rx.el.span(" is invited.", class_name="up")),
    )


def _choice(label: str, name: str, choices: dict[str, str], placeholder: str = "") -> rx.Component:
    problem = FamilyState.problems[name]
    return field(
        label,
        rx.el.select(*options(choices, placeholder), name=name, **control_props(f"member-{name}", problem)),
        id=f"member-{name}",
        problem=problem,
    )
