"""What a file of orders can say of each: one table of columns for the page, CSV and XLSX."""

from collections.abc import Callable, Sequence
from datetime import UTC
from decimal import Decimal
from typing import Any

from joint_account.sales.models import Order
from joint_account.sales.order_search import status_of
from joint_account.stores.marketplaces import marketplaces
from joint_account.ui.numbers import major

Cell = str | int | Decimal | None
Titled = tuple[Order, str, int]
"""An order, the title of its first line, how many lines it has."""


def _bought(one: Titled) -> Cell:
    order = one[0]
    zone = marketplaces()[order.store].zone if order.store else UTC
    return order.purchased_at.astimezone(zone).isoformat(sep=" ", timespec="seconds")


def _amount(one: Titled) -> Cell:
    """None where the order has no price: an empty cell is no zero."""
    order = one[0]
    return None if order.cancelled or (order.unpriced and not order.sales) else major(order.sales, order.currency)


COLUMNS: dict[str, Callable[[Titled], Cell]] = {
    "Store": lambda one: one[0].store or "",
    "Channel": lambda one: one[0].channel,
    "Order": lambda one: one[0].order_id,
    "Bought": _bought,
    "Title": lambda one: one[1],
    "Lines": lambda one: one[2],
    "Status": lambda one: status_of(one[0]).value,
    "Status at Amazon": lambda one: one[0].status,
    "Units": lambda one: one[0].units,
    "Amount": _amount,
    "Currency": lambda one: one[0].currency,
}
"""By heading. The instant is the store's own, with its offset."""


def cells_of(one: Titled) -> Sequence[Any]:
    """A row, in the order of COLUMNS."""
    return [read(one) for read in COLUMNS.values()]
