"""Reports as files: what each type holds, in the encoding that Amazon uses in the region."""

import json
from datetime import timedelta

from joint_account.stores.marketplaces import marketplaces
from tests.amazon.health import health
from tests.amazon.sellers import COUNTRIES, PRODUCTS, SELLERS, store_with, title_in
from tests.amazon.settlements import settlement
from tests.amazon.shapes import amount

BY_ORDER_DATE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
BY_LAST_UPDATE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
STOCK = "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA"
LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"
HEALTH = "GET_V2_SELLER_PERFORMANCE_REPORT"
SETTLEMENT = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"

ENCODINGS = {"na": ("utf-8", "UTF-8"), "eu": ("cp1252", "Cp1252"), "fe": ("cp932", "Windows-31J")}
"""Python's name and the one that the download's Content-Type says, by region."""

LONGEST_RANGE = timedelta(days=30)
OUT_OF_RANGE = "Date range exceeded. Report can be requested only upto 30 days"

_ORDER_COLUMNS = (
    "amazon-order-id merchant-order-id purchase-date last-updated-date order-status fulfillment-channel sales-channel "
    "order-channel ship-service-level product-name sku asin item-status quantity currency item-price item-tax "
    "shipping-price shipping-tax gift-wrap-price gift-wrap-tax item-promotion-discount ship-promotion-discount ship-city "
    "ship-state ship-postal-code ship-country promotion-ids is-business-order purchase-order-number price-designation"
)
_STATUS = {"PENDING": "Pending", "UNSHIPPED": "Unshipped", "SHIPPED": "Shipped", "CANCELLED": "Cancelled"}
_STOCK_COLUMNS = (
    "sku fnsku asin product-name condition your-price mfn-listing-exists mfn-fulfillable-quantity afn-listing-exists "
    "afn-warehouse-quantity afn-fulfillable-quantity afn-unsellable-quantity afn-reserved-quantity afn-total-quantity "
    "per-unit-volume afn-inbound-working-quantity afn-inbound-shipped-quantity afn-inbound-receiving-quantity"
)
_LISTING_COLUMNS = (
    "item-name item-description listing-id seller-sku price quantity open-date image-url item-is-marketplace "
    "product-id-type zshop-shipping-fee item-note item-condition zshop-category1 zshop-browse-path zshop-storefront-feature "
    "asin1 asin2 asin3 will-ship-internationally expedited-shipping zshop-boldface product-id bid-for-featured-placement "
    "add-delete pending-quantity fulfillment-channel merchant-shipping-group status"
)


def document(world, report, at):
    """What a report holds when it is made at this instant, as (bytes, content type); None when there is no data."""
    seller, kind = report.seller, report.kind
    if kind == HEALTH:
        return json.dumps(health(report.marketplace_ids)).encode(), "application/json;charset=UTF-8"
    if kind in {BY_ORDER_DATE, BY_LAST_UPDATE}:
        text = _orders(world, report, at)
    elif kind == SETTLEMENT:
        text = settlement(world, seller, report.store, report.start, report.end)
    else:
        text = (_stock if kind == STOCK else _listings)(seller, store_with(report.marketplace_ids[0]), at)
    encoding, name = ENCODINGS[SELLERS[seller].region]
    return (text.encode(encoding, errors="replace"), f"text/plain;charset={name}") if text else None


def _orders(world, report, at):
    if report.end - report.start > LONGEST_RANGE:
        return OUT_OF_RANGE
    # Whatever stores were asked for: the file holds all of the seller account's.
    if report.kind == BY_ORDER_DATE:
        found = world.bought(report.seller, report.start, min(report.end, at))
    else:
        found = world.updated(report.seller, report.start, min(report.end, at), at)
    rows = [_order_row(seen, item) for seen in (one.seen(at) for one in found) for item in seen.items]
    return _table(_ORDER_COLUMNS, rows) if rows else ""


def _order_row(seen, item):
    order, marketplace = seen.order, marketplaces()[seen.order.store]
    city, state, code = COUNTRIES[order.store].place
    priced = seen.priced and item.quantity > 0
    return {
        "amazon-order-id": order.order_id,
        "merchant-order-id": order.order_id,
        "purchase-date": order.bought.isoformat(),
        "last-updated-date": seen.updated.isoformat(),
        "order-status": _STATUS[seen.status],
        "fulfillment-channel": "Amazon" if order.by_amazon else "Merchant",
        "sales-channel": order.channel or marketplace.sales_channel,
        "ship-service-level": "Standard",
        "product-name": item.title,
        "sku": item.sku,
        "asin": item.asin,
        "item-status": {"SHIPPED": "Shipped", "PENDING": ""}.get(seen.status, "Unshipped") if item.quantity else "Cancelled",
        "quantity": str(item.quantity),
        "currency": marketplace.currency if priced else "",
        "item-price": amount(item.price, order.store) if priced else "",
        "item-tax": amount(item.tax, order.store) if priced else "",
        "shipping-price": amount(item.shipping, order.store) if priced and item.shipping else "",
        "item-promotion-discount": amount(item.discount, order.store) if priced and item.discount else "",
        "ship-city": city,
        "ship-state": state,
        "ship-postal-code": code,
        "ship-country": {"UK": "GB"}.get(order.store, order.store),
        "is-business-order": "true" if order.business else "false",
    }


def _stock(seller, code, at):
    # North America has one pool: the US stock shows in all three of its stores.
    pool = "US" if SELLERS[seller].region == "na" else code
    rows = []
    for number, product in enumerate(PRODUCTS):
        left = (sum(map(ord, pool)) * 7 + number * 31 + at.toordinal()) % 180
        rows.append(
            {
                "sku": product.sku,
                "fnsku": f"X00{number:07d}",
                "asin": product.asin,
                "product-name": title_in(code, product),
                "condition": "New",
                "your-price": f"{product.euros * COUNTRIES[code].level:.2f}",
                "mfn-listing-exists": "No",
                "afn-listing-exists": "Yes",
                "afn-warehouse-quantity": str(left + 3),
                "afn-fulfillable-quantity": str(left),
                "afn-unsellable-quantity": "1",
                "afn-reserved-quantity": "2",
                "afn-total-quantity": str(left + 15),
                "afn-inbound-working-quantity": "0",
                "afn-inbound-shipped-quantity": "12",
                "afn-inbound-receiving-quantity": "0",
            }
        )
    return _table(_STOCK_COLUMNS, rows)


def _listings(_seller, code, at):
    rows = [
        {
            "item-name": title_in(code, product),
            "listing-id": f"0101W{number:05d}",
            "seller-sku": product.sku,
            "price": f"{product.euros * COUNTRIES[code].level:.2f}",
            "quantity": "" if number % 3 else str(number),
            "open-date": "2024-01-05 08:00:00 UTC",
            "asin1": product.asin,
            "product-id": product.asin,
            "product-id-type": "1",
            "item-condition": "11",
            "fulfillment-channel": "AMAZON_EU" if number % 3 else "DEFAULT",
            "status": "Inactive" if number == 8 else "Active",
        }
        for number, product in enumerate(PRODUCTS)
    ]
    return _table(_LISTING_COLUMNS, rows)


def _table(columns, rows):
    names = columns.split()
    lines = ["\t".join(names), *("\t".join(row.get(name, "") for name in names) for row in rows)]
    return "\r\n".join(lines) + "\r\n"
