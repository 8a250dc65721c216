"""What a joint account sold, by store and day, as the command line prints it."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlmodel import col, select

from joint_account.database import reading
from joint_account.sales.models import DailySales
from joint_account.ui.numbers import major, minor_digits


class Total(NamedTuple):
    """One store, one of its days, one currency."""

    store: str
    day: str
    """ISO."""
    currency: str
    sales: str
    """In the currency's units, with all its decimal places: 1234.56, and 1980 in JPY."""
    orders: int
    units: int


async def totals(joint_account_id: int, first: date | None = None, last: date | None = None) -> list[Total]:
    """Every day with orders, by store, then day.

    Args:
        joint_account_id: whose sales.
        first: the first day, or none for the beginning.
        last: the last day, or none for the end.
    """
    query = select(DailySales).where(DailySales.joint_account_id == joint_account_id, DailySales.orders > 0)
    query = query.where(DailySales.day >= first) if first else query
    query = query.where(DailySales.day <= last) if last else query
    ordered = query.order_by(col(DailySales.store), col(DailySales.day), col(DailySales.currency))
    async with reading() as session:
        return [_total(row) for row in await session.exec(ordered)]


def _total(row: DailySales) -> Total:
    sales = f"{major(row.sales, row.currency):.{minor_digits(row.currency)}f}"
    return Total(row.store, row.day.isoformat(), row.currency, sales, row.orders, row.units)


def as_table(rows: Sequence[Total]) -> str:
    """The totals in aligned columns, figures to the right."""
    table = [tuple(name.upper() for name in Total._fields), *(tuple(map(str, row)) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return "\n".join(
        "  ".join(_aligned(cell, width, place) for place, (cell, width) in enumerate(zip(row, widths, strict=True))).rstrip()
        for row in table
    )


def _aligned(cell: str, width: int, place: int) -> str:
    return cell.ljust(width) if place < Total._fields.index("sales") else cell.rjust(width)
