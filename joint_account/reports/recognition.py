"""Tells what kind of report a file is from its first bytes, and from what people upload in a report's place."""

import csv
from pathlib import Path
from typing import NamedTuple

from joint_account.reports import refusals
from joint_account.reports.encoding import encoding_of
from joint_account.reports.kinds import COLUMNS, IN_JAPANESE, Kind

_ORDERS = COLUMNS[Kind.ORDERS].required
_START = 1 << 16
_MAGIC = {
    b"PK\x03\x04": refusals.WorkbookFile,
    b"\xd0\xcf\x11\xe0": refusals.WorkbookFile,
    b"PK\x05\x06": refusals.PackedFile,
    b"\x1f\x8b": refusals.PackedFile,
    b"\xff\xfe": refusals.Utf16File,
    b"\xfe\xff": refusals.Utf16File,
}
_HEALTH = (b'"accountStatuses"', b'"performanceMetrics"')
_TRANSACTIONS = (
    *("settlement id", "abrechnungsnummer", "numéro de versement", "numero pagamento", "identificador de pago"),
    *("決済番号", "número de liquidación", "schikkings-id", "afwikkelings-id", "reglerings-id", "identyfikator rozliczenia"),
)
"""A column of the date-range report of payments, in the languages that it comes in."""
_HEADER_WITHIN = 50
"""Lines: that report has some sentences before its header."""


class Layout(NamedTuple):
    """How a report is to be read."""

    kind: Kind
    encoding: str
    size: int
    """Bytes in the file."""
    begins: int
    """Byte at which the first row starts."""
    width: int
    """Cells that every row has."""
    places: tuple[int, ...]
    """Where the columns that are read stand; `width` for one that the report does not have."""


def recognise(path: Path, store: str | None = None) -> Layout:
    """What the file is, and how to read it.

    Args:
        path: the file.
        store: country code of the store that it is known to be of.

    Raises:
        ReportRefused: it is none of the reports that are read; the sentence says what it is and what to do.
    """
    with path.open("rb") as file:
        start = file.read(_START)
    _refuse_other_formats(start)
    if _is_health(start):
        return Layout(Kind.HEALTH, "utf-8-sig", path.stat().st_size, 0, 0, ())
    encoding = encoding_of(path, japan=store == "JP")
    header, found, _ = start.partition(b"\n")
    names = header.decode(encoding, errors="replace").rstrip("\r").split("\t")
    columns = [name.strip().lower().replace(" ", "-") for name in names]
    columns = [IN_JAPANESE.get(name, name) for name in columns]
    kind = _kind_of(columns, start)
    if not start[len(header) :].strip():
        raise refusals.NoOrders if kind is Kind.ORDERS else refusals.NoRows
    read = COLUMNS[kind].read
    places = tuple(columns.index(name) if name in columns else len(columns) for name in read)
    return Layout(kind, encoding, path.stat().st_size, len(header) + len(found), len(columns), places)


def _is_health(start: bytes) -> bool:
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    return text[:1] == b"{" and any(name in text for name in _HEALTH)


def _refuse_other_formats(start: bytes) -> None:
    for magic, refusal in _MAGIC.items():
        if start.startswith(magic):
            raise _workbook_or_packed(start) if magic == b"PK\x03\x04" else refusal
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text:
        raise refusals.EmptyFile
    if b"\0" in text[:64]:
        raise refusals.Utf16File
    if text[:1] in (b"<", b"[") or (text[:1] == b"{" and not _is_health(start)):
        raise refusals.WebPage
    if text.lower().startswith(b"date range exceeded"):
        raise refusals.RangeExceeded


def _workbook_or_packed(start: bytes) -> type[refusals.ReportRefused]:
    return refusals.WorkbookFile if b"[Content_Types].xml" in start or b"xl/" in start else refusals.PackedFile


def _kind_of(columns: list[str], start: bytes) -> Kind:
    if any("\r" in name for name in columns):
        raise refusals.OldMacLines
    kind = _named_by(columns)
    required = COLUMNS[kind].required
    if kind is Kind.ORDERS:
        _refuse_other_reports(columns, start)
    missing = [name for name in required if name not in columns]
    if len(missing) == len(required):
        raise refusals.UnknownFile
    if missing:
        raise refusals.MissingColumns(missing, COLUMNS[kind].name)
    return kind


def _named_by(columns: list[str]) -> Kind:
    """The kind whose own columns stand here; orders where nothing tells."""
    if "settlement-id" in columns:
        return Kind.SETTLEMENT
    if any(name.startswith("afn-") for name in columns):
        return Kind.STOCK
    if "seller-sku" in columns and "fulfillment-channel-sku" not in columns:
        return Kind.LISTINGS
    return Kind.ORDERS


def _refuse_other_reports(columns: list[str], start: bytes) -> None:
    if "fulfillment-channel-sku" in columns:
        raise refusals.OtherStockReport
    if "order-id" in columns and "amazon-order-id" not in columns:
        raise refusals.OrderReport
    if columns[0].startswith('"') and any(name.strip('"') in _ORDERS for name in columns):
        raise refusals.QuotedCells
    _refuse_other_separators(columns)
    lines = start.decode("utf-8-sig", errors="replace").lower().split("\n")[:_HEADER_WITHIN]
    if any(name in line for line in lines for name in _TRANSACTIONS):
        raise refusals.TransactionsReport


def _refuse_other_separators(columns: list[str]) -> None:
    for separator in ",;|":
        names = next(csv.reader(columns[:1], delimiter=separator))
        known = {name for one in COLUMNS.values() for name in one.required}
        if len(names) > 1 and any(name.strip() in known for name in names):
            raise refusals.NotTabs
