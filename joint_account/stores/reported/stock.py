"""What a row of the report "Manage FBA Inventory" says."""

from collections.abc import Mapping

from joint_account.reports.cells import present, whole

COLUMNS = ("sku", "fnsku", "asin", "condition", "fulfillable", "reserved", "unsellable", "inbound")
"""Columns of the table `stock`, after those that say whose it is."""
KEY = 2
"""Cells of a row that tell it from the others of its store."""

_MOST = 10_000_000
Row = tuple[str, str, int, str, str, int, int, int, int]
"""SKU, FNSKU, line, ASIN, condition, fulfillable, reserved, unsellable, inbound."""


def read(
    number: int, sku: str, asin: str, fulfillable: str, fnsku: str, condition: str, reserved: str, unsellable: str,
    working: str, shipped: str, receiving: str,
) -> Row:  # fmt: skip
    """A row of the file as a row of ours."""
    inbound = sum(map(_pieces, (working, shipped, receiving)))
    counted = (whole(fulfillable, _MOST), _pieces(reserved), _pieces(unsellable), inbound)
    return (present(sku), fnsku.strip(), number, asin.strip(), condition, *counted)


def check(column: str, cell: str, row: Mapping[str, str]) -> None:
    """Raises BadCell where it is this cell that cannot be read."""
    if column == "sku":
        present(cell)
    elif column == "afn-fulfillable-quantity":
        whole(cell, _MOST)
    elif column.startswith("afn-"):
        _pieces(cell)


def _pieces(text: str) -> int:
    """Nothing is none: of these, Amazon leaves some out where there are none."""
    return whole(text, _MOST) if text.strip() else 0
