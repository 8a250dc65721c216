"""Login & security: the accounts elsewhere that open this one."""

import reflex as rx

from joint_account.identity.providers_state import IdentityRow, ProvidersState
from joint_account.ui.form import post_form, problem_notice
from joint_account.ui.table import sideways_table


def providers_section() -> rx.Component:
    """Linked accounts, each with Unlink; Link for every provider that is not linked yet. Nothing where there is none."""
    return rx.cond(
        ProvidersState.has_any,
        rx.el.section(
            rx.el.div(
                rx.el.h2("Linked accounts"),
                rx.el.p("Whoever logs in to one of them as you gets into this account.", class_name="small muted"),
                problem_notice(ProvidersState.problem),
                class_name="pad stack tight",
            ),
            rx.cond(ProvidersState.linked, _linked(), rx.fragment()),
            rx.cond(
                ProvidersState.offered,
                rx.el.div(rx.foreach(ProvidersState.offered, _offer), class_name="row pad"),
                rx.fragment(),
            ),
            class_name="card",
            aria_label="Linked accounts",
        ),
        rx.fragment(),
    )


def _linked() -> rx.Component:
    return sideways_table(
        [
            rx.el.th("Account", scope="col"),
            rx.el.th("Since", scope="col"),
            rx.el.th(rx.el.span("Unlink", class_name="hidden-text"), scope="col"),
        ],
        rx.foreach(ProvidersState.linked, _identity),
        label="Accounts",
    )


def _identity(identity: IdentityRow) -> rx.Component:
    return rx.el.tr(
        rx.el.td(rx.el.span(identity.label, class_name="strong"), rx.el.div(identity.email, class_name="small muted")),
        rx.el.td(identity.since, class_name="muted"),
        rx.el.td(
            post_form(
                rx.el.input(type="hidden", name="identity", value=identity.id),
                rx.el.button(
                    "Unlink", rx.el.span(" ", identity.label, class_name="hidden-text"), type="submit", class_name="btn quiet"
                ),
                action="/security/unlink",
            ),
            class_name="num",
        ),
    )


def _offer(provider: dict[str, str]) -> rx.Component:
    return post_form(
        rx.el.input(type="hidden", name="link", value="yes"),
        rx.el.input(type="hidden", name="next", value="/security"),
        rx.el.button("Link ", provider["label"], type="submit", class_name="btn"),
        action=f"/auth/{provider['id']}",
        key=provider["id"],
    )
