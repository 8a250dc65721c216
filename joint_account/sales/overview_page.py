"""The overview: sales, orders and units of every store together."""

import reflex as rx

from joint_account.sales.chart_section import chart_section
from joint_account.sales.first_visit import first_visit
from joint_account.sales.kpis import Kpi
from joint_account.sales.overview_filters import PATH, Filters
from joint_account.sales.overview_shown import Shown
from joint_account.sales.overview_state import OverviewState
from joint_account.sales.parts import change_mark, list_item, notes, paragraph, script
from joint_account.sales.products_section import best_sellers_section, money_section, movers_section
from joint_account.sales.settings_panel import settings_panel
from joint_account.sales.store_table import store_table
from joint_account.sales.why_different import why_different
from joint_account.ui.filters import choice_list, day_field, drop_down, get_form, kept_fields, segments, ticks
from joint_account.ui.shortcuts import shortcut_button, shortcut_sheet

KEYS = {
    "t y 7 3 9": "Today, yesterday, 7, 30, 90 days",
    "m l 1": "Month to date, last month, a year",
    "h d w n": "By hour, day, week, month",
    "s": "Stacked, or a line for each store",
    "b a k 0": "Compare with the period before, last year, the same weekdays, nothing",
    "p o i": "Tax as priced, out, in",
}


def overview_page() -> rx.Component:
    """Filters, figures, chart, best sellers, stores."""
    shown = OverviewState.shown
    return rx.fragment(
        rx.el.div(
            rx.el.h1("Overview"),
            rx.el.p(shown.lead, class_name="small muted lead"),
            rx.el.p(shown.about, class_name="small faint about"),
            class_name="heading",
        ),
        rx.cond(
            OverviewState.nothing_yet,
            first_visit(),
            rx.fragment(_filters(shown), notes(shown.notes), _figures(shown)),
        ),
        shortcut_sheet(KEYS),
        script(),
    )


def _filters(shown: Shown) -> rx.Component:
    filters = shown.filters
    return rx.el.div(
        segments(filters.periods, "Period"),
        drop_down("Days", filters.days_chosen, _days(filters)),
        drop_down("Stores", filters.stores_chosen, _which_stores(filters)),
        drop_down("In", filters.currency, choice_list(filters.currencies)),
        settings_panel(filters.more),
        class_name="pick",
    )


def _days(filters: Filters) -> rx.Component:
    return get_form(
        day_field("From", "from", filters.first_day),
        day_field("To", "to", filters.last_day),
        kept_fields(filters.beside_days),
        rx.el.button("Show these days", type="submit", class_name="btn"),
        action=PATH,
    )


def _which_stores(filters: Filters) -> rx.Component:
    return get_form(
        ticks(filters.stores, "stores", "Stores"),
        kept_fields(filters.beside_stores),
        rx.el.button("Show these stores", type="submit", class_name="btn"),
        rx.el.p("None ticked means all.", class_name="small faint"),
        action=PATH,
    )


def _figures(shown: Shown) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.div(rx.foreach(shown.kpis, _kpi), class_name="kpis"),
            rx.el.p(shown.pace, class_name="pace small muted"),
            class_name="card",
        ),
        rx.el.div(chart_section(shown), best_sellers_section(shown), class_name="two"),
        store_table(shown),
        rx.cond(
            OverviewState.ready, rx.el.div(movers_section(shown), money_section(shown), class_name="two even"), rx.fragment()
        ),
        rx.cond(OverviewState.ready, _below(shown), rx.fragment()),
        class_name="stack figures",
        custom_attrs={"data-view": shown.view},
        aria_busy=rx.cond(OverviewState.ready, "false", "true"),
    )


def _below(shown: Shown) -> rx.Component:
    return rx.fragment(
        rx.el.div(rx.foreach(shown.remarks, paragraph), class_name="small faint remarks"),
        _rates(shown),
        why_different(),
        shortcut_button(),
    )


def _kpi(one: Kpi) -> rx.Component:
    return rx.el.section(
        rx.el.div(one.name, class_name="small muted"),
        rx.el.div(one.value, class_name="v", custom_attrs={"data-kpi": one.key}),
        rx.el.div(change_mark(one.change), " ", rx.el.span(one.was, class_name="faint"), class_name="small"),
        rx.el.div(one.detail, class_name="small faint"),
        class_name="kpi",
        aria_label=one.name,
    )


def _rates(shown: Shown) -> rx.Component:
    return rx.cond(
        shown.rates,
        rx.el.details(
            rx.el.summary("Reference rates of the last day shown"),
            rx.el.ul(rx.foreach(shown.rates, list_item)),
            class_name="more small muted",
        ),
        rx.fragment(),
    )
