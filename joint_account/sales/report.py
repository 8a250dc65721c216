"""Reads the rows of an All Orders report in blocks: memory stays flat however long the file is.

Amazon writes the report tab-separated and without quoting: a quotation mark in a title is a character like any other
(12" pan), so no CSV reader may see it as more.
"""

from collections.abc import Iterator, Sequence
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from joint_account.sales import cells
from joint_account.sales.cells import BadCell
from joint_account.sales.encoding import BLOCK
from joint_account.sales.recognition import READ, Layout
from joint_account.sales.refusals import BadRow, EndlessLine

Line = tuple[
    str, int, str, str | None, int, str, int, str, bool, str, str, str, str, int, str, int | None, int | None, int | None,
    int | None,
]  # fmt: skip
"""One row, read: order id, number in the file, channel, store, purchased at, day, updated at, status, cancelled,
fulfillment, sku, asin, title, quantity, currency (empty if none), price, tax, shipping, discount.
A plain tuple, because millions of them go to a file and back."""

_LONGEST_LINE = 1 << 22


class Batch(NamedTuple):
    """What one block of the file held."""

    lines: list[Line]
    bad: list[BadRow]
    read: int
    """Bytes of the file read so far."""


def read_report(path: Path, layout: Layout) -> Iterator[Batch]:
    """The report's rows, block by block.

    Raises:
        EndlessLine: the file has no line ends.
    """
    number, read = 2, layout.begins
    for piece in _pieces(path, layout.begins):
        read += len(piece)
        texts = piece.decode(layout.encoding, errors="replace").replace("\r\n", "\n").split("\n")
        if not texts[-1]:
            texts.pop()
        lines, bad = _read_all(texts, number, layout)
        yield Batch(lines, bad, read)
        number += len(texts)


def _pieces(path: Path, begins: int) -> Iterator[bytes]:
    """Whole lines: no encoding that is read here has a line feed inside a character."""
    rest = b""
    with path.open("rb") as file:
        file.seek(begins)
        while block := file.read(BLOCK):
            whole, found, tail = block.rpartition(b"\n")
            if found:
                yield rest + whole + found
                rest = b""
            rest += tail
            if len(rest) > _LONGEST_LINE:
                raise EndlessLine
    if rest:
        yield rest


def _read_all(texts: Sequence[str], first: int, layout: Layout) -> tuple[list[Line], list[BadRow]]:
    pick, width = itemgetter(*layout.places), layout.width
    lines: list[Line] = []
    bad: list[BadRow] = []
    for number, text in enumerate(texts, first):
        row = text.split("\t")
        if len(row) != width:
            if text.strip():
                order = row[layout.places[0]] if layout.places[0] < len(row) else ""
                bad.append(BadRow(number, "(all)", f"{len(row)} cells", f"{width} cells, as the first line has", order=order))
            continue
        row.append("")
        try:
            picked = pick(row)
            if len(text) > cells.LONGEST or "\0" in text:
                _check_letters(picked)
            lines.append(_read(number, *picked))
        except BadCell:
            bad.append(_diagnosis(number, picked))
    return lines, bad


def _check_letters(row: tuple[str, ...]) -> None:
    for cell in row:
        if len(cell) > cells.LONGEST:
            raise BadCell(f"{cells.LONGEST:,} characters at most")
        if "\0" in cell:
            raise BadCell("text without a NUL character")


def _read(
    number: int, order: str, purchased: str, status: str, sold_on: str, sku: str, pieces: str, code: str, price: str,
    updated: str, fulfillment: str, title: str, asin: str, item_status: str, tax: str, shipping: str, discount: str,
) -> Line:  # fmt: skip
    channel = cells.channel(sold_on)
    at = cells.instant(purchased)
    money = cells.currency(code)
    cancelled = cells.is_cancelled(status, item_status)
    if not (sku.strip() and status.strip()):
        raise BadCell("a value")
    return (
        cells.order_id(order), number, channel.name, channel.store, at, cells.day_in(channel, at),
        cells.instant(updated) if updated else at, status, cancelled, fulfillment, sku, asin, title,
        cells.quantity(pieces, cancelled), money, cells.amount(price, money), cells.amount(tax, money),
        cells.amount(shipping, money) if shipping else None, cells.discount(discount, money) if discount else None,
    )  # fmt: skip


def _diagnosis(number: int, row: tuple[str, ...]) -> BadRow:
    """Which cell of a row was it? Only asked about the few rows that cannot be read."""
    named = dict(zip(READ, row, strict=True))
    for column, cell in named.items():
        try:
            _check_letters((cell,))
            _check(column, cell, named)
        except BadCell as bad:
            return BadRow(number, column, cell, bad.expected, bad.by_spreadsheet, row[0])
    raise AssertionError("a row that cannot be read has a cell that cannot")


def _check(column: str, cell: str, row: dict[str, str]) -> None:
    match column:
        case "amazon-order-id":
            cells.order_id(cell)
        case "order-status" | "sku":
            cells.present(cell)
        case "purchase-date":
            cells.instant(cell)
        case "last-updated-date" if cell:
            cells.instant(cell)
        case "sales-channel":
            cells.channel(cell)
        case "quantity":
            cells.quantity(cell, cells.is_cancelled(row["order-status"], row["item-status"]))
        case "currency":
            cells.currency(cell)
        case "item-price" | "item-tax" | "shipping-price":
            cells.amount(cell, cells.currency(row["currency"]))
        case "item-promotion-discount":
            cells.discount(cell, cells.currency(row["currency"]))
