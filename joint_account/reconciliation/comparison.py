"""What a difference between Amazon's figures of a day and ours is made of. Pure.

Amazon says three figures a day (orders, units, money), we know every order: so each class is what our orders could make of a
difference, and no more than that. What none of them can is left as not explained. Amazon publishes neither whether its
figures hold pending orders nor when they let go of cancelled ones: both are allowed for, in whichever direction they show.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from joint_account.reconciliation.boundary import cut, zone_of
from joint_account.reconciliation.facts import AtAmazon, Facts, Here, Sold


class Reason(StrEnum):
    """Why figures differ, as people read it."""

    PENDING = "pending"
    BOUNDARY = "day boundary"
    CANCELLED = "cancelled later"
    MISSING = "not imported"
    REST = "not explained"


@dataclass(frozen=True)
class DayCompared:
    """A day, and what its difference is made of: the parts add up to it."""

    day: date
    here: Sold
    amazon: AtAmazon
    parts: dict[Reason, Sold] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    zone: ZoneInfo | None = None
    """In which Amazon's figures begin their days, if it is not the store's own."""

    @property
    def difference(self) -> Sold:
        """What Amazon has more."""
        return self.amazon.sold - self.here

    @property
    def is_explained(self) -> bool:
        """Whether nothing is left that nobody can explain."""
        return Reason.REST not in self.parts


def differing(amazon: Mapping[date, AtAmazon], days: Mapping[date, Sold]) -> list[date]:
    """The days that differ."""
    return sorted(day for day, said in amazon.items() if said.sold != days.get(day, Sold()))


def compare(amazon: Mapping[date, AtAmazon], here: Here) -> list[DayCompared]:
    """Every day that Amazon has figures of, the newest first."""
    differ = set(differing(amazon, here.days))
    zone = zone_of(amazon, here, differ)
    known = cut(here.quarters, zone, differ)
    compared = []
    for day, said in sorted(amazon.items(), reverse=True):
        ours = here.days.get(day, Sold())
        if day not in differ:
            compared.append(DayCompared(day, ours, said))
            continue
        facts = known[day]
        parts = {Reason.BOUNDARY: facts.sold - ours} if zone != here.zone else {}
        left = said.sold - ours - parts.get(Reason.BOUNDARY, Sold())
        parts |= _parts(left, facts, _is_incomplete(here, day, zone), _is_older(here, said))
        parts = {reason: part for reason, part in parts.items() if part}
        moved = zone if Reason.BOUNDARY in parts else None
        compared.append(DayCompared(day, ours, said, parts, facts, moved))
    return compared


def _is_incomplete(here: Here, day: date, zone: ZoneInfo) -> bool:
    ends = datetime.combine(day + timedelta(days=1), time(), zone)
    return not here.history_is_here or here.changes_until is None or here.changes_until < ends


def _is_older(here: Here, said: AtAmazon) -> bool:
    return here.changes_until is None or here.changes_until < said.asked_at


def _parts(left: Sold, facts: Facts, incomplete: bool, older: bool) -> dict[Reason, Sold]:
    """The classes that a difference is made of, once its day is cut where Amazon cuts it.

    Orders decide which classes there are; units and money go to those, as far as each can account for them.
    """
    pending = missing = 0
    cancelled = min(max(left.orders, 0), facts.cancelled)
    if incomplete:
        missing = max(left.orders, 0) - cancelled
    if left.orders < 0:
        pending = -min(-left.orders, facts.pending.orders)
        if older:
            # Pending ones are unsent too.
            cancelled = -min(pending - left.orders, facts.unsent.orders + pending)
    units = _units(left, facts, pending, cancelled, missing, older)
    sales = _sales(left, facts, units, cancelled, missing)
    parts = {
        Reason.PENDING: Sold(pending, units[0], sales[0]),
        Reason.CANCELLED: Sold(cancelled, units[1], sales[1]),
        Reason.MISSING: Sold(missing, units[2], sales[2]),
    }
    return parts | {Reason.REST: left - sum(parts.values(), Sold())}


def _units(left: Sold, facts: Facts, pending: int, cancelled: int, missing: int, older: bool) -> tuple[int, int, int]:
    """The units of pending, cancelled and missing orders."""
    if left.units > 0:
        if missing:
            # At least one of each cancelled order; nobody knows more of them.
            some = min(cancelled, left.units)
            return 0, some, left.units - some
        whose = cancelled > 0 or (left.orders == 0 and facts.cancelled_lines > 0)
        return 0, left.units if whose else 0, 0
    left_out = min(-left.units, facts.pending.units) if pending else 0
    rest = -left.units - left_out
    gone = min(rest, facts.unsent.units) if cancelled < 0 or (left.orders == 0 and older) else 0
    return -left_out, -gone, 0


def _sales(left: Sold, facts: Facts, units: tuple[int, int, int], cancelled: int, missing: int) -> tuple[int, int, int]:
    """The money of pending, cancelled and missing orders."""
    if left.sales < 0:
        gone = min(-left.sales, facts.unsent.sales) if cancelled < 0 or units[1] < 0 else 0
        return 0, -gone, 0
    # Pending orders that Amazon leaves out have no money there either.
    priced = 0 if units[0] < 0 else left.sales if facts.priceless else min(left.sales, facts.pending.sales)
    rest = left.sales - priced
    if missing:
        return priced, 0, rest
    return priced, rest if cancelled > 0 or units[1] > 0 else 0, 0
