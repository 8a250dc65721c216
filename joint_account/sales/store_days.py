"""Which days each store shows: a day is the store's own, so at one moment two stores can show different ones."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, false, or_
from sqlmodel import col

from joint_account.sales.models import DailyProductSales, DailySales
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


def on(table: type[DailySales] | type[DailyProductSales], joint_account_id: int, days: StoreDays) -> ColumnElement[bool]:
    """The rows of a roll-up that belong to a joint account, its stores and their days."""
    if not days:
        return false()
    together: dict[Days, list[str]] = defaultdict(list)
    for store, some in days.items():
        together[some].append(store)
    each = [
        and_(col(table.store).in_(stores), col(table.day).between(some.first, some.last)) for some, stores in together.items()
    ]
    # The widest span by itself lets the primary key be read as one range; the database does not see that in an OR.
    widest = col(table.day).between(min(some.first for some in together), max(some.last for some in together))
    return and_(col(table.joint_account_id) == joint_account_id, widest, or_(*each))
