"""The forms that take a code of an authenticator app, or a recovery code in its place."""

import reflex as rx

from joint_account.ui.form import Text, control_props, field, post_form


def code_form(problem: Text, recovery_problem: Text, *, action: str, next_: Text = "") -> rx.Component:
    """Code, Continue, and a recovery code instead; both are sent as `code`.

    Args:
        problem: what was wrong with the code; empty when nothing was.
        recovery_problem: likewise with the recovery code.
        action: one of our routes.
        next_: where to go afterwards, when the route asks.
    """
    return rx.fragment(
        post_form(
            rx.el.input(type="hidden", name="next", value=next_),
            field(
                "Code",
                rx.el.input(
                    name="code",
                    input_mode="numeric",
                    auto_complete="one-time-code",
                    max_length=20,
                    **control_props("code", problem),
                ),
                id="code",
                problem=problem,
                hint="The six digits that your authenticator app shows now.",
            ),
            rx.el.button("Continue", type="submit", class_name="btn main wide"),
            action=action,
            class_name="form roomy card pad",
        ),
        rx.el.details(
            rx.el.summary("Use a recovery code", class_name="link cursor-pointer"),
            post_form(
                rx.el.input(type="hidden", name="next", value=next_),
                rx.el.input(type="hidden", name="recovery", value="yes"),
                field(
                    "Recovery code",
                    rx.el.input(name="code", auto_complete="off", max_length=60, **control_props("recovery", recovery_problem)),
                    id="recovery",
                    problem=recovery_problem,
                    hint="One of those that you kept. It is good once.",
                ),
                rx.el.button("Continue with it", type="submit", class_name="btn wide"),
                action=action,
                class_name="form roomy card pad",
            ),
            class_name="several",
            open=recovery_problem != "",
        ),
    )
