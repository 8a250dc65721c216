"""How amounts and dates of a settlement are written: by region, and no header says which.

North America: 2026-10-25 09:10:11 UTC and 12.50; Europe: 25.10.2026 09:10:11 UTC and 12,50; Japan: 2026/10/25 09:10:11 JST.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from babel.numbers import is_currency

from joint_account.reports.cells import BadCell, instant
from joint_account.ui.numbers import minor_digits

_ONE_MARK = re.compile(r"[-+]?[0-9]+([.,])([0-9]+)")
_OTHER = {".": ",", ",": "."}
_MOMENT = re.compile(r"(\d{4})[-/](\d{2})[-/](\d{2})|(\d{2})\.(\d{2})\.(\d{4})")
_REST = re.compile(r"(?:[ T](\d{2}:\d{2}(?::\d{2})?)(?: ?([A-Z]{3,4}|Z|[+-]\d{2}:?\d{2}))?)?")
_ZONES = {
    **{name: timedelta(0) for name in ("UTC", "GMT", "Z")},
    **{"JST": timedelta(hours=9), "IST": timedelta(hours=5, minutes=30), "BRT": timedelta(hours=-3)},
    **{"PST": timedelta(hours=-8), "PDT": timedelta(hours=-7), "BST": timedelta(hours=1), "CET": timedelta(hours=1)},
    **{"CEST": timedelta(hours=2), "AEST": timedelta(hours=10), "AEDT": timedelta(hours=11), "SGT": timedelta(hours=8)},
}
_A_DATE = "a date such as 2026-10-25 09:10:11 UTC or 25.10.2026 09:10:11 UTC"


def decimal_mark(amounts: Iterable[str], currency: str) -> str:
    """Which of `.` and `,` ends the whole part, told from all amounts of a file: one alone may be read either way.

    Args:
        amounts: as they are written.
        currency: ISO 4217 code, or whatever stands in its place.

    Returns:
        The mark; empty where no amount tells.
    """
    for text in map(str.strip, amounts):
        if "." in text and "," in text:
            return max(".,", key=text.rfind)
        for mark, other in _OTHER.items():
            if text.count(mark) > 1:
                return other
        one = _ONE_MARK.fullmatch(text)
        if one and len(one[2]) != 3:
            return one[1]
        if one and is_currency(currency) and not minor_digits(currency):
            # 1,980 yen are no fraction of one: the other mark would be.
            return _OTHER[one[1]]
    return ""


@lru_cache(maxsize=65536)
def signed_amount(text: str, currency: str, mark: str) -> int:
    """Minor units, exactly.

    Args:
        text: as it is written, with or without a sign and marks between thousands.
        currency: ISO 4217 code.
        mark: from `decimal_mark`.
    """
    places = minor_digits(currency)
    other = _OTHER.get(mark, "")
    digits = text.strip()
    whole, found, fraction = digits.partition(mark) if mark else (digits, "", "")
    sign, number = (whole[:1], whole[1:]) if whole[:1] in ("-", "+") else ("", whole)
    groups = number.split(other) if other else [number]
    is_grouped = all(len(group) == 3 for group in groups[1:]) and 0 < len(groups[0]) <= (3 if groups[1:] else 13)
    plain = "".join(groups)
    kept = fraction.rstrip("0")
    if not (is_grouped and plain.isascii() and plain.isdigit() and len(plain) <= 13 and len(kept) <= places):
        raise BadCell(f"an amount in {currency}, written as the others are", by_spreadsheet="##" in digits)
    if found and not (fraction.isascii() and fraction.isdigit()):
        raise BadCell(f"an amount in {currency}, written as the others are")
    return int(f"{sign}{plain}{kept.ljust(places, '0')}")


@lru_cache(maxsize=4096)
def moment(text: str) -> datetime:
    """A point in time; midnight in UTC where only a day is written."""
    written = text.strip()
    begins = _MOMENT.match(written)
    rest = _REST.fullmatch(written[begins.end() :]) if begins else None
    if not begins or not rest:
        raise BadCell(_A_DATE, by_spreadsheet="##" in written)
    year, month, day = begins[1] or begins[6], begins[2] or begins[5], begins[3] or begins[4]
    try:
        told = datetime.fromisoformat(f"{year}-{month}-{day}T{rest[1] or '00:00'}").replace(tzinfo=_zone(rest[2]))
    except ValueError:
        raise BadCell(_A_DATE) from None
    instant(told.isoformat())
    return told.astimezone(UTC)


def _zone(name: str | None) -> timezone:
    if name is None:
        return UTC
    if name in _ZONES:
        return timezone(_ZONES[name])
    if name[:1] not in "+-":
        raise BadCell(_A_DATE)
    hours, minutes = int(name[1:3]), int(name[-2:])
    return timezone((1 if name[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))
