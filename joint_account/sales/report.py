"""What a row of an All Orders report says."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from joint_account.reports.cells import BadCell, amount, currency, instant, present
from joint_account.reports.recognition import Layout
from joint_account.reports.table import Batch, read_table
from joint_account.sales import cells

Line = tuple[
    str, int, str, str | None, int, str, int, str, bool, str, str, str, str, int, str, int | None, int | None, int | None,
    int | None,
]  # fmt: skip
"""One row, read: order id, number in the file, channel, store, purchased at, day, updated at, status, cancelled,
fulfillment, sku, asin, title, quantity, currency (empty if none), price, tax, shipping, discount.
A plain tuple, because millions of them go to a file and back."""


def read_report(path: Path, layout: Layout) -> Iterator[Batch]:
    """The report's rows, block by block.

    Raises:
        EndlessLine: the file has no line ends.
    """
    return read_table(path, layout, _read, _check)


def _read(
    number: int, order: str, purchased: str, status: str, sold_on: str, sku: str, pieces: str, code: str, price: str,
    updated: str, fulfillment: str, title: str, asin: str, item_status: str, tax: str, shipping: str, discount: str,
) -> Line:  # fmt: skip
    channel = cells.channel(sold_on)
    at = instant(purchased)
    money = currency(code)
    cancelled = cells.is_cancelled(status, item_status)
    if not (sku.strip() and status.strip()):
        raise BadCell("a value")
    return (
        cells.order_id(order), number, channel.name, channel.store, at, cells.day_in(channel, at),
        instant(updated) if updated else at, status, cancelled, fulfillment, sku, asin, title,
        cells.quantity(pieces, cancelled), money, amount(price, money), amount(tax, money),
        amount(shipping, money) if shipping else None, cells.discount(discount, money) if discount else None,
    )  # fmt: skip


def _check(column: str, cell: str, row: Mapping[str, str]) -> None:
    match column:
        case "amazon-order-id":
            cells.order_id(cell)
        case "order-status" | "sku":
            present(cell)
        case "purchase-date":
            instant(cell)
        case "last-updated-date" if cell:
            instant(cell)
        case "sales-channel":
            cells.channel(cell)
        case "quantity":
            cells.quantity(cell, cells.is_cancelled(row["order-status"], row["item-status"]))
        case "currency":
            currency(cell)
        case "item-price" | "item-tax" | "shipping-price":
            amount(cell, currency(row["currency"]))
        case "item-promotion-discount":
            cells.discount(cell, currency(row["currency"]))
