"""Settlement reports: what a store was paid for a fortnight, line by line, in the numbers and dates of its region."""

import zlib
from datetime import UTC, date, datetime, timedelta

from joint_account.stores.marketplaces import marketplaces
from tests.amazon.sellers import SELLERS
from tests.amazon.shapes import amount

FIRST = date(2024, 1, 8)
LASTS = timedelta(days=14)
_COLUMNS = (
    "settlement-id settlement-start-date settlement-end-date deposit-date total-amount currency transaction-type order-id "
    "merchant-order-id adjustment-id shipment-id marketplace-name amount-type amount-description amount fulfillment-id "
    "posted-date posted-date-time order-item-code merchant-order-item-id merchant-adjustment-item-id sku quantity-purchased "
    "promotion-id"
)


def fortnights(since, at):
    """The settlements that are closed at an instant and were after another, as pairs of instants."""
    start = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC)
    while start + LASTS <= at:
        if start + LASTS >= since:
            yield start, start + LASTS
        start += LASTS


def settlement(world, seller, code, start, end):
    """The report of one store: its first line holds the total, which the others add up to."""
    parts = [part for order in world.bought(seller, start, end) if order.store == code for part in _parts(order, end)]
    parts.append(("other-transaction", None, "other-transaction", "Subscription Fee", -_fee(code), end))
    number = f"{zlib.crc32(f'{seller} {code}'.encode())}{start:%Y%m%d}"
    region, marketplace = SELLERS[seller].region, marketplaces()[code]
    head = {
        "settlement-id": number,
        "settlement-start-date": _moment(start, region),
        "settlement-end-date": _moment(end, region),
        "deposit-date": _moment(end + timedelta(days=2), region),
        "total-amount": _number(sum(part[4] for part in parts), code, region),
        "currency": marketplace.currency,
    }
    rows = [head, *(_row(part, number, code, region) for part in parts)]
    names = _COLUMNS.split()
    lines = ["\t".join(names), *("\t".join(row.get(name, "") for name in names) for row in rows)]
    return "\n".join(lines) + "\n"


def _parts(order, end):
    """(transaction type, (order, item), amount type, description, amount, posted)."""
    seen = order.seen(end)
    if seen is None or seen.status != "SHIPPED" or order.channel:
        return
    for item in seen.items:
        if not item.quantity:
            continue
        net = item.price if order.store in {"US", "CA"} else item.price - item.tax
        what = (order, item)
        yield "Order", what, "ItemPrice", "Principal", net, order.sent
        yield "Order", what, "ItemPrice", "Tax", item.tax, order.sent
        yield "Order", what, "ItemFees", "Commission", -round(item.price * 0.15), order.sent
        if order.by_amazon:
            yield "Order", what, "ItemFees", "FBAPerUnitFulfillmentFee", -round(item.price * 0.12) - 1, order.sent
        if _comes_back(item):
            back = min(order.delivered + timedelta(days=5), end)
            yield "Refund", what, "ItemPrice", "Principal", -net, back
            yield "Refund", what, "ItemPrice", "Tax", -item.tax, back
            yield "Refund", what, "ItemFees", "RefundCommission", -round(item.price * 0.03), back


def _comes_back(item):
    return int(item.item_id[-6:]) % 23 == 0


def _fee(code):
    return 3900 if marketplaces()[code].minor_units else 4900


def _row(part, number, code, region):
    kind, what, amount_type, description, minor, posted = part
    row = {
        "settlement-id": number,
        "transaction-type": kind,
        "marketplace-name": marketplaces()[code].sales_channel,
        "amount-type": amount_type,
        "amount-description": description,
        "amount": _number(minor, code, region),
        "posted-date": _moment(posted, region).split(" ")[0],
        "posted-date-time": _moment(posted, region),
    }
    if what:
        order, item = what
        row |= {
            "order-id": order.order_id,
            "fulfillment-id": "AFN" if order.by_amazon else "MFN",
            "order-item-code": item.item_id,
            "sku": item.sku,
        }
        if description == "Principal":
            row["quantity-purchased"] = str(item.quantity)
    return row


def _number(minor, code, region):
    text = amount(minor, code)
    return text.replace(".", ",") if region == "eu" else text


def _moment(moment, region):
    pattern = {"na": "%Y-%m-%d %H:%M:%S UTC", "eu": "%d.%m.%Y %H:%M:%S UTC", "fe": "%Y/%m/%d %H:%M:%S UTC"}[region]
    return moment.strftime(pattern)
