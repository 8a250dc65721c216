"""The overview as text: what its state holds, and nothing more."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from joint_account.sales.best_sellers import BestSeller
from joint_account.sales.daily_chart import daily_chart
from joint_account.sales.figures import Figures
from joint_account.sales.kpis import Kpi, kpis, waiting_kpis
from joint_account.sales.overview import Overview, StoreFigures
from joint_account.sales.overview_filters import Filters, filters
from joint_account.sales.view import View, period_fields
from joint_account.sales.words import (
    GAP,
    Change,
    amounts,
    compared,
    rates_sentence,
    span,
    store_name,
    stores_behind,
    widest,
)
from joint_account.stores.marketplaces import marketplaces
from joint_account.ui.chart import EMPTY, Chart
from joint_account.ui.numbers import count, full_day, money, plural, round_money

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
class BestRow:
    """A product among the best sellers."""

    title: str
    about: str
    sales: str
    unrated: str
    """What has no reference rate and is not in `sales`."""


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
    chart_title, chart = daily_chart(seen)
    return Shown(
        filters=filters(view, scope.base, scope.own_stores, tuple(one for one in seen.rates.current() if one in offered)),
        kpis=kpis(seen.now, seen.before, scope.base),
        view=view.query,
        lead=GAP.join([plural(len(scope.days), "store"), span(scope.days), f"compared with {span(scope.before)}"]),
        about=_about(seen),
        notes=[*notes, *scope.notes],
        chart_title=chart_title,
        chart=chart,
        base=scope.base,
        stores=[_store_row(one, seen, view) for one in seen.stores],
        best=[_best_row(one, scope.base) for one in seen.best],
        rates=_rates(seen),
        remarks=[*_remarks(seen.now, scope.base), *filter(None, [stores_behind(scope.days)])],
    )


def _about(seen: Overview) -> str:
    scope, parts = seen.scope, ["Each day is the store's own day"]
    if not set(seen.now.own) <= {scope.base}:
        parts.append(rates_sentence(seen.rates.newest, widest(scope.days).last))
    if scope.known_since and widest(scope.before).first < scope.known_since:
        parts.append(f"the first order we know is of {full_day(scope.known_since)}")
    return GAP.join(parts)


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
        change=_store_change(one),
        share=f"{share:.0%}" if figures.sales else "",
        width=f"{100 * figures.sales / longest:.1f}%",
    )


def _store_change(one: StoreFigures) -> Change:
    """In the store's own currency where it has one only: a rate that moved is not a sale."""
    if len(one.now.own | one.before.own) == 1:
        return compared(sum(one.now.own.values()), sum(one.before.own.values()))
    return compared(one.now.sales, one.before.sales)


def _best_row(one: BestSeller, base: str) -> BestRow:
    unrated = " + ".join(round_money(amount, currency) for currency, amount in sorted(one.unrated.items()))
    only_unrated = bool(unrated) and not one.sales
    return BestRow(
        title=one.title or one.asin,
        about=GAP.join([one.asin, plural(one.stores, "store"), plural(one.units, "unit")]),
        sales=unrated if only_unrated else round_money(one.sales, base),
        unrated=f"+ {unrated}" if unrated and not only_unrated else "",
    )


def _rates(seen: Overview) -> list[str]:
    base, day = seen.scope.base, widest(seen.scope.days).last
    used = seen.rates.day_of(day)
    ratios = {currency: seen.rates.ratio(currency, base, day) for currency in sorted(seen.now.own) if currency != base}
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
