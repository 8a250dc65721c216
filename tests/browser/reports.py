"""Two countries' All Orders reports, written as Amazon writes them, and what they add up to, counted another way.

Nothing here comes from the product: the files are read with csv and added up with Decimal.
"""

import csv
import random
import re
import zipfile
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from importlib.resources import files
from zoneinfo import ZoneInfo

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)

COLUMNS = (
    "amazon-order-id merchant-order-id purchase-date last-updated-date order-status fulfillment-channel sales-channel "
    "order-channel ship-service-level product-name sku asin item-status quantity currency item-price item-tax shipping-price "
    "shipping-tax gift-wrap-price gift-wrap-tax item-promotion-discount ship-promotion-discount ship-city ship-state "
    "ship-postal-code ship-country promotion-ids is-business-order purchase-order-number price-designation"
)

COUNTRIES = {
    "DE": {
        "channel": "Amazon.de",
        "currency": "EUR",
        "zone": "Europe/Berlin",
        "encoding": "cp1252",
        "prefix": 303,
        "unit": Decimal("0.01"),
        "products": {"KANNE-1": 'Gießkanne 1,5 l, „Grün“, 12" hoch', "TASSE-2": "Tasse, spülmaschinenfest (9,99 €)"},
    },
    "JP": {
        "channel": "Amazon.co.jp",
        "currency": "JPY",
        "zone": "Asia/Tokyo",
        "encoding": "cp932",
        "prefix": 503,
        "unit": Decimal(1),
        "products": {"KANNE-1": "じょうろ 1.5L ① 表グリーン", "TASSE-2": "マグカップ 340ml ソ表能"},
    },
}


def write_report(folder, code, orders=240):
    """A month's report of one country, the same every time; a file as it is downloaded."""
    country, chance = COUNTRIES[code], random.Random(code)
    lines = []
    for number in range(orders):
        at = datetime(2026, 10, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(60, 30 * 24 * 60))
        state = chance.choices(["Shipped", "Unshipped", "Pending", "Cancelled"], [80, 8, 6, 6])[0]
        of_order = [_line(country, chance, number, at, state) for _ in range(chance.choice([1, 1, 1, 2, 3]))]
        # Two lines that are equal to the letter are two items of one order.
        lines += of_order + (of_order[-1:] if number % 40 == 7 else [])
    path = folder / f"all-orders-{code.lower()}.txt"
    text = "\r\n".join("\t".join(row) for row in [COLUMNS.split(), *lines]) + "\r\n"
    path.write_bytes(text.encode(country["encoding"]))
    return path


def _line(country, chance, number, at, state):
    sku = chance.choice(list(country["products"]))
    quantity = 0 if state == "Cancelled" else chance.choice([1, 1, 1, 2, 5])
    cents = Decimal(chance.randrange(900, 9000)) * country["unit"]
    has_price = state in {"Shipped", "Unshipped"}
    order_id = f"{country['prefix']}-{number:07}-{1000000 + number}"
    cells = {
        "amazon-order-id": order_id,
        "merchant-order-id": order_id,
        "purchase-date": at.isoformat(),
        "last-updated-date": (at + timedelta(days=1)).isoformat(),
        "order-status": state,
        "fulfillment-channel": "Amazon",
        "sales-channel": "Non-Amazon" if number % 60 == 13 else country["channel"],
        "ship-service-level": "Standard",
        "product-name": country["products"][sku],
        "sku": sku,
        "asin": f"B0{sku[:5]}000"[:10],
        "item-status": state if state in {"Shipped", "Unshipped", "Cancelled"} else "",
        "quantity": str(quantity),
        "currency": country["currency"] if has_price else "",
        "item-price": str(cents * quantity) if has_price else "",
        "is-business-order": "false",
    }
    return [cells.get(column, "") for column in COLUMNS.split()]


def totals_of(paths):
    """What the files hold, by store and day: {(store, day): (currency, sales, orders, units)}."""
    by_channel = {country["channel"]: (code, country) for code, country in COUNTRIES.items()}
    sales, orders, units = defaultdict(Decimal), defaultdict(set), defaultdict(int)
    for path in paths:
        encoding = COUNTRIES[path.stem[-2:].upper()]["encoding"]
        with path.open(encoding=encoding, newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                if row["sales-channel"] not in by_channel or row["order-status"] == "Cancelled":
                    continue
                code, country = by_channel[row["sales-channel"]]
                at = datetime.fromisoformat(row["purchase-date"]).astimezone(ZoneInfo(country["zone"]))
                key = code, at.date()
                sales[key] += Decimal(row["item-price"] or 0)
                orders[key].add(row["amazon-order-id"])
                units[key] += int(row["quantity"])
    return {key: (COUNTRIES[key[0]]["currency"], sales[key], len(orders[key]), units[key]) for key in orders}


def in_euro(totals):
    """All sales together, each day at the ECB's rate of that day or of the last one before it; rounded once."""
    rates = _yen_rates()
    together = Decimal(0)
    for (_code, day), (currency, amount, _orders, _units) in totals.items():
        together += amount if currency == "EUR" else amount / rates[max(known for known in rates if known <= day)]
    return together.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _yen_rates():
    packed = files("currency_converter") / "eurofxref-hist.zip"
    with packed.open("rb") as file, zipfile.ZipFile(file) as archive:
        table = archive.read(archive.namelist()[0]).decode().splitlines()
    return {date.fromisoformat(row["Date"]): Decimal(row["JPY"]) for row in csv.DictReader(table) if row["Date"] >= "2026"}


def amount_in(text):
    """The number that a person reads in €1,234.56 or ¥1,980."""
    return Decimal(re.search(r"[\d,]+(\.\d+)?", text)[0].replace(",", ""))
