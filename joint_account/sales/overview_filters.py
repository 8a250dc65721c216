"""What the overview can be narrowed down to: other periods, stores and currencies, each an address of its own."""

from dataclasses import dataclass, field, replace

from joint_account.sales.overview_settings import Settings, settings
from joint_account.sales.periods import LABELS, Days, Named
from joint_account.sales.view import OWN, View
from joint_account.sales.words import chosen_stores, store_name
from joint_account.ui.filters import Choice, Kept, Option, kept
from joint_account.ui.numbers import short_day

PATH = "/overview"
KEYS = {
    Named.TODAY: "t",
    Named.YESTERDAY: "y",
    Named.LAST_7: "7",
    Named.LAST_30: "3",
    Named.LAST_90: "9",
    Named.MONTH_TO_DATE: "m",
    Named.LAST_MONTH: "l",
    Named.YEAR: "1",
}
IN_OWN = "Own"


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
    more: Settings = field(default_factory=Settings)


def filters(
    view: View, base: str, own: tuple[str, ...] = (), currencies: tuple[str, ...] = (), newest_rate: str = ""
) -> Filters:
    """The filters of a view.

    Args:
        view: what is shown now.
        base: the base currency it is shown in.
        own: every store of the joint account.
        currencies: what can be chosen as base currency.
        newest_rate: the last day, in ISO, that has reference rates.
    """
    custom = view.period if isinstance(view.period, Days) else None
    chosen = [code for code in own if code in view.stores]
    in_own = view.currency == OWN
    return Filters(
        periods=[Choice(LABELS[one], address(replace(view, period=one)), one == view.period, KEYS[one]) for one in Named],
        days_chosen=f"{short_day(custom.first)} \N{EN DASH} {short_day(custom.last)}" if custom else "choose",
        first_day=custom.first.isoformat() if custom else "",
        last_day=custom.last.isoformat() if custom else "",
        stores=[Option(code, store_name(code), code in chosen) for code in own],
        stores_chosen=chosen_stores(chosen, own),
        currencies=[
            *(Choice(one, address(replace(view, currency=one)), one == base and not in_own) for one in currencies),
            *(
                [Choice("Each store\N{RIGHT SINGLE QUOTATION MARK}s own", address(replace(view, currency=OWN)), in_own)]
                if own
                else []
            ),
        ],
        currency=IN_OWN if in_own else base,
        beside_stores=beside(view, "stores"),
        beside_days=beside(view, "from", "to", "period"),
        more=settings(view, own, newest_rate, address, beside),
    )


def beside(view: View, *names: str) -> list[Kept]:
    """What a form that sets `names` leaves as it is."""
    return kept({name: value for name, value in view.fields.items() if name not in names})


def address(view: View) -> str:
    """Where a view is seen."""
    return f"{PATH}?{view.query}" if view.query else PATH
