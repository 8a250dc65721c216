"""The overview as text: what its state holds, and nothing more."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from joint_account.sales.figures import Figures
from joint_account.sales.kpis import Kpi, kpis, waiting_kpis
from joint_account.sales.money_lines import MoneyShown, money_shown
from joint_account.sales.notes_shown import NoteRow, note_rows
from joint_account.sales.overview import Overview, StoreFigures
from joint_account.sales.overview_filters import Filters, filters
from joint_account.sales.overview_words import about, compared_with, pace_sentence
from joint_account.sales.products_shown import BestRow, MoverRow, best_rows, mover_rows
from joint_account.sales.sales_chart import sales_chart
from joint_account.sales.tax import ASSUMED, Tax
from joint_account.sales.view import View, period_fields
from joint_account.sales.words import GAP, Change, amounts, compared, span, store_name, stores_behind, widest
from joint_account.stores.marketplaces import marketplaces
from joint_account.ui.chart import EMPTY, Chart
from joint_account.ui.numbers import count, full_day, money, plural

OFFERED = frozenset({"EUR", "GBP", "USD"})
"""Base currencies that are always offered, besides those of the joint account's stores."""


@dataclass(frozen=True)
class StoreRow:
    """A store in the table."""

    code: str
    name: str
    href: str
    orders: str
    own: str
    base: str
    change: Change
    share: str
    width: str


@dataclass(frozen=True)
class Shown:
    """What the overview's state holds."""

    filters: Filters
    kpis: list[Kpi]
    view: str = ""
    """The query string of what is shown: a page that was left and came back shows the old one for a moment."""
    lead: str = ""
    about: str = ""
    notes: list[str] = field(default_factory=list)
    chart_title: str = "Sales by day"
    chart: Chart = EMPTY
    base: str = ""
    stores: list[StoreRow] = field(default_factory=list)
    best: list[BestRow] = field(default_factory=list)
    up: list[MoverRow] = field(default_factory=list)
    down: list[MoverRow] = field(default_factory=list)
    pace: str = ""
    money: MoneyShown = field(default_factory=MoneyShown)
    notes_of_days: list[NoteRow] = field(default_factory=list)
    """What happened on the days of the chart, numbered as its flags."""
    first_shown: str = ""
    last_shown: str = ""
    """ISO: the days that a note can be written on."""
    rates: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def waiting() -> Shown:
    """What stands on the page before it has its figures: the same things in the same places, empty."""
    return Shown(filters=filters(View(), ""), kpis=waiting_kpis())


def shown(seen: Overview, view: View, notes: list[str]) -> Shown:
    """An overview as text.

    Args:
        seen: the figures.
        view: what was asked for.
        notes: what of the address was not understood.
    """
    scope = seen.scope
    offered = OFFERED | {marketplaces()[code].currency for code in scope.own_stores}
    currencies = tuple(one for one in seen.rates.current() if one in offered)
    chart_title, chart = sales_chart(seen)
    days = widest(scope.days)
    return Shown(
        filters=filters(view, scope.base, scope.own_stores, currencies, seen.rates.newest.isoformat()),
        kpis=kpis(seen.now, seen.before if scope.before else None, scope.base, apart=scope.apart),
        view=view.query,
        lead=GAP.join(filter(None, [plural(len(scope.days), "store"), span(scope.days), compared_with(scope)])),
        about=about(seen),
        notes=[*notes, *scope.notes],
        chart_title=chart_title,
        chart=chart,
        base=scope.base,
        stores=[_store_row(one, seen, view) for one in seen.stores],
        best=best_rows(seen),
        up=mover_rows(seen.movers.up, seen),
        down=mover_rows(seen.movers.down, seen),
        pace=pace_sentence(seen),
        money=money_shown(seen),
        notes_of_days=note_rows(seen.annotations),
        first_shown=days.first.isoformat(),
        last_shown=days.last.isoformat(),
        rates=_rates(seen),
        remarks=[*_remarks(seen.now, scope.base), *filter(None, [_of_tax(view), stores_behind(scope.days)])],
    )


def _of_tax(view: View) -> str:
    return "" if view.tax is Tax.PRICED else f"{ASSUMED[view.tax]}. Products and what moved are as priced."


def _store_row(one: StoreFigures, seen: Overview, view: View) -> StoreRow:
    base, figures = seen.scope.base, one.now
    share = figures.sales / seen.now.sales if seen.now.sales else 0
    longest = max(other.now.sales for other in seen.stores) or 1
    rated = set(figures.own) - set(figures.unrated)
    return StoreRow(
        code=one.store,
        name=store_name(one.store),
        href="/orders?" + urlencode(sorted({"stores": one.store, **period_fields(view.period)}.items())),
        orders=count(figures.orders),
        own=amounts(figures.own) or money(0, marketplaces()[one.store].currency),
        base=money(figures.sales, base) if rated or not figures.unrated else "no reference rate",
        change=_store_change(one) if seen.scope.store_by_store else Change(),
        share=f"{share:.0%}" if figures.sales else "",
        width=f"{100 * figures.sales / longest:.1f}%",
    )


def _store_change(one: StoreFigures) -> Change:
    """In the store's own currency where it has one only: a rate that moved is not a sale."""
    if len(one.now.own | one.before.own) == 1:
        return compared(sum(one.now.own.values()), sum(one.before.own.values()))
    return compared(one.now.sales, one.before.sales)


def _rates(seen: Overview) -> list[str]:
    base, day, rates = seen.scope.base, widest(seen.scope.days).last, seen.scope.rates
    used = rates.day_of(day)
    ratios = {currency: rates.ratio(currency, base, day) for currency in sorted(seen.now.own) if currency != base}
    return [
        f"1 {currency} = {ratio:.5g} {base} on {full_day(used)}" if ratio and used else f"{currency}: no reference rate"
        for currency, ratio in ratios.items()
    ]


def _remarks(now: Figures, base: str) -> list[str]:
    remarks = []
    if now.unpriced:
        remarks.append(
            f"{plural(now.unpriced, 'order')} {'is' if now.unpriced == 1 else 'are'} pending and "
            f"{'has' if now.unpriced == 1 else 'have'} no price yet; "
            f"{'it is counted as an order' if now.unpriced == 1 else 'they are counted as orders'}, not as sales."
        )
    if now.unrated:
        remarks.append(
            f"{amounts(now.unrated)} cannot be given in {base}, because the European Central Bank publishes no rate, "
            "and is not in the sums."
        )
    return remarks
