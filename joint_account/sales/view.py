"""What a page of figures shows is its address: one frozen value that parses from a query string and writes itself into one."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import parse_qs, urlencode

from joint_account.sales.comparison import Against
from joint_account.sales.day_boundary import zones
from joint_account.sales.intervals import Interval
from joint_account.sales.periods import EARLIEST, LATEST, USUAL, Days, Period, parse_period
from joint_account.sales.tax import Tax
from joint_account.stores.marketplaces import marketplaces

LONGEST_QUERY = 4_000
OWN = "OWN"
"""In place of a currency: each store in its own."""
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True)
class View:
    """What the overview shows."""

    period: Period = USUAL
    stores: tuple[str, ...] = ()
    """Country codes in alphabetical order; none means every store."""
    currency: str = ""
    """The base currency; empty means the joint account's; OWN, each store's own."""
    rate: date | None = None
    """Whose reference rates are used for every day; none means each day's own."""
    zone: str = ""
    """Whose days they are; empty means each store's own."""
    interval: Interval | None = None
    """How long a bar of the chart is; none means as it fits."""
    lines: bool = False
    """Whether the chart has a line for each store, instead of bars of all."""
    against: Against = Against.BEFORE
    """What the figures are compared with."""
    others: tuple[str, ...] = ()
    """The stores that they are compared with, if it is stores; none means all that are not chosen."""
    tax: Tax = Tax.PRICED

    @property
    def query(self) -> str:
        """The query string that `parse_view` reads back: keys sorted, what is usual left out."""
        return write(self.fields)

    @property
    def fields(self) -> dict[str, str]:
        """The same as fields; empty where it is as usual."""
        return {
            "in": self.currency,
            "stores": ",".join(self.stores),
            "rate": self.rate.isoformat() if self.rate else "",
            "day": self.zone,
            "by": self.interval or "",
            "chart": "lines" if self.lines else "",
            "with": "" if self.against is Against.BEFORE else self.against,
            "others": ",".join(self.others),
            "tax": "" if self.tax is Tax.PRICED else self.tax,
            **period_fields(self.period, USUAL),
        }


def parse_view(query: str) -> tuple[View, list[str]]:
    """Reads a query string that anybody may have typed.

    Returns:
        What it means, and a sentence for each part that meant nothing and was left out.
    """
    fields, notes = read(query), []
    view = View(
        period=period_in(fields, notes) or USUAL,
        stores=stores_in(fields, notes),
        currency=_currency_in(fields, notes),
        rate=_rate_in(fields, notes),
        zone=_zone_in(fields, notes),
        interval=_one_of(Interval, "by", "an interval", fields, notes),
        lines=first(fields, "chart") == "lines",
        against=_one_of(Against, "with", "a comparison", fields, notes) or Against.BEFORE,
        others=stores_in(fields, notes, "others"),
        tax=_one_of(Tax, "tax", "a way to count tax", fields, notes) or Tax.PRICED,
    )
    return view, notes


def read(query: str) -> dict[str, list[str]]:
    """The fields of a query string; none of one that is absurdly long or not text."""
    try:
        return parse_qs(query[:LONGEST_QUERY], max_num_fields=50, errors="strict")
    except ValueError:
        return {}


def write(fields: dict[str, str]) -> str:
    """A query string of the fields that say something, sorted by key."""
    return urlencode(sorted((key, value) for key, value in fields.items() if value), safe=",")


def first(fields: dict[str, list[str]], key: str) -> str:
    """The first value of a field, printable characters only (databases choke on others); empty when it is not there."""
    return "".join(filter(str.isprintable, fields.get(key, [""])[0])).strip()


def period_fields(period: Period | None, usual: Period | None = None) -> dict[str, str]:
    """A period as fields of an address; none for the one that is usual on the page."""
    if period is None or period == usual:
        return {}
    if isinstance(period, Days):
        return {"from": period.first.isoformat(), "to": period.last.isoformat()}
    return {"period": period.value}


def period_in(fields: dict[str, list[str]], notes: list[str]) -> Period | None:
    """The period that an address asks for; none, with a note why, when it asks for something else."""
    try:
        return parse_period(first(fields, "period"), first(fields, "from"), first(fields, "to"))
    except ValueError as problem:
        notes.append(f"{problem} It was left out.")
        return None


def stores_in(fields: dict[str, list[str]], notes: list[str], key: str = "stores") -> tuple[str, ...]:
    """The stores that an address names: `stores=DE,US`, or, as a form sends them, `stores=DE&stores=US`."""
    named = {code.strip().upper() for value in fields.get(key, []) for code in value.split(",")} - {""}
    known = named & marketplaces().keys()
    if named - known:
        notes.append("The address names a store that Amazon does not have. It was left out.")
    return tuple(sorted(known))


def _currency_in(fields: dict[str, list[str]], notes: list[str]) -> str:
    currency = first(fields, "in").upper()
    if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        notes.append("The address names a currency that is none. It was left out.")
        return ""
    return currency


def _rate_in(fields: dict[str, list[str]], notes: list[str]) -> date | None:
    said = first(fields, "rate")
    try:
        day = date.fromisoformat(said) if said else None
    except ValueError:
        day = date.min
    if day is None or EARLIEST <= day <= LATEST:
        return day
    notes.append("The day whose rates are to be used is none of this century. Each day's own are used.")
    return None


def _zone_in(fields: dict[str, list[str]], notes: list[str]) -> str:
    zone = first(fields, "day")
    if not zone or zone in zones():
        return zone
    notes.append("The address names a time zone that we do not know. Each day is the store's own.")
    return ""


def _one_of(kind: type[Choice], key: str, what: str, fields: dict[str, list[str]], notes: list[str]) -> Choice | None:
    said = first(fields, key)
    if not said:
        return None
    try:
        return kind(said)
    except ValueError:
        notes.append(f"The address names {what} that we do not know. It was left out.")
        return None
