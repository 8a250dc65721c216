"""The page on which somebody who is logged in proves that it is still they."""

import reflex as rx

from joint_account.identity.code_form import code_form
from joint_account.identity.passkey_button import prove_form
from joint_account.identity.proving_state import ProveState
from joint_account.ui.form import control_props, field, post_form, problem_notice


def prove_page() -> rx.Component:
    """A passkey, and a code where there is an app; else a password, else a provider."""
    return rx.fragment(
        rx.el.h1("Confirm that it is you"),
        rx.el.p("What comes next decides who gets in. You are not asked again for ten minutes.", class_name="muted"),
        problem_notice(ProveState.problems[""]),
        rx.cond(ProveState.loaded, _ways(), rx.el.div(class_name="waiting")),
    )


def _ways() -> rx.Component:
    return rx.fragment(
        rx.cond(ProveState.passkey, prove_form(ProveState.next), rx.fragment()),
        rx.cond(ProveState.code, _code(), rx.fragment()),
        rx.cond(ProveState.password, _password(), rx.fragment()),
        rx.foreach(ProveState.providers, _provider),
        rx.cond(ProveState.nothing, _button(), rx.fragment()),
        rx.cond(ProveState.stuck, _stuck(), rx.fragment()),
    )


def _code() -> rx.Component:
    problems = ProveState.problems
    return code_form(problems["code"], problems["recovery"], action="/prove", next_=ProveState.next)


def _password() -> rx.Component:
    problem = ProveState.problems["password"]
    return post_form(
        _next(),
        field(
            "Password",
            rx.el.input(
                type="password", name="password", auto_complete="current-password", **control_props("password", problem)
            ),
            id="password",
            problem=problem,
        ),
        rx.el.button("Confirm", type="submit", class_name="btn main wide"),
        action="/prove",
        class_name="form roomy card pad",
    )


def _provider(provider: dict[str, str]) -> rx.Component:
    return post_form(
        _next(),
        rx.el.input(type="hidden", name="prove", value="yes"),
        rx.el.button("Confirm with ", provider["label"], type="submit", class_name="btn wide"),
        action=f"/auth/{provider['id']}",
        key=provider["id"],
    )


def _button() -> rx.Component:
    return post_form(
        _next(),
        rx.el.p("In a demo nobody has a password: a press of the button is enough.", class_name="small muted"),
        rx.el.button("Confirm", type="submit", class_name="btn main wide"),
        action="/prove",
        class_name="form card pad",
    )


def _stuck() -> rx.Component:
    return post_form(
        rx.el.p("Nothing that you could confirm it with works here: log in once more.", class_name="small muted"),
        rx.el.input(type="hidden", name="next", value="/login"),
        rx.el.button("Log out", type="submit", class_name="btn wide"),
        action="/logout",
        class_name="form card pad",
    )


def _next() -> rx.Component:
    return rx.el.input(type="hidden", name="next", value=ProveState.next)
