"""How a cell is read that stands in several kinds of report, by one function each that knows what it expects."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from babel.numbers import is_currency

from joint_account.ui.numbers import minor_digits

LONGEST = 1_000
"""Characters in a cell that is kept; Amazon's own limit for a title is 200."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_EARLIEST, _LATEST = (
    (datetime(year, 1, 1, tzinfo=UTC) - _EPOCH) // _MICROSECOND for year in (1995, 2100)
)  # Amazon opened in 1995.
_A_DATE = "a date with its offset, such as 2026-10-31T06:45:10+00:00"
_DAY_FIRST = re.compile(r"(\d{2})-(\d{2})-(\d{4})(T.+)")
_AMOUNT = re.compile(r"([0-9]{1,13})(?:\.([0-9]*))?")
_COMMA = re.compile(r"[0-9.\s]*,[0-9]+")
_SPREADSHEET_DATE = re.compile(r"[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{2,4}\b.*|[0-9]{4}/[0-9]{1,2}/.*|[0-9]{5}([.,][0-9]+)?")


class BadCell(Exception):
    """A cell that cannot be read."""

    def __init__(self, expected: str, *, by_spreadsheet: bool = False) -> None:
        self.expected = expected
        self.by_spreadsheet = by_spreadsheet
        super().__init__(expected)


def fits(text: str) -> str:
    """A cell that is kept as it is: not endless, and no NUL, which no database takes."""
    if len(text) > LONGEST:
        raise BadCell(f"{LONGEST:,} characters at most")
    if "\0" in text:
        raise BadCell("text without a NUL character")
    return text


@lru_cache(maxsize=4096)
def whole(text: str, most: int) -> int:
    """A whole number from 0 to `most`."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9 and int(digits) <= most):
        raise BadCell(f"a whole number from 0 to {most:,}", by_spreadsheet="##" in digits)
    return int(digits)


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


def _example(code: str) -> str:
    return "1980" if code and not minor_digits(code) else "12.50"
