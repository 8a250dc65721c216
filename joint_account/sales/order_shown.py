"""One order as text: what its state holds, and nothing more."""

from dataclasses import dataclass, field
from datetime import UTC
from urllib.parse import quote

from joint_account.sales.models import Order, OrderLine
from joint_account.sales.order_search import status_of
from joint_account.sales.orders_shown import MOODS, amount_of, status_text
from joint_account.sales.words import GAP, NOTHING, store_name
from joint_account.sales.zones import local_time, zone_name
from joint_account.stores.marketplaces import marketplaces
from joint_account.ui.numbers import count, money

_SENT_BY = {"amazon": "Amazon (FBA)", "afn": "Amazon (FBA)", "merchant": "the seller", "mfn": "the seller"}
BY_THE_STORE = "Bought, by the store's clock"
BY_YOU = "Bought, by your clock"
TAX_IS_ON_TOP = frozenset({"US", "CA"})
"""Stores whose item prices are without tax; everywhere else the tax is a part of the price."""


@dataclass(frozen=True)
class Fact:
    """Something known about an order."""

    name: str
    text: str
    more: str = ""
    instant: str = ""
    """ISO 8601 in UTC, where a browser writes the text in the viewer's zone."""


@dataclass(frozen=True)
class LineRow:
    """A line of an order."""

    title: str
    about: str
    quantity: str
    price: str
    tax: str
    shipping: str
    discount: str
    cancelled: bool


@dataclass(frozen=True)
class ShownOrder:
    """What the state of an order's page holds."""

    order_id: str = ""
    status: str = ""
    mood: str = ""
    facts: list[Fact] = field(default_factory=list)
    lines: list[LineRow] = field(default_factory=list)
    amount: str = ""
    units: str = ""
    tax_note: str = ""
    seller_central: str = ""
    """Where Amazon shows it; empty for a channel that is no store."""


def shown_order(order: Order, lines: list[OrderLine]) -> ShownOrder:
    """An order as text."""
    return ShownOrder(
        order_id=order.order_id,
        status=status_text(order),
        mood=MOODS[status_of(order)],
        facts=_facts(order),
        lines=[_line(one) for one in lines],
        amount=amount_of(order),
        units=count(order.units),
        seller_central=_seller_central(order),
        tax_note=f"Price, tax, shipping and discount are of the whole line. {_tax(order)}",
    )


def waiting_order() -> ShownOrder:
    """What stands on the page before it has its order."""
    names = ("Store", BY_THE_STORE, BY_YOU, "Status", "Sent by", "Last update")
    return ShownOrder(facts=[Fact(name, "\N{NO-BREAK SPACE}") for name in names])


def _tax(order: Order) -> str:
    return "Tax comes on top of the price." if order.store in TAX_IS_ON_TOP else "Tax is part of the price."


def _seller_central(order: Order) -> str:
    if order.store is None:
        return ""
    return f"{marketplaces()[order.store].seller_central_url}/orders-v3/order/{quote(order.order_id, safe='')}"


def _facts(order: Order) -> list[Fact]:
    bought, status = order.purchased_at.astimezone(UTC), status_text(order)
    facts = [
        Fact("Store", store_name(order.store) if order.store else "no store", order.channel),
        Fact(BY_THE_STORE, local_time(bought, order.store), zone_name(bought, order.store)),
        Fact(BY_YOU, local_time(bought, None), instant=bought.isoformat(timespec="seconds")),
        Fact("Status", status, "" if order.status == status else f"Amazon says: {order.status}"),
    ]
    if order.fulfillment:
        facts.append(Fact("Sent by", _SENT_BY.get(order.fulfillment.lower(), order.fulfillment)))
    return [*facts, Fact("Last update", local_time(order.updated_at, order.store), "by the store's clock")]


def _line(one: OrderLine) -> LineRow:
    return LineRow(
        title=one.title or one.sku,
        about=GAP.join(filter(None, [one.sku, one.asin])),
        quantity=count(one.quantity),
        price=_amount(one.price, one.currency) or ("cancelled" if one.cancelled else "no price yet"),
        tax=_amount(one.tax, one.currency) or NOTHING,
        shipping=_amount(one.shipping, one.currency) or NOTHING,
        discount=_amount(one.discount and -one.discount, one.currency) or NOTHING,
        cancelled=one.cancelled,
    )


def _amount(amount: int | None, currency: str | None) -> str:
    return "" if amount is None or currency is None else money(amount, currency)
