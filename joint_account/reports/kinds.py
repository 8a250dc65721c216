"""The kinds of report that are read, and which of their columns. Every other one is left in the file.

Sources: "Order Tracking", "Inventory", "FBA Inventory" and "Settlement reports attributes" of Amazon's Selling Partner API
documentation. Buyers' personal data (names, addresses, tax numbers) stands in columns that are not here.
"""

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a file is."""

    ORDERS = "orders"
    STOCK = "stock"
    LISTINGS = "listings"
    HEALTH = "health"
    SETTLEMENT = "settlement"


CALLED = {
    Kind.ORDERS: "orders",
    Kind.STOCK: "stock",
    Kind.LISTINGS: "listings",
    Kind.HEALTH: "account health",
    Kind.SETTLEMENT: "settlement",
}
"""What people call them."""


class Columns(NamedTuple):
    """What is read of a kind of report."""

    name: str
    """As Seller Central calls the report."""
    required: tuple[str, ...]
    optional: tuple[str, ...]

    @property
    def read(self) -> tuple[str, ...]:
        """All of them, in the order that readers get their cells in."""
        return self.required + self.optional


COLUMNS = {
    Kind.ORDERS: Columns(
        "All Orders",
        (
            *("amazon-order-id", "purchase-date", "order-status", "sales-channel"),
            *("sku", "quantity", "currency", "item-price"),
        ),
        (
            *("last-updated-date", "fulfillment-channel", "product-name", "asin", "item-status"),
            *("item-tax", "shipping-price", "item-promotion-discount"),
        ),
    ),
    # GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA
    Kind.STOCK: Columns(
        "Manage FBA Inventory",
        ("sku", "asin", "afn-fulfillable-quantity"),
        (
            *("fnsku", "condition", "afn-reserved-quantity", "afn-unsellable-quantity"),
            *("afn-inbound-working-quantity", "afn-inbound-shipped-quantity", "afn-inbound-receiving-quantity"),
        ),
    ),
    # GET_MERCHANT_LISTINGS_ALL_DATA
    Kind.LISTINGS: Columns(
        "All Listings",
        ("seller-sku", "item-name", "price", "quantity", "fulfillment-channel", "status"),
        ("asin1", "product-id", "listing-id", "item-condition"),
    ),
    # GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2
    Kind.SETTLEMENT: Columns(
        "Settlement (Flat File V2)",
        (
            *("settlement-id", "settlement-start-date", "settlement-end-date", "total-amount", "currency"),
            *("transaction-type", "order-id", "marketplace-name", "amount-type", "amount-description", "amount"),
            "posted-date",
        ),
        ("deposit-date", "posted-date-time", "sku", "quantity-purchased"),
    ),
}

IN_JAPANESE = {
    "商品名": "item-name",
    "出品id": "listing-id",
    "出品者sku": "seller-sku",
    "価格": "price",
    "数量": "quantity",
    "コンディション": "item-condition",
    "商品id": "product-id",
    "asin-1": "asin1",
    "フルフィルメント・チャンネル": "fulfillment-channel",
    "ステータス": "status",
}
"""What the columns of listings are called in Japan, the one country where they have other names."""
