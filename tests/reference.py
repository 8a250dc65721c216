"""What reports add up to, by code of its own: csv, Decimal, and a table of stores written out by hand.

Shares nothing with the product, so that both being wrong in the same way would be a coincidence.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

STORES = {
    "amazon.com": ("US", "America/Los_Angeles", "USD"),
    "amazon.ca": ("CA", "America/Los_Angeles", "CAD"),
    "amazon.co.uk": ("UK", "Europe/London", "GBP"),
    "amazon.de": ("DE", "Europe/Berlin", "EUR"),
    "amazon.fr": ("FR", "Europe/Paris", "EUR"),
    "amazon.pl": ("PL", "Europe/Warsaw", "PLN"),
    "amazon.co.jp": ("JP", "Asia/Tokyo", "JPY"),
    "amazon.com.au": ("AU", "Australia/Sydney", "AUD"),
}
CURRENCIES = {"CDN": "CAD"}


def rows_of(path: Path, encoding: str) -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def totals_of(files: Iterable[list[dict[str, str]]]) -> list[dict[str, object]]:
    """Totals of the newest version of each order; of two equally new ones, the later file's."""
    newest: dict[str, tuple[datetime, list[dict[str, str]]]] = {}
    for rows in files:
        orders = defaultdict(list)
        for row in rows:
            orders[row["amazon-order-id"]].append(row)
        for number, lines in orders.items():
            version = max(_moment(line["last-updated-date"]) for line in lines)
            if number not in newest or version >= newest[number][0]:
                newest[number] = version, lines
    return _added_up([line for _, lines in newest.values() for line in lines])


def _added_up(lines: list[dict[str, str]]) -> list[dict[str, object]]:
    sales, units, orders = defaultdict(Decimal), defaultdict(int), defaultdict(set)
    for line in lines:
        store = STORES.get(line["sales-channel"].lower())
        status = (line["order-status"] + " ", line["item-status"] + " ")
        if store is None or any(one.lower().startswith(("cancelled ", "canceled ")) for one in status):
            continue
        code, zone, currency = store
        currency = CURRENCIES.get(line["currency"], line["currency"]) or currency
        key = code, _moment(line["purchase-date"]).astimezone(ZoneInfo(zone)).date().isoformat(), currency
        sales[key] += Decimal(line["item-price"] or 0)
        units[key] += int(line["quantity"])
        orders[key].add(line["amazon-order-id"])
    return [
        {
            "store": key[0],
            "day": key[1],
            "currency": key[2],
            "sales": str(sales[key].quantize(Decimal(1) if key[2] == "JPY" else Decimal("0.01"))),
            "orders": len(orders[key]),
            "units": units[key],
        }
        for key in sorted(orders)
    ]


def _moment(text: str) -> datetime:
    if text[2] == "-":
        text = f"{text[6:10]}-{text[3:5]}-{text[:2]}{text[10:]}"
    return datetime.fromisoformat(text)
