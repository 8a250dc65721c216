"""What narrows a page down. Every choice is a link or a GET form, so that it lands in the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import reflex as rx

from joint_account.ui.form import PostForm


@dataclass(frozen=True)
class Choice:
    """One of several views to go to."""

    label: str
    href: str
    current: bool = False
    key: str = ""
    """Which key chooses it."""


@dataclass(frozen=True)
class Option:
    """One of several values to tick or to select."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True)
class Kept:
    """What a form leaves as it is."""

    name: str
    value: str


def kept(fields: Mapping[str, str]) -> list[Kept]:
    """The fields that say something."""
    return [Kept(name, value) for name, value in sorted(fields.items()) if value]


def get_form(*children: rx.Component, action: str, **props: Any) -> rx.Component:
    """A form that the browser turns into an address; works without a script."""
    return PostForm.create(*children, action=action, method="get", **props)


def kept_fields(fields: list[Kept]) -> rx.Component:
    """The hidden fields of a form."""
    return rx.foreach(fields, lambda one: rx.el.input(type="hidden", name=one.name, value=one.value, read_only=True))


def segments(choices: list[Choice], label: str) -> rx.Component:
    """Choices side by side."""
    return rx.el.nav(rx.foreach(choices, _link), class_name="seg", aria_label=label)


def drop_down(name: str, value: str, *inside: rx.Component) -> rx.Component:
    """A button that says what is chosen and opens what there is to choose from."""
    return rx.el.details(
        rx.el.summary(rx.el.span(name, class_name="muted"), rx.el.b(value), rx.el.span("▾", aria_hidden="true")),
        rx.el.div(*inside, class_name="drop"),
        class_name="pick-one",
    )


def choice_list(choices: list[Choice]) -> rx.Component:
    """Choices below each other."""
    return rx.el.div(rx.foreach(choices, _link), class_name="choices")


def ticks(options: list[Option], name: str, legend: str) -> rx.Component:
    """Boxes to tick, sent as one field with several values."""
    return rx.el.fieldset(
        rx.el.legend(legend, class_name="hidden-text"),
        rx.foreach(
            options,
            lambda one: rx.el.label(
                rx.el.input(type="checkbox", name=name, value=one.value, default_checked=one.chosen),
                rx.el.span(one.value, class_name="chip"),
                one.label,
            ),
        ),
        class_name="ticks",
    )


def day_field(label: str, name: str, value: str | rx.Var[str]) -> rx.Component:
    """A field for a day."""
    return rx.el.label(label, rx.el.input(type="date", name=name, default_value=value, key=value), class_name="day-field")


def _link(choice: Choice) -> rx.Component:
    return rx.el.a(
        choice.label,
        href=choice.href,
        custom_attrs={"aria-current": rx.cond(choice.current, "true", "false"), "data-key": choice.key},
    )
