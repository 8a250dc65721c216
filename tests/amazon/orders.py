"""An order as it happens: bought, paid, cut short, sent, delivered, or cancelled; and as it looks at an instant."""

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True)
class Item:
    """A line. Amounts are in the currency's minor unit and belong to the whole line."""

    item_id: str
    sku: str
    asin: str
    title: str
    quantity: int
    price: int
    tax: int
    shipping: int = 0
    discount: int = 0

    def none_left(self):
        return replace(self, quantity=0, price=0, tax=0, shipping=0, discount=0)


@dataclass(frozen=True)
class Order:
    """Everything that will have happened to an order."""

    seller: str
    store: str
    order_id: str
    bought: datetime
    paid: datetime
    sent: datetime
    delivered: datetime
    items: tuple[Item, ...]
    by_amazon: bool = True
    business: bool = False
    channel: str = ""  # of a channel that is no store, such as Non-Amazon US
    cancelled: datetime | None = None
    first_item_gone: datetime | None = None  # a part was cancelled

    def seen(self, at):
        """How it looks at an instant; None before it was bought."""
        if at < self.bought:
            return None
        cancelled = self.cancelled is not None and self.cancelled <= at
        cut = self.first_item_gone is not None and self.first_item_gone <= at and not cancelled
        moments = [self.bought, self.paid, self.sent, self.delivered]
        if self.cancelled is not None:
            moments = [moment for moment in moments if moment < self.cancelled] + [self.cancelled]
        if self.first_item_gone is not None:
            moments.append(self.first_item_gone)
        updated = max(moment for moment in moments if moment <= at)
        status = "CANCELLED" if cancelled else self._status(at)
        return Seen(self, status, updated, tuple(self._items(cancelled, cut)), priced=at >= self.paid and not cancelled)

    def _status(self, at):
        return "PENDING" if at < self.paid else "UNSHIPPED" if at < self.sent else "SHIPPED"

    def _items(self, cancelled, cut):
        for number, item in enumerate(self.items):
            yield item.none_left() if cancelled or (cut and number == 0) else item


@dataclass(frozen=True)
class Seen:
    """An order at an instant."""

    order: Order
    status: str  # as the Orders API calls it
    updated: datetime
    items: tuple[Item, ...]
    priced: bool
