"""How the cells of an All Orders report are read, each kind by one function that knows what it expects."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from joint_account.reports.cells import LONGEST, BadCell, amount, whole
from joint_account.stores.marketplaces import by_sales_channel

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_QUARTER = 900_000_000
_MOST_PIECES = 100_000
_ORDER_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
# Channels of Multi-Channel Fulfilment and Amazon's own test stores: real rows, but neither a store nor sales.
_NO_STORE = re.compile(r"non-amazon( .*)?|si .*|[a-z0-9]+\.stores\.amazon\.[a-z.]+", re.IGNORECASE)


class Channel(NamedTuple):
    """What a sales-channel is to us."""

    name: str
    store: str | None
    """Country code; none for a channel that is no store."""
    currency: str
    """The store's; empty where there is none."""
    zone: ZoneInfo
    """Where its day begins and ends."""
    days: dict[int, str]
    """ISO days by quarter of an hour since 1970: no zone of a store has ever turned its day inside one."""


def order_id(text: str) -> str:
    """An amazon-order-id: not empty, no blanks. Its three groups of digits are a habit, not a rule."""
    if not _ORDER_ID.fullmatch(text):
        raise BadCell("an order id such as 303-1234567-1234567")
    return text


def day_in(channel: Channel, at: int) -> str:
    """The ISO day of an instant in the channel's zone."""
    quarter = at // _QUARTER
    day = channel.days.get(quarter)
    if day is None:
        local = (_EPOCH + timedelta(microseconds=at)).astimezone(channel.zone)
        day = channel.days[quarter] = local.date().isoformat()
    return day


@lru_cache(maxsize=1024)
def channel(text: str) -> Channel:
    """The channel that a sales-channel names; files differ in its capitals."""
    name = text.strip()
    market = by_sales_channel().get(name.lower())
    if market:
        return Channel(market.sales_channel, market.country_code, market.currency, market.zone, {})
    if not _NO_STORE.fullmatch(name) or len(name) > LONGEST:
        raise BadCell("a sales channel such as Amazon.de or Non-Amazon US")
    return Channel(name, None, "", ZoneInfo("UTC"), {})


@lru_cache(maxsize=4096)
def is_cancelled(order_status: str, item_status: str) -> bool:
    """Whether a line counts no more. Amazon spells it both ways, and appends to it."""
    spellings = ("cancelled", "canceled")
    return order_status.strip().lower().startswith(spellings) or item_status.strip().lower() in spellings


@lru_cache(maxsize=4096)
def quantity(text: str, cancelled: bool) -> int:
    """Pieces on the line; a cancelled one may say nothing."""
    return 0 if cancelled and not text.strip() else whole(text, _MOST_PIECES)


def discount(text: str, code: str) -> int | None:
    """A discount as a positive amount: files write it so, Amazon's help with a minus."""
    return amount(text.strip().removeprefix("-"), code)
