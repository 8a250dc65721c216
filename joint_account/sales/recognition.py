"""Tells an All Orders report from what people upload in its place, by the first bytes."""

import csv
from pathlib import Path
from typing import NamedTuple

from joint_account.sales import refusals
from joint_account.sales.encoding import encoding_of

REQUIRED = (
    "amazon-order-id",
    "purchase-date",
    "order-status",
    "sales-channel",
    "sku",
    "quantity",
    "currency",
    "item-price",
)
OPTIONAL = (
    "last-updated-date",
    "fulfillment-channel",
    "product-name",
    "asin",
    "item-status",
    "item-tax",
    "shipping-price",
    "item-promotion-discount",
)
READ = REQUIRED + OPTIONAL
"""The columns that are read. Every other one, buyers' personal data above all, is left in the file."""

_START = 1 << 16
_MAGIC = {
    b"PK\x03\x04": refusals.WorkbookFile,
    b"\xd0\xcf\x11\xe0": refusals.WorkbookFile,
    b"PK\x05\x06": refusals.PackedFile,
    b"\x1f\x8b": refusals.PackedFile,
    b"\xff\xfe": refusals.Utf16File,
    b"\xfe\xff": refusals.Utf16File,
}


class Layout(NamedTuple):
    """How a report is to be read."""

    encoding: str
    size: int
    """Bytes in the file."""
    begins: int
    """Byte at which the first row starts."""
    width: int
    """Cells that every row has."""
    places: tuple[int, ...]
    """Where the columns of READ stand; `width` for one that the report does not have."""


def recognise(path: Path) -> Layout:
    """How to read the file.

    Raises:
        ReportRefused: it is not an All Orders report; the sentence says what it is and what to do.
    """
    with path.open("rb") as file:
        start = file.read(_START)
    _refuse_other_formats(start)
    encoding = encoding_of(path)
    header, found, _ = start.partition(b"\n")
    names = header.decode(encoding, errors="replace").rstrip("\r").split("\t")
    columns = [name.strip().lower().replace(" ", "-") for name in names]
    _refuse_other_reports(columns)
    if not start[len(header) :].strip():
        raise refusals.NoOrders
    places = tuple(columns.index(name) if name in columns else len(columns) for name in READ)
    return Layout(encoding, path.stat().st_size, len(header) + len(found), len(columns), places)


def _refuse_other_formats(start: bytes) -> None:
    for magic, refusal in _MAGIC.items():
        if start.startswith(magic):
            raise _workbook_or_packed(start) if magic == b"PK\x03\x04" else refusal
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text:
        raise refusals.EmptyFile
    if b"\0" in text[:64]:
        raise refusals.Utf16File
    if text[:1] in (b"<", b"{", b"["):
        raise refusals.WebPage
    if text.lower().startswith(b"date range exceeded"):
        raise refusals.RangeExceeded


def _workbook_or_packed(start: bytes) -> type[refusals.ReportRefused]:
    return refusals.WorkbookFile if b"[Content_Types].xml" in start or b"xl/" in start else refusals.PackedFile


def _refuse_other_reports(columns: list[str]) -> None:
    if "order-id" in columns and "amazon-order-id" not in columns and "settlement-id" not in columns:
        raise refusals.OrderReport
    if "settlement-id" in columns:
        raise refusals.SettlementReport
    if any("\r" in name for name in columns):
        raise refusals.OldMacLines
    if columns[0].startswith('"') and any(name.strip('"') in REQUIRED for name in columns):
        raise refusals.QuotedCells
    _refuse_other_separators(columns)
    missing = [name for name in REQUIRED if name not in columns]
    if len(missing) == len(REQUIRED):
        raise refusals.UnknownFile
    if missing:
        raise refusals.MissingColumns(missing)


def _refuse_other_separators(columns: list[str]) -> None:
    for separator in ",;|":
        names = next(csv.reader(columns[:1], delimiter=separator))
        if len(names) > 1 and any(name.strip() in REQUIRED for name in names):
            raise refusals.NotTabs
