"""Where Amazon's figures begin their days, as far as they tell. Pure.

A store's zone is read off Seller Central: Amazon publishes no list. When another zone fits much better, that is what differs.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from joint_account.reconciliation.facts import AtAmazon, Facts, Here, Sold
from joint_account.stores.marketplaces import marketplaces

_DAY = timedelta(days=1)


def zone_of(amazon: Mapping[date, AtAmazon], here: Here, differ: Iterable[date]) -> ZoneInfo:
    """The zone in which Amazon's figures fit: the store's own, unless another one leaves a fourth of what differs, or less.

    Days beside those that differ count too: what is moved out of one day must be missing in the next one. So it takes two
    days that fit better, and one order that is lost is never explained by where a day begins.
    """
    about = {day + step * _DAY for day in differ for step in (-1, 0, 1)} & amazon.keys()
    own = _gaps(here.zone, amazon, here, about)
    best, least = here.zone, sum(own.values()) // 4
    for zone in _zones():
        there = _gaps(zone, amazon, here, about)
        if sum(there.values()) <= least and sum(there[day] < own[day] for day in about) > 1:
            best, least = zone, sum(there.values()) - 1
    return best


def cut(quarters: Mapping[datetime, Facts], zone: ZoneInfo, days: Iterable[date]) -> dict[date, Facts]:
    """What is known of some days as a zone cuts them."""
    wanted = dict.fromkeys(days, Facts())
    for begins, facts in quarters.items():
        day = begins.astimezone(zone).date()
        if day in wanted:
            wanted[day] += facts
    return wanted


def _gaps(zone: ZoneInfo, amazon: Mapping[date, AtAmazon], here: Here, about: Iterable[date]) -> dict[date, int]:
    sold = {day: [0, 0] for day in about}
    for begins, facts in here.quarters.items():
        if (sums := sold.get(begins.astimezone(zone).date())) is not None:
            sums[0] += facts.sold.orders
            sums[1] += facts.sold.units
    return {day: _gap(amazon[day].sold, Sold(*sums)) for day, sums in sold.items()}


def _gap(amazon: Sold, here: Sold) -> int:
    return abs(amazon.orders - here.orders) + abs(amazon.units - here.units)


def _zones() -> list[ZoneInfo]:
    """UTC, and the zones of all of Amazon's stores."""
    return [ZoneInfo(name) for name in dict.fromkeys(["UTC", *(one.time_zone for one in marketplaces().values())])]
