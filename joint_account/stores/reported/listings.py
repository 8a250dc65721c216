"""What a row of the report "All Listings" says."""

from collections.abc import Callable, Mapping

from joint_account.reports.cells import amount, present, whole
from joint_account.reports.table import Check, Read

COLUMNS = ("sku", "asin", "listing_id", "title", "condition", "price", "quantity", "by_amazon", "status")
"""Columns of the table `listing`, after those that say whose it is."""
KEY = 1

_MOST = 10_000_000
_ASIN_LENGTH = 10


def reader(currency: str) -> tuple[Read, Check]:
    """How rows are read whose prices are in this currency: the file does not say it."""
    return _reading(currency), _checking(currency)


def _reading(currency: str) -> Read:
    def read(
        number: int, sku: str, title: str, price: str, pieces: str, channel: str, status: str, asin: str, product: str,
        listing_id: str, condition: str,
    ) -> tuple[str | int | bool | None, ...]:  # fmt: skip
        quantity = whole(pieces, _MOST) if pieces.strip() else None
        # Where the report has no ASIN of its own, the product id is one, unless it is a bar code.
        named = asin.strip() or (product.strip() if len(product.strip()) == _ASIN_LENGTH else "")
        kept = (present(sku), number, named, listing_id, title, condition, amount(price, currency), quantity)
        return (*kept, present(channel).strip().upper() != "DEFAULT", present(status).strip())

    return read


def _checking(currency: str) -> Callable[[str, str, Mapping[str, str]], None]:
    def check(column: str, cell: str, row: Mapping[str, str]) -> None:
        if column in {"seller-sku", "fulfillment-channel", "status"}:
            present(cell)
        elif column == "price":
            amount(cell, currency)
        elif column == "quantity" and cell.strip():
            whole(cell, _MOST)

    return check
