"""What the overview can be narrowed down to: other periods, stores and currencies, each an address of its own."""

from dataclasses import dataclass, replace

from joint_account.sales.periods import LABELS, USUAL, Days, Named
from joint_account.sales.view import View, period_fields
from joint_account.sales.words import chosen_stores, store_name
from joint_account.ui.filters import Choice, Kept, Option, kept
from joint_account.ui.numbers import short_day

PATH = "/overview"


@dataclass(frozen=True)
class Filters:
    """What the page can be narrowed down to, from where it is."""

    periods: list[Choice]
    days_chosen: str
    first_day: str
    last_day: str
    stores: list[Option]
    stores_chosen: str
    currencies: list[Choice]
    currency: str
    beside_stores: list[Kept]
    """What the form of the stores leaves as it is."""
    beside_days: list[Kept]


def filters(view: View, base: str, own: tuple[str, ...] = (), currencies: tuple[str, ...] = ()) -> Filters:
    """The filters of a view.

    Args:
        view: what is shown now.
        base: the base currency it is shown in.
        own: every store of the joint account.
        currencies: what can be chosen as base currency.
    """
    custom = view.period if isinstance(view.period, Days) else None
    chosen = [code for code in own if code in view.stores]
    return Filters(
        periods=[Choice(LABELS[one], address(replace(view, period=one)), one == view.period) for one in Named],
        days_chosen=f"{short_day(custom.first)} \N{EN DASH} {short_day(custom.last)}" if custom else "choose",
        first_day=custom.first.isoformat() if custom else "",
        last_day=custom.last.isoformat() if custom else "",
        stores=[Option(code, store_name(code), code in chosen) for code in own],
        stores_chosen=chosen_stores(chosen, own),
        currencies=[Choice(one, address(replace(view, currency=one)), one == base) for one in currencies],
        currency=base,
        beside_stores=kept({"in": view.currency, **period_fields(view.period, USUAL)}),
        beside_days=kept({"in": view.currency, "stores": ",".join(view.stores)}),
    )


def address(view: View) -> str:
    """Where a view is seen."""
    return f"{PATH}?{view.query}" if view.query else PATH
