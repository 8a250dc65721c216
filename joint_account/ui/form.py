"""Forms: fields with a name and room for what was wrong, the permanence box, and forms that really POST."""

from collections.abc import Mapping
from typing import Any

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML

Text = rx.Var[str] | str
"""Text of a page: fixed, or a variable of a state."""

PERMANENCE = "I understand that a joint account is permanent and cannot be cancelled"


class PostForm(BaseHTML):
    """A form that the browser itself sends; Reflex's own forms keep the browser from it."""

    tag = "form"

    method: rx.Var[str] = rx.Var.create("post")
    action: rx.Var[str]


def post_form(*children: rx.Component, action: Text, **props: Any) -> rx.Component:
    """A form that POSTs to one of our routes and works without a script. Problems are the server's to say."""
    return PostForm.create(*children, action=action, custom_attrs={"noValidate": True}, **props)


def field(label: str, control: rx.Component, *, id: str, problem: Text = "", hint: str = "") -> rx.Component:
    """A control with its label above and its problem below.

    Args:
        label: what it is called; the control's accessible name.
        control: made with `control_props(id, …)`.
        id: of the control.
        problem: a sentence, or empty.
        hint: small print that stays.
    """
    return rx.el.div(
        rx.el.label(label, html_for=id),
        control,
        rx.el.span(hint, class_name="small faint") if hint else rx.fragment(),
        rx.el.span(problem, class_name="problem", custom_attrs={"id": f"{id}-problem"}),
        class_name="field",
    )


def control_props(id: str, problem: Text = "") -> dict[str, Any]:
    """What ties a control to its label and its problem."""
    wrong = rx.cond(problem, "true", "false") if isinstance(problem, rx.Var) else "false"
    # Not Reflex's `id`: that would keep a reference to the element in every page's script.
    return {"custom_attrs": {"id": id, "aria-invalid": wrong, "aria-describedby": f"{id}-problem"}}


def options(choices: Mapping[str, str], placeholder: str = "") -> list[rx.Component]:
    """The options of a select, by value."""
    first = [rx.el.option(placeholder, value="")] if placeholder else []
    return [*first, *(rx.el.option(label, value=value) for value, label in choices.items())]


def agreement(*, id: str, problem: Text = "") -> rx.Component:
    """The box that says that permanence is understood; never ticked in advance."""
    return rx.el.div(
        rx.el.label(
            rx.el.input(type="checkbox", name="understood", value="yes", **control_props(id, problem)),
            rx.el.span(PERMANENCE),
            class_name="agree",
            html_for=id,
        ),
        rx.el.span(problem, class_name="problem", custom_attrs={"id": f"{id}-problem"}),
        class_name="stack tight",
    )


def problem_notice(problem: Text) -> rx.Component:
    """What was wrong with a form as a whole; takes no room when nothing was."""
    return rx.cond(problem, rx.el.p(problem, class_name="notice bad", role="alert"), rx.fragment())
