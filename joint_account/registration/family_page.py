"""Family Members: who is in the joint account, who is invited, and the dialog that invites."""

from typing import Any, Literal

import reflex as rx

from joint_account.identity.addresses import countries
from joint_account.registration.family_state import FamilyState
from joint_account.registration.rows import InvitationRow, MemberRow
from joint_account.ui.form import agreement, control_props, field, options, problem_notice

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


def family_page() -> rx.Component:
    """The members, the invitations, and Add Members."""
    return rx.fragment(
        rx.el.div(
            rx.el.div(rx.el.h1("Family Members"), rx.el.p(FamilyState.seats, class_name="small muted min-h-5")),
            rx.cond(
                FamilyState.may_invite,
                rx.el.button(
                    "Add Members",
                    type="button",
                    class_name="btn main",
                    on_click=FamilyState.clear,
                    custom_attrs={"data-opens": "add-members"},
                ),
                rx.fragment(),
            ),
            class_name="head",
        ),
        rx.cond(FamilyState.loaded, _loaded(), rx.fragment()),
        _add_members(),
    )


def _loaded() -> rx.Component:
    return rx.fragment(
        rx.cond(FamilyState.notice, rx.el.p(FamilyState.notice, class_name="notice good", role="status"), rx.fragment()),
        problem_notice(FamilyState.trouble),
        _members(),
        _invitations(),
        rx.el.p(
            "Once a member has joined, the joint account is complete and permanent: members stay, and nobody can cancel it.",
            class_name="small faint",
        ),
    )


def _members() -> rx.Component:
    return rx.el.section(
        rx.el.table(
            rx.el.caption("Members", class_name="hidden-text"),
            rx.el.thead(
                rx.el.tr(
                    rx.el.th("Member", scope="col"),
                    rx.el.th("Country", scope="col"),
                    rx.el.th("Role", scope="col"),
                    rx.el.th("Since", scope="col", class_name="only-wide"),
                )
            ),
            rx.el.tbody(rx.foreach(FamilyState.members, _member)),
            class_name="folds",
        ),
        class_name="card scroll",
        aria_label="Members",
        tab_index=0,
    )


def _member(member: MemberRow) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            rx.el.span(member.name, class_name="strong"),
            rx.el.div(member.email, class_name="small faint"),
            rx.el.div("Since ", member.since, class_name="small faint only-narrow"),
        ),
        rx.el.td(rx.el.span(member.country, class_name="chip", title=member.country_name)),
        rx.el.td(member.role),
        rx.el.td(member.since, class_name="muted only-wide"),
    )


def _invitations() -> rx.Component:
    return rx.cond(
        FamilyState.invitations,
        rx.el.section(
            rx.el.table(
                rx.el.caption("Invitations", class_name="hidden-text"),
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th("Invitation", scope="col"),
                        rx.el.th("State", scope="col"),
                        rx.el.th("Sent", scope="col", class_name="only-wide"),
                        rx.el.th("Ends", scope="col", class_name="only-wide"),
                        rx.el.th(rx.el.span("What you can do", class_name="hidden-text"), scope="col"),
                    )
                ),
                rx.el.tbody(rx.foreach(FamilyState.invitations, _invitation)),
                class_name="folds",
            ),
            class_name="card scroll",
            aria_label="Invitations",
            tab_index=0,
        ),
        rx.el.p("Nobody is invited yet. Add a member, and they get an e-mail with a link.", class_name="card pad muted"),
    )


def _invitation(sent: InvitationRow) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            rx.el.span(sent.name, class_name="strong"),
            rx.el.div(sent.email, class_name="small faint", custom_attrs={"id": f"address-{sent.id}"}),
            rx.el.div(sent.role, " · ", sent.country_name, class_name="small faint"),
            rx.el.div("Sent ", sent.sent, " by ", sent.sent_by, class_name="small faint only-narrow"),
            rx.cond(sent.ends, rx.el.div("Ends ", sent.ends, class_name="small faint only-narrow"), rx.fragment()),
            rx.cond(sent.trouble, rx.el.div(sent.trouble, class_name="small down"), rx.fragment()),
        ),
        rx.el.td(rx.el.span(sent.state, class_name=sent.tone)),
        rx.el.td(rx.el.div(sent.sent, class_name="nowrap"), " by ", sent.sent_by, class_name="muted small only-wide"),
        rx.el.td(sent.ends, class_name="muted small only-wide nowrap"),
        rx.el.td(
            rx.cond(
                FamilyState.may_invite & sent.is_open,
                rx.el.div(
                    rx.el.button(
                        "Resend",
                        type="button",
                        class_name="btn quiet",
                        on_click=FamilyState.resend(sent.id),
                        custom_attrs={"aria-describedby": f"address-{sent.id}"},
                    ),
                    rx.el.button(
                        "Revoke",
                        type="button",
                        class_name="btn quiet",
                        on_click=FamilyState.revoke(sent.id),
                        custom_attrs={"aria-describedby": f"address-{sent.id}"},
                    ),
                    class_name="row end flex-nowrap",
                ),
                rx.fragment(),
            ),
            class_name="num",
        ),
    )


def _add_members() -> rx.Component:
    return rx.el.dialog(
        rx.el.div(
            rx.el.h2("Add a family member", custom_attrs={"id": "add-members-title"}),
            rx.el.p("They get an e-mail with a link that works once.", class_name="small muted"),
            class_name="mb-4",
        ),
        rx.el.form(
            problem_notice(FamilyState.problems[""]),
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
