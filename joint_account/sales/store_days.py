"""Which days each store shows: a day is the store's own, so at one moment two stores can show different ones."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from joint_account.sales.periods import Days, Period
from joint_account.stores.marketplaces import marketplaces

StoreDays = Mapping[str, Days]


def store_days(
    stores: Iterable[str], period: Period, at: datetime, rule: Callable[[Period, date], Days], zone: str = ""
) -> StoreDays:
    """The days that each store shows.

    Args:
        stores: country codes.
        period: what was chosen.
        at: the moment, which is one day in one store and the next day in another.
        rule: `days_of` for the period itself, `days_before` for what it is compared with.
        zone: whose days they are; empty for each store's own.
    """
    known = marketplaces()
    return {store: rule(period, at.astimezone(ZoneInfo(zone) if zone else known[store].zone).date()) for store in stores}


def on(days: StoreDays) -> tuple[str, list[Any]]:
    """What a statement says after `joint_account_id = ?` to read some stores on their days, and its parameters."""
    together: dict[Days, list[str]] = defaultdict(list)
    for store, some in days.items():
        together[some].append(store)
    each = " OR ".join(["(store {among} AND day BETWEEN ? AND ?)"] * len(together))
    # The widest span by itself lets the primary key be read as one range; the database does not see that in an OR.
    widest = [min(some.first for some in together), max(some.last for some in together)]
    cells = [cell for some, stores in together.items() for cell in (stores, some.first, some.last)]
    return f"AND day BETWEEN ? AND ? AND ({each})", [*widest, *cells]


def among(part: str, joint_account_id: int, wished: Sequence[StoreDays]) -> tuple[str, list[Any]]:
    """One statement for several wishes, and its parameters; an empty one when nothing is wished for.

    Args:
        part: what each asks: `{number}` stands for the wish's place, `{where}` for what `on` says.
        joint_account_id: its first parameter.
        wished: those without stores are left out.
    """
    parts, parameters = [], []
    for number, days in enumerate(wished):
        if days:
            where, cells = on(days)
            # Not format: `{among}` is for another to fill in.
            parts.append(part.replace("{number}", str(number)).replace("{where}", where))
            parameters += [joint_account_id, *cells]
    return " UNION ALL ".join(parts), parameters
