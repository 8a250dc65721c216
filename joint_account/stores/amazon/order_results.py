"""Orders, as the Orders API of 2026-01-01 answers them: what sales need, and nobody's name or address.

Source: the model of orders 2026-01-01. Without the dataset PROCEEDS there is no money in it, without FULFILLMENT no status.
"""

from dataclasses import dataclass
from typing import Any

from pydantic import AwareDatetime, ConfigDict
from pydantic.alias_generators import to_camel

from joint_account.stores.amazon.results import Money, read

_AS_AMAZON_NAMES_IT = ConfigDict(alias_generator=to_camel, extra="ignore")


@dataclass(frozen=True)
class SalesChannel:
    """Where an order was placed."""

    __pydantic_config__ = _AS_AMAZON_NAMES_IT

    channel_name: str
    """AMAZON or NON_AMAZON."""
    marketplace_id: str | None = None
    marketplace_name: str | None = None


@dataclass(frozen=True)
class Fulfillment:
    """How far an order is."""

    __pydantic_config__ = _AS_AMAZON_NAMES_IT

    fulfillment_status: str
    fulfilled_by: str | None = None


@dataclass(frozen=True)
class Product:
    """What was bought."""

    __pydantic_config__ = _AS_AMAZON_NAMES_IT

    asin: str | None = None
    title: str | None = None
    seller_sku: str | None = None


@dataclass(frozen=True)
class Breakdown:
    """A part of what the seller gets for a line: ITEM, SHIPPING, GIFT_WRAP, TAX, DISCOUNT …"""

    __pydantic_config__ = _AS_AMAZON_NAMES_IT

    type: str
    subtotal: Money


@dataclass(frozen=True)
class ItemProceeds:
    """What the seller gets for a line."""

    __pydantic_config__ = _AS_AMAZON_NAMES_IT

    breakdowns: tuple[Breakdown, ...] = ()


@dataclass(frozen=True)
class OrderItem:
    """A line of an order."""

    __pydantic_config__ = _AS_AMAZON_NAMES_IT

    order_item_id: str
    quantity_ordered: int
    product: Product
    proceeds: ItemProceeds | None = None

    def part(self, kind: str) -> Money | None:
        """One part of its proceeds; None when Amazon does not say it, as while an order is pending."""
        parts = self.proceeds.breakdowns if self.proceeds else ()
        return next((one.subtotal for one in parts if one.type == kind), None)


@dataclass(frozen=True)
class Order:
    """An order, whole."""

    __pydantic_config__ = _AS_AMAZON_NAMES_IT

    order_id: str
    created_time: AwareDatetime
    last_updated_time: AwareDatetime
    sales_channel: SalesChannel
    order_items: tuple[OrderItem, ...]
    fulfillment: Fulfillment | None = None


@dataclass(frozen=True)
class _Pagination:
    __pydantic_config__ = _AS_AMAZON_NAMES_IT

    next_token: str | None = None


@dataclass(frozen=True)
class _Found:
    __pydantic_config__ = _AS_AMAZON_NAMES_IT

    orders: tuple[Order, ...]
    pagination: _Pagination | None = None
    last_updated_before: AwareDatetime | None = None
    created_before: AwareDatetime | None = None


@dataclass(frozen=True)
class OrderPage:
    """Some of the orders that were searched for."""

    orders: tuple[Order, ...]
    next_token: str | None
    """What the next page is asked with, within 24 hours; None: this was the last."""
    until: AwareDatetime | None
    """Up to when changes are in the whole search: the next one begins here."""


def order_page(said: Any) -> OrderPage:
    """A page of a search.

    Raises:
        UnexpectedAnswer: it is none.
    """
    found = read(_Found, said)
    token = found.pagination.next_token if found.pagination else None
    return OrderPage(found.orders, token, found.last_updated_before or found.created_before)
