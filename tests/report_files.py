"""Reports for tests: the samples beside this file, and a writer of others."""

from collections.abc import Iterable
from pathlib import Path

SAMPLES = Path(__file__).parent / "reports"
COLUMNS = (
    "amazon-order-id",
    "purchase-date",
    "last-updated-date",
    "order-status",
    "sales-channel",
    "product-name",
    "sku",
    "asin",
    "item-status",
    "quantity",
    "currency",
    "item-price",
)
GOOD = {
    "amazon-order-id": "303-0000001-0000001",
    "purchase-date": "2026-05-04T10:00:00+00:00",
    "last-updated-date": "2026-05-05T10:00:00+00:00",
    "order-status": "Shipped",
    "sales-channel": "Amazon.de",
    "product-name": "Tea mug",
    "sku": "MUG-1",
    "asin": "B0MUGTEA01",
    "item-status": "Shipped",
    "quantity": "1",
    "currency": "EUR",
    "item-price": "12.50",
}


def a_row(**changed: str) -> dict[str, str]:
    """A row that can be read, but for what is given: a_row(item_price="12,50")."""
    return GOOD | {name.replace("_", "-"): value for name, value in changed.items()}


def write_report(path: Path, rows: Iterable[dict[str, str]], columns: Iterable[str] = COLUMNS, encoding: str = "utf-8") -> Path:
    """A report with these rows."""
    names = list(columns)
    lines = ["\t".join(names), *("\t".join(row.get(name, "") for name in names) for row in rows)]
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode(encoding))
    return path
