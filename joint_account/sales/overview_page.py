"""The overview: sales, orders and units of every store together."""

import reflex as rx

from joint_account.sales.kpis import Kpi
from joint_account.sales.overview_filters import PATH, Filters
from joint_account.sales.overview_shown import BestRow, Shown
from joint_account.sales.overview_state import OverviewState
from joint_account.sales.parts import change_mark, list_item, notes, nothing_yet, paragraph, script
from joint_account.sales.store_table import store_table
from joint_account.sales.why_different import why_different
from joint_account.ui.chart import chart_drawing, chart_table
from joint_account.ui.filters import choice_list, day_field, drop_down, get_form, kept_fields, segments, ticks


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
            nothing_yet(OverviewState.complete, "sales, orders and best sellers of all countries stand"),
            rx.fragment(_filters(shown), notes(shown.notes), _figures(shown)),
        ),
        script(),
    )


def _filters(shown: Shown) -> rx.Component:
    filters = shown.filters
    return rx.el.div(
        segments(filters.periods, "Period"),
        drop_down("Days", filters.days_chosen, _days(filters)),
        drop_down("Stores", filters.stores_chosen, _which_stores(filters)),
        drop_down("In", filters.currency, choice_list(filters.currencies)),
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
        rx.el.div(rx.foreach(shown.kpis, _kpi), class_name="card kpis"),
        rx.el.div(_chart(shown), _best_sellers(shown), class_name="two"),
        store_table(shown),
        rx.cond(OverviewState.ready, _below(shown), rx.fragment()),
        class_name="stack figures",
        custom_attrs={"data-view": shown.view},
        aria_busy=rx.cond(OverviewState.ready, "false", "true"),
    )


def _chart(shown: Shown) -> rx.Component:
    return rx.el.section(
        rx.el.h2(shown.chart_title),
        chart_drawing(
            shown.chart,
            rx.cond(shown.chart.series, rx.fragment(), _nothing_to_draw(shown)),
        ),
        rx.el.details(
            rx.el.summary("Show as a table", class_name="small muted"),
            chart_table(shown.chart, "Day", "Together"),
            class_name="as-table",
        ),
        class_name="card pad",
    )


def _nothing_to_draw(shown: Shown) -> rx.Component:
    return rx.cond(
        OverviewState.ready,
        rx.el.p("No sales in ", shown.base, " on these days.", class_name="muted none"),
        rx.fragment(),
    )


def _below(shown: Shown) -> rx.Component:
    return rx.fragment(
        rx.el.div(rx.foreach(shown.remarks, paragraph), class_name="small faint remarks"),
        _rates(shown),
        why_different(),
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


def _best_sellers(shown: Shown) -> rx.Component:
    return rx.el.section(
        rx.el.h2("Best sellers, all stores"),
        rx.cond(shown.best, rx.el.ol(rx.foreach(shown.best, _best_seller)), _no_sales()),
        class_name="card best",
    )


def _best_seller(one: BestRow) -> rx.Component:
    return rx.el.li(
        rx.el.div(rx.el.div(one.title, class_name="title"), rx.el.div(one.about, class_name="small faint")),
        rx.el.div(one.sales, rx.el.div(one.unrated, class_name="small faint"), class_name="num"),
    )


def _no_sales() -> rx.Component:
    return rx.cond(
        OverviewState.ready,
        rx.el.p("Nothing was sold on these days. Choose a longer period.", class_name="muted pad"),
        rx.fragment(),
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
