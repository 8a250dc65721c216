"""What a page of figures shows is its address: one frozen value that parses from a query string and writes itself into one."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

from joint_account.sales.periods import USUAL, Days, Period, parse_period
from joint_account.stores.marketplaces import marketplaces

LONGEST_QUERY = 4_000


@dataclass(frozen=True)
class View:
    """What the overview shows."""

    period: Period = USUAL
    stores: tuple[str, ...] = ()
    """Country codes in alphabetical order; none means every store."""
    currency: str = ""
    """The base currency; empty means the joint account's."""

    @property
    def query(self) -> str:
        """The query string that `parse_view` reads back: keys sorted, what is usual left out."""
        return write({"in": self.currency, "stores": ",".join(self.stores), **period_fields(self.period, USUAL)})


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


def stores_in(fields: dict[str, list[str]], notes: list[str]) -> tuple[str, ...]:
    """The stores that an address names: `stores=DE,US`, or, as a form sends them, `stores=DE&stores=US`."""
    named = {code.strip().upper() for value in fields.get("stores", []) for code in value.split(",")} - {""}
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
