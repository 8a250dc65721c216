"""How the overview counts and draws: what is set once and then left, behind one control."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from joint_account.sales.comparison import AGAINST_LABELS, Against
from joint_account.sales.intervals import Interval
from joint_account.sales.tax import TAX_LABELS, Tax
from joint_account.sales.view import View
from joint_account.sales.words import store_name
from joint_account.stores.marketplaces import marketplaces
from joint_account.ui.filters import Choice, Kept, Option

USUAL = "usual"
_INTERVALS = {None: "As it fits", Interval.HOUR: "Hour", Interval.DAY: "Day", Interval.WEEK: "Week", Interval.MONTH: "Month"}
_INTERVAL_KEYS = {Interval.HOUR: "h", Interval.DAY: "d", Interval.WEEK: "w", Interval.MONTH: "n"}
_AGAINST_KEYS = {Against.BEFORE: "b", Against.YEAR: "a", Against.WEEKDAYS: "k", Against.NOTHING: "0"}
_TAX_KEYS = {Tax.PRICED: "p", Tax.OUT: "o", Tax.IN: "i"}


@dataclass(frozen=True)
class Settings:
    """Each as choices with an address of their own, or as a form."""

    chosen: str = USUAL
    against: list[Choice] = field(default_factory=list)
    others: list[Option] = field(default_factory=list)
    """Stores to compare with."""
    beside_others: list[Kept] = field(default_factory=list)
    intervals: list[Choice] = field(default_factory=list)
    shapes: list[Choice] = field(default_factory=list)
    zones: list[Choice] = field(default_factory=list)
    zone: str = ""
    """The one that is set, if it is not among the choices."""
    beside_zone: list[Kept] = field(default_factory=list)
    taxes: list[Choice] = field(default_factory=list)
    rates: list[Choice] = field(default_factory=list)
    rate_day: str = ""
    newest_rate: str = ""
    beside_rate: list[Kept] = field(default_factory=list)


def settings(
    view: View,
    own: tuple[str, ...],
    newest_rate: str,
    address: Callable[[View], str],
    beside: Callable[..., list[Kept]],
) -> Settings:
    """The settings of a view, and how to change each.

    Args:
        view: what is shown now.
        own: every store of the joint account.
        newest_rate: the last day, in ISO, that has reference rates.
        address: where a view is seen.
        beside: what a form that sets some fields leaves as it is.
    """

    def choices(name: str, labels: dict[Any, str], keys: dict[Any, str]) -> list[Choice]:
        now = getattr(view, name)
        return [
            Choice(label, address(replace(view, **{name: one})), one == now, keys.get(one, "")) for one, label in labels.items()
        ]

    places = _places(own)
    return Settings(
        chosen=_chosen(view),
        against=choices(
            "against", {one: label for one, label in AGAINST_LABELS.items() if one != Against.STORES}, _AGAINST_KEYS
        ),
        others=[Option(code, store_name(code), view.against is Against.STORES and code in view.others) for code in own],
        beside_others=beside(view, "others", "with"),
        intervals=choices("interval", _INTERVALS, _INTERVAL_KEYS),
        shapes=[
            Choice("Stacked", address(replace(view, lines=False)), not view.lines, "s" if view.lines else ""),
            Choice("A line for each store", address(replace(view, lines=True)), view.lines, "" if view.lines else "s"),
        ],
        zones=choices("zone", places, {}),
        zone="" if view.zone in places else view.zone,
        beside_zone=beside(view, "day"),
        taxes=choices("tax", TAX_LABELS, _TAX_KEYS),
        rates=[Choice("Each day\N{RIGHT SINGLE QUOTATION MARK}s", address(replace(view, rate=None)), view.rate is None)],
        rate_day=view.rate.isoformat() if view.rate else "",
        newest_rate=newest_rate,
        beside_rate=beside(view, "rate"),
    )


def _places(own: tuple[str, ...]) -> dict[str, str]:
    """Zones that are offered by name: those of the stores, and UTC."""
    of_stores = sorted({marketplaces()[code].time_zone for code in own})
    named = {zone: zone.rpartition("/")[2].replace("_", " ") for zone in of_stores}
    return {"": "Each store\N{RIGHT SINGLE QUOTATION MARK}s own", "UTC": "UTC", **named}


def _chosen(view: View) -> str:
    usual = View()
    names = ("against", "interval", "lines", "zone", "tax", "rate")
    changed = sum(getattr(view, name) != getattr(usual, name) for name in names)
    return f"{changed} set" if changed else USUAL
