"""Money, counts, shares and days as people read them. Amounts are integers in the currency's minor unit."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, get_currency_precision, get_currency_symbol

LOCALE = "en"
MINUS = "\N{MINUS SIGN}"


def money(amount: int, currency: str) -> str:
    """An amount to the last minor unit: €1,234.56, ¥1,980, AED 21,340.00.

    Args:
        amount: in minor units of `currency`.
        currency: ISO 4217 code.
    """
    pattern = _pattern(currency, minor_digits(currency))
    return _written(format_currency(major(amount, currency), currency, format=pattern, locale=LOCALE))


def round_money(amount: int, currency: str) -> str:
    """An amount without its minor units, for lists where cents would be noise: €18,310."""
    whole = major(amount, currency).quantize(Decimal(1), ROUND_HALF_UP)
    return _written(format_currency(whole, currency, format=_pattern(currency, 0), locale=LOCALE, currency_digits=False))


def short_money(amount: int, currency: str) -> str:
    """An amount for the axis of a chart: €9k, €1.5M."""
    value = major(amount, currency)
    for size, letter in ((10**9, "B"), (10**6, "M"), (10**3, "k")):
        if abs(value) >= size:
            return f"{symbol(currency)}{format_decimal(value / size, format='0.##', locale=LOCALE)}{letter}"
    return f"{symbol(currency)}{format_decimal(value, format='0.##', locale=LOCALE)}"


def major(amount: int, currency: str) -> Decimal:
    """Minor units as the amount that people name: 123456 in EUR is 1234.56."""
    return Decimal(amount).scaleb(-minor_digits(currency))


def minor(amount: Decimal, currency: str) -> int:
    """The nearest amount in minor units; exactly half goes away from zero, as on a bill."""
    return int(amount.scaleb(minor_digits(currency)).quantize(Decimal(1), ROUND_HALF_UP))


@cache
def minor_digits(currency: str) -> int:
    """Decimal places of a currency (CLDR, which agrees with ISO 4217 for every marketplace)."""
    return get_currency_precision(currency)


def symbol(currency: str) -> str:
    """What stands before an amount: €, CA$, or the code and a space that does not break."""
    sign = get_currency_symbol(currency, locale=LOCALE)
    return f"{sign}\N{NO-BREAK SPACE}" if sign.isalpha() else sign


def count(number: int) -> str:
    """A whole number: 4,812."""
    return _written(format_decimal(number, locale=LOCALE))


def plural(number: int, noun: str) -> str:
    """1 store, 12 stores."""
    return f"{count(number)} {noun}{'' if number == 1 else 's'}"


def percent(share: Decimal, signed: bool = False) -> str:
    """A share of one, to a tenth of a percent: 2.1%; with its sign where it is a change: +8.1%."""
    tenths = (share * 1000).quantize(Decimal(1), ROUND_HALF_UP)
    sign = "+" if signed and tenths > 0 else ""
    return _written(sign + format_decimal(tenths / 10, format="#,##0.0", locale=LOCALE) + "%")


def points(difference: Decimal) -> str:
    """A difference of two shares of one in percentage points, with its sign: +0.3."""
    return percent(difference, signed=True).removesuffix("%")


def full_day(day: date) -> str:
    """24 November 2026."""
    return format_date(day, "d MMMM y", locale=LOCALE)


def short_day(day: date) -> str:
    """24 Nov."""
    return format_date(day, "d MMM", locale=LOCALE)


def month(day: date) -> str:
    """November 2026."""
    return format_date(day, "MMMM y", locale=LOCALE)


def short_span(first: date, last: date) -> str:
    """26 Oct to 24 Nov 2026, with a dash; one day by itself."""
    end = format_date(last, "d MMM y", locale=LOCALE)
    if first == last:
        return end
    return f"{format_date(first, 'd MMM' if first.year == last.year else 'd MMM y', locale=LOCALE)} \N{EN DASH} {end}"


def days_between(first: date, last: date) -> str:
    """26 October to 24 November 2026, with a dash; one day by itself."""
    if first == last:
        return full_day(last)
    pattern = "d MMMM" if first.year == last.year else "d MMMM y"
    return f"{format_date(first, pattern, locale=LOCALE)} \N{EN DASH} {full_day(last)}"


def clock(instant: datetime) -> str:
    """24 Nov 2026, 18:05 of an aware datetime, in its own zone."""
    return format_datetime(instant, "d MMM y, HH:mm", tzinfo=instant.tzinfo, locale=LOCALE)


def _pattern(currency: str, digits: int) -> str:
    gap = "\N{NO-BREAK SPACE}" if symbol(currency).endswith("\N{NO-BREAK SPACE}") else ""
    return f"¤{gap}#,##0{'.' + '0' * digits if digits else ''}"


def _written(text: str) -> str:
    return text.replace("-", MINUS, 1) if text.startswith("-") else text
