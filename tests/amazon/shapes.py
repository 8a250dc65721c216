"""Orders as the Orders API of 2026-01-01 says them."""

from decimal import Decimal

from joint_account.stores.marketplaces import marketplaces

FULFILLED = {"PENDING": 0, "UNSHIPPED": 0, "CANCELLED": 0}


def instant(moment):
    """As Amazon writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def amount(minor, code):
    """An amount of a store's currency as a decimal text."""
    places = marketplaces()[code].minor_units
    return f"{Decimal(minor).scaleb(-places):f}" if places else str(minor)


def money(minor, code):
    return {"amount": amount(minor, code), "currencyCode": marketplaces()[code].currency}


def order_json(seen, included):
    """An order at an instant; no money without PROCEEDS, no status without FULFILLMENT."""
    order = seen.order
    said = {
        "orderId": order.order_id,
        "createdTime": instant(order.bought),
        "lastUpdatedTime": instant(seen.updated),
        "programs": ["AMAZON_BUSINESS"] if order.business else [],
        "salesChannel": _channel(order),
        "orderItems": [_item_json(seen, item, included) for item in seen.items],
    }
    if "FULFILLMENT" in included:
        by = "AMAZON" if order.by_amazon else "MERCHANT"
        said["fulfillment"] = {"fulfillmentStatus": seen.status, "fulfilledBy": by, "fulfillmentServiceLevel": "STANDARD"}
    if "PROCEEDS" in included and seen.priced:
        total = sum(_total(order.store, item) for item in seen.items)
        said["proceeds"] = {"grandTotal": money(total, order.store)}
    return said


def _channel(order):
    if order.channel:
        return {"channelName": "NON_AMAZON", "marketplaceName": order.channel}
    marketplace = marketplaces()[order.store]
    return {
        "channelName": "AMAZON",
        "marketplaceId": marketplace.marketplace_id,
        "marketplaceName": marketplace.sales_channel,
    }


def _item_json(seen, item, included):
    code = seen.order.store
    said = {
        "orderItemId": item.item_id,
        "quantityOrdered": item.quantity,
        "product": {"asin": item.asin, "title": item.title, "sellerSku": item.sku},
    }
    if seen.priced and item.quantity and "PROCEEDS" in included:
        said["product"]["price"] = {"unitPrice": money(item.price // item.quantity, code)}
        parts = {"ITEM": item.price, "SHIPPING": item.shipping, "DISCOUNT": -item.discount}
        said["proceeds"] = {
            "proceedsTotal": money(_total(code, item), code),
            "breakdowns": [
                *({"type": kind, "subtotal": money(minor, code)} for kind, minor in parts.items() if minor),
                {
                    "type": "TAX",
                    "subtotal": money(item.tax, code),
                    "detailedBreakdowns": [{"subtype": "ITEM", "value": money(item.tax, code)}],
                },
            ],
        }
    if "FULFILLMENT" in included:
        sent = FULFILLED.get(seen.status, item.quantity)
        said["fulfillment"] = {"quantityFulfilled": sent, "quantityUnfulfilled": item.quantity - sent}
    return said


def _total(code, item):
    on_top = item.tax if code in {"US", "CA"} else 0
    return item.price + item.shipping - item.discount + on_top
