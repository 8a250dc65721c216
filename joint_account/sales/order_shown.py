"""One order as text: what its state holds, and nothing more."""

from dataclasses import dataclass, field
from datetime import UTC

from joint_account.sales.models import Order, OrderLine
from joint_account.sales.order_search import status_of
from joint_account.sales.orders_shown import MOODS, amount_of, status_text
from joint_account.sales.words import GAP, NOTHING, store_name
from joint_account.sales.zones import local_time, zone_name
from joint_account.ui.numbers import count, money

_SENT_BY = {"amazon": "Amazon (FBA)", "afn": "Amazon (FBA)", "merchant": "the seller", "mfn": "the seller"}
TAX_IS_ON_TOP = frozenset({"US", "CA"})
"""Stores whose item prices are without tax; everywhere else the tax is a part of the price."""


@dataclass(frozen=True)
class Fact:
    """Something known about an order."""

    name: str
    text: str
    more: str = ""


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
    bought_at: str = ""
    """For the browser, which knows the viewer's zone: ISO 8601 in UTC."""
    bought_in_utc: str = ""
    facts: list[Fact] = field(default_factory=list)
    lines: list[LineRow] = field(default_factory=list)
    amount: str = ""
    units: str = ""
    tax_note: str = ""


def shown_order(order: Order, lines: list[OrderLine]) -> ShownOrder:
    """An order as text."""
    bought = order.purchased_at.astimezone(UTC)
    return ShownOrder(
        order_id=order.order_id,
        status=status_text(order),
        mood=MOODS[status_of(order)],
        bought_at=bought.isoformat(timespec="seconds").replace("+00:00", "Z"),
        bought_in_utc=local_time(bought, None),
        facts=_facts(order),
        lines=[_line(one) for one in lines],
        amount=amount_of(order),
        units=count(order.units),
        tax_note="Tax comes on top of the price." if order.store in TAX_IS_ON_TOP else "Tax is part of the price.",
    )


def _facts(order: Order) -> list[Fact]:
    facts = [
        Fact("Store", store_name(order.store) if order.store else "no store", order.channel),
        Fact(
            "Bought, by the store's clock",
            local_time(order.purchased_at, order.store),
            zone_name(order.purchased_at, order.store),
        ),
        Fact("Status", status_text(order), f"Amazon says: {order.status}"),
        Fact("Last update", local_time(order.updated_at, order.store)),
    ]
    if order.fulfillment:
        facts.append(Fact("Sent by", _SENT_BY.get(order.fulfillment.lower(), order.fulfillment)))
    return facts


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
