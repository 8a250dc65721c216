"""Reports besides orders for tests: writers of stock, listings, account health and settlements. All of it is invented."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

STOCK_ROW = {
    "sku": "MUG-1",
    "fnsku": "X000000001",
    "asin": "B0MUGTEA01",
    "product-name": "Tea mug",
    "condition": "New",
    "afn-fulfillable-quantity": "40",
    "afn-reserved-quantity": "2",
    "afn-unsellable-quantity": "",
    "afn-inbound-working-quantity": "1",
    "afn-inbound-shipped-quantity": "12",
    "afn-inbound-receiving-quantity": "0",
}
LISTING_ROW = {
    "item-name": "Tea mug",
    "item-description": "For tea",
    "listing-id": "0101W00001",
    "seller-sku": "MUG-1",
    "price": "12.50",
    "quantity": "",
    "asin1": "B0MUGTEA01",
    "product-id": "B0MUGTEA01",
    "item-condition": "11",
    "fulfillment-channel": "AMAZON_EU",
    "status": "Active",
}
SETTLEMENT_COLUMNS = (
    *("settlement-id", "settlement-start-date", "settlement-end-date", "deposit-date", "total-amount", "currency"),
    *("transaction-type", "order-id", "merchant-order-id", "adjustment-id", "shipment-id", "marketplace-name"),
    *("amount-type", "amount-description", "amount", "fulfillment-id", "posted-date", "posted-date-time"),
    *("order-item-code", "merchant-order-item-id", "merchant-adjustment-item-id", "sku", "quantity-purchased"),
    "promotion-id",
)
FEB = ("2026-02-01 08:00:00 UTC", "2026-02-15 08:00:00 UTC")


def table(path: Path, rows, columns=None, encoding="utf-8", made="2026-02-20T10:00:00+00:00") -> Path:
    """A tab-separated report, last written at a moment."""
    names = list(columns or rows[0])
    lines = ["\t".join(names), *("\t".join(row.get(name, "") for name in names) for row in rows)]
    return written(path, "".join(f"{line}\r\n" for line in lines).encode(encoding), made)


def written(path: Path, content: bytes, made="2026-02-20T10:00:00+00:00") -> Path:
    path.write_bytes(content)
    at = datetime.fromisoformat(made).timestamp()
    os.utime(path, (at, at))
    return path


def stock_row(**changed):
    return STOCK_ROW | {name.replace("_", "-"): value for name, value in changed.items()}


def listing_row(**changed):
    return LISTING_ROW | {name.replace("_", "-"): value for name, value in changed.items()}


def a_line(description="Principal", amount="10.00", **changed):
    """A line of a settlement."""
    row = {
        "transaction-type": "Order",
        "order-id": "303-0000001-0000001",
        "marketplace-name": "Amazon.de",
        "amount-type": "ItemPrice",
        "amount-description": description,
        "amount": amount,
        "posted-date": "2026-02-04",
        "posted-date-time": "2026-02-04 10:00:00 UTC",
        "sku": "MUG-1",
    }
    return row | {name.replace("_", "-"): value for name, value in changed.items()}


def a_head(total, currency="EUR", span=FEB, **changed):
    row = {
        "settlement-start-date": span[0],
        "settlement-end-date": span[1],
        "deposit-date": span[1],
        "total-amount": total,
        "currency": currency,
    }
    return row | {name.replace("_", "-"): value for name, value in changed.items()}


def settlement(path: Path, head, lines, number="99900000001", made="2026-02-20T10:00:00+00:00", columns=None) -> Path:
    rows = [{"settlement-id": number} | row for row in (head, *lines)]
    return table(path, rows, columns or SETTLEMENT_COLUMNS, made=made)


def health(path: Path, *stores, made="2026-02-20T10:00:00+00:00", **metrics) -> Path:
    """Account health of marketplaces: (id, status) each."""
    days = {"reportingDateFrom": "2026-01-01T00:00Z", "reportingDateTo": "2026-01-31T23:59Z"}
    rate = {"reportingDateRange": days, "status": "GOOD", "rate": 0.03203973037, "targetValue": 0.04}
    rate |= {"targetCondition": "LESS_THAN", "orderCount": 870669, "lateShipmentCount": 27896}
    counted = {"reportingDateRange": days, "defectsCount": 2, "status": "BAD", "targetValue": 0, "targetCondition": "EQUALS"}
    said = {
        "accountStatuses": [{"marketplaceId": one, "status": status} for one, status in stores],
        "performanceMetrics": [
            {
                "marketplaceId": one,
                "lateShipmentRate": rate,
                "orderDefectRate": {"mfn": rate, "afn": rate | {"rate": 0.1, "status": "BAD"}},
                "listingPolicyViolations": counted,
                "warningStates": [{"warningType": "spammingSellerMessaging", "status": "BAD"}],
                "accountHealthRating": {"ahrStatus": "WARNED", "reportingDateRange": days},
            }
            | metrics
            for one, _ in stores
        ],
    }
    return written(path, json.dumps(said).encode(), made)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
