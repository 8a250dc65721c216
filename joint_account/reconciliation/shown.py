"""Reconciliation as text: what its state holds, and nothing more."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from joint_account.reconciliation.comparison import DayCompared, Reason
from joint_account.reconciliation.queries import StoreCompared
from joint_account.reconciliation.view import ReconciliationView
from joint_account.reconciliation.words import counted, more, sentence, tone_of
from joint_account.sales.periods import LABELS, Days, Named
from joint_account.stores.marketplaces import marketplaces
from joint_account.ui.filters import Choice, Kept, kept
from joint_account.ui.numbers import clock, days_between, full_day, money, plural, short_span

OFFERED = (Named.LAST_7, Named.LAST_30, Named.LAST_90)
MOST_ROWS = 50


@dataclass(frozen=True)
class StoreLine:
    """A store, and how many of its days agree."""

    code: str
    name: str
    href: str
    is_open: bool
    agree: str
    differ: str
    reason: str
    """The class that makes most of what differs; empty where nothing does."""
    tone: str
    unexplained: str
    asked: str
    trouble: str


@dataclass(frozen=True)
class ReasonShown:
    """A class of a day's difference."""

    name: str
    tone: str
    amount: str
    sentence: str


@dataclass(frozen=True)
class DayShown:
    """A day, its two figures, and what differs."""

    day: str
    here: str
    here_counts: str
    amazon: str
    amazon_counts: str
    difference: str
    reasons: list[ReasonShown]


@dataclass(frozen=True)
class Shown:
    """What the state of reconciliation holds."""

    periods: list[Choice] = field(default_factory=list)
    days_chosen: str = ""
    first_day: str = ""
    last_day: str = ""
    beside_days: list[Kept] = field(default_factory=list)
    span: str = ""
    notes: list[str] = field(default_factory=list)
    stores: list[StoreLine] = field(default_factory=list)
    opened: str = ""
    """The name of the store whose days are shown; empty while none is opened."""
    opened_about: str = ""
    days: list[DayShown] = field(default_factory=list)


def shown(compared: Sequence[StoreCompared], view: ReconciliationView, days: Days, notes: list[str]) -> Shown:
    """What the page shows.

    Args:
        compared: the stores of the joint account that are, or were, connected.
        view: what was asked for.
        days: the days that it means.
        notes: what of the address meant nothing.
    """
    custom = view.period if isinstance(view.period, Days) else None
    opened = next((one for one in compared if one.store.code == view.store), None)
    return Shown(
        periods=[Choice(LABELS[one], replace(view, period=one).address, one == view.period) for one in OFFERED],
        days_chosen=short_span(custom.first, custom.last) if custom else "choose",
        first_day=days.first.isoformat(),
        last_day=days.last.isoformat(),
        beside_days=kept({"store": view.store}),
        span=days_between(days.first, days.last),
        notes=notes,
        stores=[_line(one, view) for one in compared],
        opened=marketplaces()[view.store].country_name if opened else "",
        opened_about=_about(opened) if opened else "",
        days=[_day(one, opened) for one in opened.days[:MOST_ROWS]] if opened else [],
    )


def _line(one: StoreCompared, view: ReconciliationView) -> StoreLine:
    code, differ = one.store.code, one.differing
    reason = biggest(differ)
    is_open = code == view.store
    return StoreLine(
        code=code,
        name=marketplaces()[code].country_name,
        href=replace(view, store="" if is_open else code).address,
        is_open=is_open,
        agree=plural(len(one.days) - len(differ), "day"),
        differ=plural(len(differ), "day"),
        reason=reason or "",
        tone=tone_of(reason) if reason else "",
        unexplained=f"{plural(len(one.unexplained), 'day')} not explained" if one.unexplained else "",
        asked=f"{clock(one.asked_at)} UTC" if one.asked_at else _not_asked(one),
        trouble=one.trouble,
    )


def biggest(differ: Sequence[DayCompared]) -> Reason | None:
    """The class that makes most of what differs, by money, then by orders and units; none where nothing differs."""
    money_of, counts_of = Counter[Reason](), Counter[Reason]()
    for one in differ:
        for reason, part in one.parts.items():
            money_of[reason] += abs(part.sales)
            counts_of[reason] += abs(part.orders) + abs(part.units)
    return max(counts_of, key=lambda reason: (money_of[reason], counts_of[reason]), default=None)


def _not_asked(one: StoreCompared) -> str:
    return "Not yet" if one.store.history_done_at else "When its history is here"


def _about(one: StoreCompared) -> str:
    if not one.days:
        return "Amazon was not asked about these days yet."
    left_out = len(one.days) - MOST_ROWS
    rest = f" The newest {MOST_ROWS} days are shown; choose other days to see the rest." if left_out > 0 else ""
    return f"A day begins at midnight in {marketplaces()[one.store.code].time_zone.replace('_', ' ')}.{rest}"


def _day(one: DayCompared, of: StoreCompared) -> DayShown:
    currency = marketplaces()[of.store.code].currency
    return DayShown(
        day=full_day(one.day),
        here=money(one.here.sales, currency),
        here_counts=counted(one.here),
        amazon=money(one.amazon.sold.sales, currency),
        amazon_counts=counted(one.amazon.sold),
        difference=more(one.difference, currency),
        reasons=[
            # One reason is the whole difference, which stands above it.
            ReasonShown(
                reason,
                tone_of(reason),
                more(part, currency) if len(one.parts) > 1 else "",
                sentence(reason, one, of.store, currency),
            )
            for reason, part in one.parts.items()
        ],
    )
