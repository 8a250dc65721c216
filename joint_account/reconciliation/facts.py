"""What is known of a store's days, here and at Amazon. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Sold:
    """Orders, units and money (minor units), or a difference of them."""

    orders: int = 0
    units: int = 0
    sales: int = 0

    def __add__(self, other: "Sold") -> "Sold":
        """Both together."""
        return Sold(self.orders + other.orders, self.units + other.units, self.sales + other.sales)

    def __sub__(self, other: "Sold") -> "Sold":
        """What one is more than the other."""
        return Sold(self.orders - other.orders, self.units - other.units, self.sales - other.sales)

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.orders or self.units or self.sales)


@dataclass(frozen=True)
class Facts:
    """What is known here of the orders that were placed in a stretch of time."""

    sold: Sold = Sold()
    pending: Sold = Sold()
    """Orders and units that have no price yet, and what they come to at the highest price that they were sold at lately."""
    priceless: int = 0
    """Units among them that never had a price here: nobody can say what they come to."""
    unsent: Sold = Sold()
    """What counts and may still be cancelled."""
    cancelled: int = 0
    """Orders of which nothing is left."""
    cancelled_lines: int = 0
    """Lines of which nothing is left, of other orders."""
    tax: int = 0

    def __add__(self, other: "Facts") -> "Facts":
        """Both stretches together."""
        return Facts(
            self.sold + other.sold,
            self.pending + other.pending,
            self.priceless + other.priceless,
            self.unsent + other.unsent,
            self.cancelled + other.cancelled,
            self.cancelled_lines + other.cancelled_lines,
            self.tax + other.tax,
        )


@dataclass(frozen=True)
class AtAmazon:
    """Amazon's figures of a day."""

    sold: Sold
    asked_at: datetime


@dataclass(frozen=True)
class Here:
    """What is known here of a store."""

    zone: ZoneInfo
    days: Mapping[date, Sold]
    """Its own days; one without orders may be left out."""
    quarters: Mapping[datetime, Facts]
    """By the beginning of each quarter of an hour, for the days that differ and two days on either side."""
    changes_until: datetime | None
    """Up to when changes are here; none when nobody knows."""
    history_is_here: bool
