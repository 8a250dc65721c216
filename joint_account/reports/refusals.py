"""What can stop an import. Each refusal has its own class and its own sentence, which is what the person reads."""

from collections.abc import Sequence
from typing import NamedTuple

_AGAIN = "Download it again in Seller Central (Reports, Fulfillment, All Orders) and upload it without opening it."
ANEW = "Download it again and give it here without opening it."
SHOWN = 60
"""Characters of a cell that a sentence holds at most."""


class BadRow(NamedTuple):
    """A row of a report that cannot be read: where, what stood there, what should have."""

    line: int
    """Counted from 1, the header included, as an editor shows it."""
    column: str
    found: str
    expected: str
    by_spreadsheet: bool = False
    """Whether it looks as only a spreadsheet writes it."""
    order: str = ""
    """What stands where its order's id belongs."""

    @property
    def sentence(self) -> str:
        """Line 3, column item-price: found “12,50”, expected …"""
        found = self.found if len(self.found) <= SHOWN else f"{self.found[:SHOWN]}…"
        shown = f"“{found.replace(chr(0), '␀')}”" if found.strip() else "an empty cell"
        return f"line {self.line}, column {self.column}: found {shown}, expected {self.expected}."


class ImportRefused(Exception):
    """Nothing was imported. `sentence` is what the person reads."""

    sentence = "That could not be imported."

    def __str__(self) -> str:
        """The sentence."""
        return self.sentence


class NoJointAccount(ImportRefused):
    """Whoever asks is in no joint account."""

    sentence = "You are not in a joint account yet. Start one in Family Members, then import."


class ViewerMayNotImport(ImportRefused):
    """A viewer reads only."""

    sentence = "A viewer reads only. Ask the organizer or a manager to import this file."


class ReportRefused(ImportRefused):
    """The file is not what can be imported: one of those below."""


class EmptyFile(ReportRefused):
    """Not a byte, or nothing but blanks."""

    sentence = f"This file is empty. {_AGAIN}"


class NoOrders(ReportRefused):
    """A header and nothing below it."""

    sentence = "This report has its header but no orders: nothing was ordered in its days. Choose other days."


class PackedFile(ReportRefused):
    """Zip or gzip."""

    sentence = "This file is packed (zip or gzip). Unpack it, and upload the .txt file that is inside."


class WorkbookFile(ReportRefused):
    """A spreadsheet's own format."""

    sentence = f"This is a spreadsheet's workbook, not the report as Amazon wrote it. {_AGAIN}"


class Utf16File(ReportRefused):
    """What spreadsheets call Unicode text."""

    sentence = f"This file was saved by a spreadsheet as Unicode text (UTF-16). {_AGAIN}"


class NotTabs(ReportRefused):
    """The report's header, between commas or semicolons."""

    sentence = f"The columns of this file stand between commas or semicolons, so a spreadsheet saved it. {_AGAIN}"


class OldMacLines(ReportRefused):
    """Lines that end in a carriage return alone."""

    sentence = f"The lines of this file end as only an old spreadsheet writes them. {_AGAIN}"


class QuotedCells(ReportRefused):
    """The report's header, in quotation marks."""

    sentence = f"The column names of this file stand in quotation marks, so another program saved it. {_AGAIN}"


class ThroughSpreadsheet(ReportRefused):
    """Dates or amounts that only a spreadsheet writes."""

    def __init__(self, row: BadRow) -> None:
        self.sentence = f"A spreadsheet has changed this file: {row.sentence} {_AGAIN}"
        super().__init__(self.sentence)


class OrderReport(ReportRefused):
    """The seller-fulfilled family, whose first column is order-id."""

    sentence = (
        "This is an Order Report (orders that you ship yourself, with buyers' addresses), which is not imported. "
        "Download All Orders instead: Reports, Fulfillment, All Orders."
    )


class OtherStockReport(ReportRefused):
    """Stock without what is on its way, under other names."""

    sentence = (
        "This is Amazon Fulfilled Inventory, which does not tell what is on its way. "
        "Download Manage FBA Inventory instead: Reports, Fulfillment, Inventory."
    )


class TransactionsReport(ReportRefused):
    """Payments between two days: columns, dates and amounts in the language of whoever asked for it."""

    sentence = (
        "This is a report of payments between two days, which is written in a language of its own in each country and is not "
        "read yet. Download the settlement instead: Payments, All Statements, Download Flat File V2."
    )


class NoRows(ReportRefused):
    """A header and nothing below it: of stock or listings it would empty a store."""

    sentence = f"This report has its header but no rows, so it is not taken. {ANEW}"


class RangeExceeded(ReportRefused):
    """Amazon's own sentence in place of a report."""

    sentence = "Amazon wrote into this file that its days are too many, and nothing else. Download at most 30 days at a time."


class WebPage(ReportRefused):
    """HTML, XML or JSON."""

    sentence = f"This is a web page or an error message, not a report; the download may have needed a new log-in. {_AGAIN}"


class UnknownFile(ReportRefused):
    """Nothing in the first line is known."""

    sentence = f"This is no report that is read here: its first line names none of the columns of one. {_AGAIN}"


class MissingColumns(ReportRefused):
    """A report without what a row of it needs."""

    def __init__(self, missing: Sequence[str], name: str = "All Orders") -> None:
        again = _AGAIN if name == "All Orders" else ANEW
        told = "" if name == "All Orders" else f" ({name})"
        self.sentence = (
            f"This report{told} has no column {', '.join(missing)}. "
            f"Turn it on in the report's settings, or {again[0].lower()}{again[1:]}"
        )
        super().__init__(self.sentence)


class EndlessLine(ReportRefused):
    """More bytes without a line's end than any report has."""

    sentence = f"This file has a line that does not end, so it is no report. {_AGAIN}"


class BadRows(ReportRefused):
    """Some rows cannot be read, and leaving them out was not asked for."""

    def __init__(self, rows: Sequence[BadRow], count: int) -> None:
        self.rows = tuple(rows)
        self.count = count
        more = f" So are {count - 1} more rows." if count > 2 else " So is one more row." if count == 2 else ""
        self.sentence = f"Nothing was imported, because a row is wrong: {rows[0].sentence}{more}"
        super().__init__(self.sentence)
