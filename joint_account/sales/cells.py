"""How the cells of an All Orders report are read, each kind by one function that knows what it expects."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.numbers import is_currency

from joint_account.stores.marketplaces import by_sales_channel
from joint_account.ui.numbers import minor_digits

LONGEST = 1_000
"""Characters in a cell that is kept; Amazon's own limit for a title is 200."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_QUARTER = 900_000_000
_EARLIEST, _LATEST = (
    (datetime(year, 1, 1, tzinfo=UTC) - _EPOCH) // _MICROSECOND for year in (1995, 2100)
)  # Amazon opened in 1995.
_MOST_PIECES = 100_000
_A_DATE = "a date with its offset, such as 2026-10-31T06:45:10+00:00"
_DAY_FIRST = re.compile(r"(\d{2})-(\d{2})-(\d{4})(T.+)")
_AMOUNT = re.compile(r"([0-9]{1,13})(?:\.([0-9]*))?")
_COMMA = re.compile(r"[0-9.\s]*,[0-9]+")
_SPREADSHEET_DATE = re.compile(r"[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{2,4}\b.*|[0-9]{4}/[0-9]{1,2}/.*|[0-9]{5}([.,][0-9]+)?")
_ORDER_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
# Channels of Multi-Channel Fulfilment and Amazon's own test stores: real rows, but neither a store nor sales.
_NO_STORE = re.compile(r"non-amazon( .*)?|si .*|[a-z0-9]+\.stores\.amazon\.[a-z.]+", re.IGNORECASE)


class BadCell(Exception):
    """A cell that cannot be read."""

    def __init__(self, expected: str, *, by_spreadsheet: bool = False) -> None:
        self.expected = expected
        self.by_spreadsheet = by_spreadsheet
        super().__init__(expected)


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


def present(text: str) -> str:
    """A cell that must not be empty."""
    if not text.strip():
        raise BadCell("a value")
    return text


def instant(text: str) -> int:
    """Microseconds since 1970 of an ISO 8601 time with its offset; Amazon's Spanish help also shows the day first."""
    try:
        at = (datetime.fromisoformat(text) - _EPOCH) // _MICROSECOND
    except (ValueError, TypeError, OverflowError):
        at = _odd_instant(text)
    if not _EARLIEST <= at < _LATEST:
        raise BadCell(_A_DATE)
    return at


def _odd_instant(text: str) -> int:
    day_first = _DAY_FIRST.fullmatch(text.strip())
    if day_first:
        day, month, year, time = day_first.groups()
        return instant(f"{year}-{month}-{day}{time}")
    if text != text.strip():
        return instant(text.strip())
    raise BadCell(_A_DATE, by_spreadsheet=bool("##" in text or _SPREADSHEET_DATE.fullmatch(text)))


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
    digits = text.strip()
    if not digits and cancelled:
        return 0
    if not (digits.isascii() and digits.isdigit() and int(digits[:9]) <= _MOST_PIECES and len(digits) <= 9):
        raise BadCell(f"a whole number from 0 to {_MOST_PIECES:,}", by_spreadsheet="##" in digits)
    return int(digits)


@lru_cache(maxsize=1024)
def currency(text: str) -> str:
    """An ISO 4217 code, or nothing. Some Canadian files say CDN."""
    code = text.strip().upper().replace("CDN", "CAD")
    if code and not is_currency(code):
        raise BadCell("a currency code such as EUR")
    return code


@lru_cache(maxsize=65536)
def amount(text: str, code: str) -> int | None:
    """Minor units of a currency; none where the cell is empty, which is not 0.

    Args:
        text: digits with a decimal point and no thousands separator.
        code: the currency; with none, only zero can be told.
    """
    digits = text.strip()
    if not digits:
        return None
    match = _AMOUNT.fullmatch(digits)
    if not match:
        spoilt = "##" in digits or bool(_COMMA.fullmatch(digits))
        raise BadCell(f"an amount such as {_example(code)}", by_spreadsheet=spoilt)
    whole, fraction = match[1], (match[2] or "").rstrip("0")
    if not code and (fraction or int(whole)):
        raise BadCell("a currency beside an amount")
    places = minor_digits(code) if code else 0
    if len(fraction) > places:
        raise BadCell(f"an amount of {places} decimal places at most, such as {_example(code)}")
    return int(whole + fraction.ljust(places, "0"))


def discount(text: str, code: str) -> int | None:
    """A discount as a positive amount: files write it so, Amazon's help with a minus."""
    return amount(text.strip().removeprefix("-"), code)


def _example(code: str) -> str:
    return "1980" if code and not minor_digits(code) else "12.50"
