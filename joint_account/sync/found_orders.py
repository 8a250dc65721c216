"""Orders of the Orders API as the rows that a report of the same instant would bring: so neither undoes the other.

That an ITEM amount is what a report calls item-price, with VAT where prices hold it, is assumed. The model of orders
2026-01-01 does not say. Its one example with tax from such a store (getOrder, Amazon.co.uk) adds TAX on top of ITEM: 89.97,
10.00 shipping and 4.00 make 103.97; but 4.00 is the VAT of it at no British rate, and its other examples from Amazon.co.uk,
Japan and Turkey name no TAX at all. Somebody asked Amazon what each amount holds, and the answer is not out yet
(amzn/selling-partner-api-models, issue 5297). Were ITEM without VAT, days whose orders came this way would be lower than
Amazon's own figures by their tax: reconciliation shows that as not explained, and says how much the tax is.
"""

from collections.abc import Callable

from joint_account.database.columns import microseconds
from joint_account.reports.cells import BadCell, amount, currency, present
from joint_account.sales import cells
from joint_account.sales.cells import Channel
from joint_account.sales.report import Line
from joint_account.stores.amazon.order_results import Order, OrderItem
from joint_account.stores.amazon.results import Money
from joint_account.stores.marketplaces import marketplaces

_FULFILLED_BY = {"AMAZON": "Amazon", "MERCHANT": "Merchant"}
_NO_STORE = "Non-Amazon"


def lines_of(order: Order) -> list[Line]:
    """The order's lines.

    Raises:
        BadCell: something in it is not what an order can have; `expected` says what should stand there.
    """
    channel = _channel_of(order)
    said = order.fulfillment.fulfillment_status if order.fulfillment else ""
    # Reports write PARTIALLY_SHIPPED as PartiallyShipped.
    status = present("".join(word.capitalize() for word in said.split("_")))
    fulfilled_by = (order.fulfillment.fulfilled_by if order.fulfillment else "") or ""
    purchased, updated = microseconds(order.created_time), microseconds(order.last_updated_time)
    shared = (
        channel.name, channel.store, purchased, cells.day_in(channel, purchased), updated, status,
        _FULFILLED_BY.get(fulfilled_by, fulfilled_by),
    )  # fmt: skip
    order_id = cells.order_id(order.order_id)
    return [_line(order_id, number, shared, item) for number, item in enumerate(order.order_items, 1)]


def _line(order_id: str, number: int, shared: tuple, item: OrderItem) -> Line:
    channel, store, purchased, day, updated, status, fulfilled_by = shared
    # A line of which nothing is left was cancelled, whatever became of the others.
    cancelled = cells.is_cancelled(status, "" if item.quantity_ordered else "Cancelled")
    price = item.part("ITEM")
    return (
        order_id, number, channel, store, purchased, day, updated, status, cancelled, fulfilled_by,
        present(item.product.seller_sku or ""), item.product.asin or "", item.product.title or "",
        cells.quantity(str(item.quantity_ordered), cancelled), currency(price.currency_code) if price else "",
        _minor(price), _minor(item.part("TAX")), _minor(item.part("SHIPPING")), _minor(item.part("DISCOUNT"), cells.discount),
    )  # fmt: skip


def _minor(money: Money | None, read: Callable[[str, str], int | None] = amount) -> int | None:
    return read(f"{money.amount:f}", currency(money.currency_code)) if money else None


def _channel_of(order: Order) -> Channel:
    sold_on = order.sales_channel
    known = {one.marketplace_id: one.sales_channel for one in marketplaces().values()}
    if sold_on.channel_name == "AMAZON":
        return cells.channel(known.get(sold_on.marketplace_id or "", sold_on.marketplace_name or ""))
    try:
        return cells.channel(sold_on.marketplace_name or _NO_STORE)
    except BadCell:
        return cells.channel(_NO_STORE)
