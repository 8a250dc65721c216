"""The demo's seller: 400 days of orders in twelve stores, the same ones every time for a seed and a day."""

from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any, NamedTuple

from joint_account.demo.countries import COUNTRIES, FREIGHT_COUNTRIES, OTHER_CHANNELS, Country
from joint_account.demo.lines import Occasion, cancelled_line, lines_of
from joint_account.demo.seasons import DAYS, demand, is_deal, jump_day

SEED = 1
"""Changing it changes every demo; raise it when what this room makes changes."""
SIZE = 54_000
"""Orders to aim at, up to and with the day itself."""
REACH = timedelta(hours=36)
"""How far after its day's first moment a business goes on."""

Row = dict[str, Any]

_HOURS = list(accumulate((5, 3, 2, 2, 2, 4, 8, 14, 20, 25, 28, 29, 31, 31, 30, 30, 31, 33, 37, 42, 46, 43, 32, 16)))
_WORKING_HOURS = list(accumulate((0, 0, 0, 0, 0, 0, 1, 4, 10, 14, 14, 12, 8, 12, 14, 12, 9, 4, 2, 1, 1, 0, 0, 0)))


class Business(NamedTuple):
    """Rows of `customer_order` and `order_line` without the joint account they belong to, sorted by their keys.

    They say how each order ended. Until its `updated_at` has come, an order is shown as it stood then; `stocking.py` knows how.
    """

    orders: list[Row]
    lines: list[Row]


def business(day: date, seed: int = SEED, size: int = SIZE) -> Business:
    """Everything the seller sold in the 400 days that end with `day`, and in the 12 hours after it.

    Args:
        day: the last whole day, in UTC.
        seed: another one makes another business.
        size: orders to aim at.
    """
    rng = Random(f"{seed} {day}")  # noqa: S311
    ends = datetime(day.year, day.month, day.day, tzinfo=UTC) + REACH
    taken: set[str] = set()
    made = [_order(rng, country, local, day, taken) for local, country, count in _counts(rng, day, size) for _ in range(count)]
    kept = sorted((pair for pair in made if pair[0]["purchased_at"] < ends), key=lambda pair: pair[0]["order_id"])
    return Business([order for order, _ in kept], [line for _, lines in kept for line in lines])


def _counts(rng: Random, day: date, size: int) -> list[tuple[date, Country, int]]:
    """How many orders each local day of each country brings, up to two days after `day`."""
    days = [day - timedelta(days=age) for age in range(DAYS - 1, -3, -1)]
    wanted = {(local, country): demand(country, local, day) for local in days for country in COUNTRIES}
    scale = size / sum(one for (local, _), one in wanted.items() if local <= day)
    return [(local, country, _around(rng, one * scale)) for (local, country), one in wanted.items()]


def _around(rng: Random, expected: float) -> int:
    return max(0, round(rng.gauss(expected * rng.gauss(1.0, 0.07), expected**0.5 * 0.9))) if expected else 0


def _order(rng: Random, country: Country, local: date, day: date, taken: set[str]) -> tuple[Row, list[Row]]:
    for_work = local.weekday() < 5 and rng.random() < 0.09
    other = OTHER_CHANNELS.get(country.code) if rng.random() < 0.02 else None
    occasion = Occasion(country, local, local >= jump_day(day), is_deal(local), for_work, other is not None)
    order_id = _order_id(rng, "S01" if other else rng.choice(country.prefixes), taken)
    purchased_at = _moment(rng, occasion)
    end = _end(rng, occasion)
    lines = lines_of(rng, order_id, occasion)
    if end.cancelled:
        lines = [cancelled_line(line) for line in lines]
    return {
        "order_id": order_id,
        "channel": other or occasion.marketplace.sales_channel,
        "store": None if other else country.code,
        "purchased_at": purchased_at,
        "day": purchased_at.date() if other else local,
        "updated_at": purchased_at + timedelta(seconds=end.after),
        "status": end.status,
        "cancelled": end.cancelled,
        "fulfillment": end.fulfillment,
        "currency": occasion.marketplace.currency,
        "sales": sum(line["price"] or 0 for line in lines),
        "units": sum(line["quantity"] for line in lines),
        "unpriced": False,
    }, lines


def _moment(rng: Random, occasion: Occasion) -> datetime:
    hour = rng.choices(range(24), cum_weights=_WORKING_HOURS if occasion.for_work else _HOURS)[0]
    local, zone = occasion.local, occasion.marketplace.zone
    there = datetime(local.year, local.month, local.day, hour, rng.randrange(60), rng.randrange(60), tzinfo=zone)
    return there.astimezone(UTC)


def _order_id(rng: Random, prefix: str, taken: set[str]) -> str:
    while True:
        order_id = f"{prefix}-{rng.randrange(10**7):07}-{rng.randrange(10**7):07}"
        if order_id not in taken:
            taken.add(order_id)
            return order_id


class _End(NamedTuple):
    """How an order ends."""

    status: str
    after: int
    """Seconds after its purchase."""
    fulfillment: str
    cancelled: bool = False


def _end(rng: Random, occasion: Occasion) -> _End:
    country = occasion.country
    fulfillment = "Merchant" if not occasion.free and rng.random() < country.merchant else "Amazon"
    if not occasion.free and rng.random() < 0.026:
        return _End("Cancelled", rng.randrange(5 * 60, 55 * 60), fulfillment, cancelled=True)
    if fulfillment == "Amazon":
        return _End("Shipped", rng.randrange(4 * 3600, 30 * 3600), fulfillment)
    if country.code not in FREIGHT_COUNTRIES:
        return _End("Shipped", rng.randrange(20 * 3600, 70 * 3600), fulfillment)
    if rng.random() < 0.06:
        return _End("Shipped - Returned to Seller", rng.randrange(9 * 86400, 20 * 86400), fulfillment)
    return _End("Shipped - Delivered to Buyer", rng.randrange(3 * 86400, 7 * 86400), fulfillment)
