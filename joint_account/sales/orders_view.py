"""What the orders page shows is its address: which orders, and where in their list."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from joint_account.sales.periods import Period
from joint_account.sales.view import first, period_fields, period_in, read, stores_in, write

LONGEST_WORDS = 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_END = 4_102_444_800_000_000  # 2100-01-01 in microseconds


class Status(StrEnum):
    """What Amazon's many order statuses come down to."""

    PENDING = "pending"
    UNSHIPPED = "unshipped"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"
    OTHER = "other"


@dataclass(frozen=True)
class Place:
    """A place in the list, directly beside an order: the page goes on from there, to older or to newer orders."""

    purchased_at: datetime
    order_id: str
    newer: bool = False

    def __str__(self) -> str:
        return f"{(self.purchased_at - _EPOCH) // timedelta(microseconds=1)}.{self.order_id}"


@dataclass(frozen=True)
class OrdersView:
    """What the orders page shows."""

    period: Period | None = None
    """Of purchase, in the store's own days; none means all."""
    stores: tuple[str, ...] = ()
    """Country codes in alphabetical order; none means every channel, also those that are no store."""
    statuses: tuple[Status, ...] = ()
    """In the order of `Status`; none means any."""
    words: str = ""
    """Beginnings of words of a title, SKU or ASIN, or of an order id."""
    place: Place | None = None
    """None at the newest order."""

    @property
    def query(self) -> str:
        """The query string that `parse_orders_view` reads back: keys sorted, what is usual left out."""
        place = {"newer" if self.place.newer else "older": str(self.place)} if self.place else {}
        return write(
            {
                "q": self.words,
                "status": ",".join(self.statuses),
                "stores": ",".join(self.stores),
                **period_fields(self.period),
                **place,
            }
        )

    def at(self, place: Place | None) -> "OrdersView":
        """The same orders, at another place of their list."""
        return replace(self, place=place)


def parse_orders_view(query: str) -> tuple[OrdersView, list[str]]:
    """Reads a query string that anybody may have typed.

    Returns:
        What it means, and a sentence for each part that meant nothing and was left out.
    """
    fields, notes = read(query), []
    view = OrdersView(
        period=period_in(fields, notes),
        stores=stores_in(fields, notes),
        statuses=_statuses_in(fields, notes),
        words=" ".join(first(fields, "q")[:LONGEST_WORDS].split()),
        place=_place_in(fields, notes),
    )
    return view, notes


def _statuses_in(fields: dict[str, list[str]], notes: list[str]) -> tuple[Status, ...]:
    """`status=pending,shipped`, or, as a form sends them, `status=pending&status=shipped`."""
    named = {name.strip() for value in fields.get("status", []) for name in value.split(",")} - {""}
    known = tuple(status for status in Status if status in named)
    if len(known) < len(named):
        notes.append("The address names a status that we do not know. It was left out.")
    return known


def _place_in(fields: dict[str, list[str]], notes: list[str]) -> Place | None:
    for key in ("newer", "older"):
        instant, _, order_id = first(fields, key).partition(".")
        if instant.isdecimal() and len(instant) <= 16 and int(instant) < _END and order_id:
            return Place(_EPOCH + timedelta(microseconds=int(instant)), order_id, newer=key == "newer")
        if instant or order_id:
            notes.append("The address names a place in the list that does not exist. These are the newest orders.")
    return None
