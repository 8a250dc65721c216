"""What a line of a settlement says, once it is known how the file writes its amounts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from joint_account.reports.cells import BadCell, currency, present, whole
from joint_account.reports.kinds import COLUMNS, Kind
from joint_account.reports.refusals import BadRow
from joint_account.sales.parts_of_money import part_of
from joint_account.sales.settlement_cells import moment, signed_amount
from joint_account.stores.marketplaces import by_sales_channel, marketplaces

LINE = (
    *("number", "store", "day", "kind", "transaction_type", "amount_type", "description", "order_id", "sku"),
    *("quantity", "amount"),
)
"""Columns of the table `settlement_line`, after those that say whose it is."""

_MOST_PIECES = 10_000_000
_LONGEST_ID = 64
_READ = COLUMNS[Kind.SETTLEMENT].read


class BadLine(Exception):
    """A line that cannot be read."""

    def __init__(self, row: BadRow) -> None:
        self.row = row
        super().__init__(row.sentence)


@dataclass(frozen=True)
class RawLine:
    """A line as it stands in the file."""

    number: int
    cells: dict[str, str]

    @classmethod
    def of(cls, row: Sequence[Any]) -> "RawLine":
        """From its number and its cells, in the order that they are read in."""
        return cls(row[0], dict(zip(_READ, (cell.strip() for cell in row[1:]), strict=True)))

    def __getitem__(self, column: str) -> str:
        """A cell, without blanks around it."""
        return self.cells[column]

    def read(self, column: str, how: Callable[[str], Any]) -> Any:
        """What a cell says.

        Raises:
            BadLine: it cannot be read.
        """
        try:
            return how(self.cells[column])
        except BadCell as bad:
            row = BadRow(self.number, column, self.cells[column], bad.expected, bad.by_spreadsheet)
            raise BadLine(row) from None


class Head(NamedTuple):
    """What the first line says of the whole."""

    settlement_id: str
    currency: str
    starts_at: datetime
    ends_at: datetime
    deposit_day: date | None
    total: int
    """Minor units."""


def head_of(line: RawLine, mark: str) -> Head:
    """What the first line says.

    Raises:
        BadLine: it cannot be read.
    """
    code = line.read("currency", lambda text: currency(present(text)))
    return Head(
        line.read("settlement-id", _an_id),
        code,
        line.read("settlement-start-date", moment),
        line.read("settlement-end-date", moment),
        line.read("deposit-date", lambda text: moment(text).date() if text else None),
        line.read("total-amount", lambda text: signed_amount(text, code, mark)),
    )


def line_of(line: RawLine, head: Head, store_of_most: str, mark: str) -> tuple[Any, ...]:
    """Cells as in LINE. Names of channels that are no store are left out: what they bring belongs to the account.

    Raises:
        BadLine: it cannot be read.
    """
    line.read("settlement-id", lambda text: _same(text, head.settlement_id))
    # Some files name it in their first line only.
    line.read("currency", lambda text: _same(currency(text) or head.currency, head.currency))
    market = by_sales_channel().get(line["marketplace-name"].lower())
    store = market.country_code if market else ""
    day = _day(line, store or store_of_most)
    pieces = line.read("quantity-purchased", lambda text: whole(text, _MOST_PIECES) if text else None)
    amount = line.read("amount", lambda text: signed_amount(text, head.currency, mark))
    words = line["transaction-type"], line["amount-type"], line["amount-description"]
    return (
        *(line.number, store, day.isoformat(), part_of(*words).value, *words),
        *(line["order-id"], line["sku"], pieces, amount),
    )


def _day(line: RawLine, store: str) -> date:
    """Of the line's moment in the store's zone, or as it is written where no moment is."""
    zone = marketplaces()[store].zone if store else ZoneInfo("UTC")
    if line["posted-date-time"]:
        return line.read("posted-date-time", lambda text: moment(text).astimezone(zone).date())
    return line.read("posted-date", lambda text: moment(text).date())


def _an_id(text: str) -> str:
    if not 0 < len(text) <= _LONGEST_ID:
        raise BadCell("the settlement's number")
    return text


def _same(found: str, expected: str) -> None:
    if found != expected:
        raise BadCell(f"{expected}, as the first line has")
