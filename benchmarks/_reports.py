"""Writes All Orders reports that look like a real seller's, the same for a seed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random

COLUMNS = (
    "amazon-order-id", "merchant-order-id", "purchase-date", "last-updated-date", "order-status", "fulfillment-channel",
    "sales-channel", "order-channel", "ship-service-level", "product-name", "sku", "asin", "item-status", "quantity",
    "currency", "item-price", "item-tax", "shipping-price", "shipping-tax", "gift-wrap-price", "gift-wrap-tax",
    "item-promotion-discount", "ship-promotion-discount", "ship-city", "ship-state", "ship-postal-code", "ship-country",
    "promotion-ids", "cpf", "is-business-order", "purchase-order-number", "price-designation",
    "signature-confirmation-recommended",
)  # fmt: skip
_CHANNELS = {
    "Amazon.de": ("EUR", 56), "Amazon.fr": ("EUR", 12), "Amazon.it": ("EUR", 10), "Amazon.es": ("EUR", 8),
    "Amazon.co.uk": ("GBP", 8), "Amazon.nl": ("EUR", 2), "Amazon.se": ("SEK", 2), "Amazon.pl": ("PLN", 1),
    "Non-Amazon DE": ("EUR", 1),
}  # fmt: skip
_SHARES = list(accumulate(share for _, share in _CHANNELS.values()))
_THINGS = ("Tea mug", "Reading lamp", "Iron pan", "Book clips, set of 3", "Fountain pen", "Picnic blanket", "Door stop")
_LOOKS = ("blue", "green, dishwasher safe", "for indoors and outdoors", "extra large", "with gift box", "foldable")
_PRODUCTS = range(300)
# Few products sell much, and many little: Zipf's law.
_POPULARITY = list(accumulate(1 / (product + 1) for product in _PRODUCTS))
_BEGIN, _DAYS = datetime(2026, 10, 1, tzinfo=UTC), timedelta(days=30)


def write_report(path: Path, rows: int, seed: int = 1) -> None:
    """Writes a report of one region: 33 columns, 30 days, by time of purchase as Amazon writes it.

    Args:
        path: where.
        rows: how many, give or take the lines of an order; some 270 bytes each.
        seed: the same seed writes the same file.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("\t".join(COLUMNS) + "\r\n")
        for row in _rows(Random(seed), rows):
            file.write("\t".join([row.get(name, "") for name in COLUMNS]) + "\r\n")


def _rows(chance: Random, count: int) -> Iterator[dict[str, str]]:
    written = 0
    while written < count:
        order = _order(chance, _BEGIN + _DAYS * (written / count))
        for product in chance.choices(_PRODUCTS, cum_weights=_POPULARITY, k=chance.choices((1, 2, 3), (85, 12, 3))[0]):
            yield order | _line(chance, order, product)
            written += 1


def _order(chance: Random, at: datetime) -> dict[str, str]:
    number = (
        f"{chance.choice((302, 303, 304, 305, 306, 402, 404, 407))}-{chance.randrange(10**7):07}-{chance.randrange(10**7):07}"
    )
    channel = chance.choices(list(_CHANNELS), cum_weights=_SHARES)[0]
    status = chance.choices(("Shipped", "Unshipped", "Pending", "Cancelled"), (90, 3, 4, 3))[0]
    return {
        "amazon-order-id": number, "merchant-order-id": number, "purchase-date": at.isoformat(timespec="seconds"),
        "last-updated-date": (at + timedelta(seconds=chance.randrange(259_200))).isoformat(timespec="seconds"),
        "order-status": status, "fulfillment-channel": "Amazon", "sales-channel": channel, "ship-service-level": "Expedited",
        "item-status": {"Pending": "Unshipped"}.get(status, status), "ship-city": "Nowhere", "ship-postal-code": "00000",
        "ship-country": "DE", "is-business-order": "false", "signature-confirmation-recommended": "false",
    }  # fmt: skip


def _line(chance: Random, order: dict[str, str], product: int) -> dict[str, str]:
    pieces = 0 if order["order-status"] == "Cancelled" else chance.choices((1, 2, 3), (88, 9, 3))[0]
    name = f"{_THINGS[product % 7]}, {_LOOKS[product % 6]}, number {product}, from the workshop by the sea"
    line = {"product-name": name, "sku": f"SKU-{product:05}", "asin": f"B0{product:08}", "quantity": str(pieces)}
    if order["order-status"] not in ("Pending", "Cancelled"):
        price = pieces * (790 + 37 * product)
        line |= {
            "currency": _CHANNELS[order["sales-channel"]][0],
            "item-price": f"{price / 100:.2f}",
            "item-tax": f"{price / 625:.2f}",
        }
        if chance.random() < 0.06:
            line["item-promotion-discount"] = f"{price / 1000:.2f}"
    return line
