"""Family Members: who is in the joint account, and who is invited."""

import reflex as rx

from joint_account.registration.add_members import add_members
from joint_account.registration.family_state import FamilyState
from joint_account.registration.rows import InvitationRow, MemberRow
from joint_account.ui.form import problem_notice
from joint_account.ui.question import question


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
        add_members(),
    )


def _loaded() -> rx.Component:
    return rx.fragment(
        rx.cond(FamilyState.notice, rx.el.p(FamilyState.notice, class_name="notice good", role="status"), rx.fragment()),
        problem_notice(FamilyState.trouble),
        _members(),
        _invitations(),
        rx.foreach(FamilyState.invitations, _before_revoking),
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
                        custom_attrs={"aria-describedby": f"address-{sent.id}", "data-opens": f"revoke-{sent.id}"},
                    ),
                    class_name="row end flex-nowrap",
                ),
                rx.fragment(),
            ),
            class_name="num",
        ),
    )


def _before_revoking(sent: InvitationRow) -> rx.Component:
    return rx.cond(
        FamilyState.may_invite & sent.is_open,
        question(
            f"revoke-{sent.id}",
            f"Revoke the invitation of {sent.name}?",
            "Its link stops working at once, and a mail says so. You can invite them anew.",
            rx.el.button(
                "Revoke",
                type="button",
                class_name="btn main",
                on_click=FamilyState.revoke(sent.id),
                custom_attrs={"data-closes": ""},
            ),
        ),
        rx.fragment(),
    )
