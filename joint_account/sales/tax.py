"""Tax in or out of sales. Amazon reports prices as buyers see them: with the tax in most countries, without it in two.

Source: "Order report attributes" of Amazon's documentation, and reports of sellers: item-tax is a part of item-price where
prices hold tax, and comes on top of it elsewhere.
"""

from collections.abc import Iterable
from enum import StrEnum

from joint_account.sales.figures import Row


class Tax(StrEnum):
    """As it stands in an address; the usual one is left out."""

    PRICED = "priced"
    OUT = "out"
    IN = "in"


TAX_LABELS = {Tax.PRICED: "As priced", Tax.OUT: "Without tax", Tax.IN: "With tax"}
ON_TOP = frozenset({"US", "CA"})
"""Stores whose prices hold no tax."""

ASSUMED = {
    Tax.PRICED: "Sales are as priced: with tax in every store but the United States and Canada, whose prices hold none",
    Tax.OUT: "Without tax: what the reports state as item-tax is taken off where prices hold it; where a report states none, "
    "none is taken off",
    Tax.IN: "With tax: what the reports state as item-tax is added in the United States and Canada; other prices hold it",
}


def taxed(rows: Iterable[Row], tax: Tax) -> list[Row]:
    """The rows with the sales that are wished for."""
    return [row._replace(sales=row.sales + _added(row, tax)) if _added(row, tax) else row for row in rows]


def _added(row: Row, tax: Tax) -> int:
    if tax is Tax.IN and row.store in ON_TOP:
        return row.tax
    return -row.tax if tax is Tax.OUT and row.store not in ON_TOP else 0
