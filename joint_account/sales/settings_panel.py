"""The overview's control behind which it stands how figures are counted and drawn."""

import reflex as rx

from joint_account.sales.overview_filters import PATH
from joint_account.sales.overview_settings import Settings
from joint_account.ui.filters import Choice, choice_list, day_field, drop_down, get_form, kept_fields, ticks


def settings_panel(now: Settings) -> rx.Component:
    """Compare with, rate, day boundary, interval, chart, tax."""
    return rx.el.div(
        drop_down(
            "View",
            now.chosen,
            _group("Compare with", now.against, _others(now)),
            _group("Rate of exchange", now.rates, _one_rate(now)),
            _group("Day boundary", now.zones, _other_zone(now)),
            _group("Interval", now.intervals),
            _group("Chart", now.shapes),
            _group("Tax", now.taxes),
        ),
        class_name="view-settings",
    )


def _group(name: str, choices: list[Choice], *forms: rx.Component) -> rx.Component:
    return rx.el.section(rx.el.h3(name), choice_list(choices), *forms, class_name="setting", aria_label=name)


def _others(now: Settings) -> rx.Component:
    return rx.el.details(
        rx.el.summary("Other stores"),
        get_form(
            rx.el.input(type="hidden", name="with", value="stores", read_only=True),
            ticks(now.others, "others", "Stores to compare with"),
            kept_fields(now.beside_others),
            rx.el.button("Compare", type="submit", class_name="btn"),
            rx.el.p("None ticked means all that are not shown.", class_name="small faint"),
            action=PATH,
        ),
        class_name="setting-form",
    )


def _other_zone(now: Settings) -> rx.Component:
    return get_form(
        rx.el.label(
            "Another zone",
            rx.el.input(type="text", name="day", default_value=now.zone, key=now.zone, placeholder="Asia/Kolkata"),
            class_name="day-field",
        ),
        kept_fields(now.beside_zone),
        rx.el.button("Use this zone", type="submit", class_name="btn"),
        action=PATH,
    )


def _one_rate(now: Settings) -> rx.Component:
    return get_form(
        day_field("The rate of one day, for all", "rate", rx.cond(now.rate_day, now.rate_day, now.newest_rate)),
        kept_fields(now.beside_rate),
        rx.el.button("Use this rate", type="submit", class_name="btn"),
        action=PATH,
    )
