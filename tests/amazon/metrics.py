"""What a store sold as the Sales API says it, and in what its figures can be made to differ from the orders themselves."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal

from joint_account.stores.marketplaces import marketplaces
from tests.amazon.shapes import money


@dataclass
class Metrics:
    """How Amazon counts. As it stands: what is not cancelled, pending orders with the price that they will have."""

    world: object
    zones: dict = field(default_factory=dict)  # by store: whose midnight its days begin at, if not the store's own
    keeps_cancelled: bool = False
    leaves_pending_out: bool = False
    behind: timedelta = timedelta()  # figures are of so long ago
    more: dict = field(default_factory=dict)  # (store, day): (orders, units, minor units) that nobody can explain

    def payload(self, seller, code, days, at):
        """Figures of a store's days as at an instant. days: pairs of instants, each day's beginning and end."""
        return [self._day(seller, code, start, end, at - self.behind) for start, end in days]

    def _day(self, seller, code, start, end, at):
        begins, ends = self._cut(code, start), self._cut(code, end)
        seen = [one.seen(at) for one in self.world.bought(seller, begins, min(ends, at))]
        mine = [one for one in seen if one.order.store == code and not one.order.channel]
        sold = [(one.order, item) for one in mine for item in self._sold(one)]
        orders, units, sales = self.more.get((code, start.date()), (0, 0, 0))
        units += sum(item.quantity for _, item in sold)
        sales += sum(item.price for _, item in sold)
        average = Decimal(sales) / units if units else Decimal(0)
        return {
            "interval": f"{_local(start)}--{_local(end)}",
            "unitCount": units,
            "orderItemCount": len(sold),
            "orderCount": orders + len({order.order_id for order, _ in sold}),
            "averageUnitPrice": {
                "amount": f"{round(average.scaleb(-marketplaces()[code].minor_units), 2)}",
                "currencyCode": marketplaces()[code].currency,
            },
            "totalSales": money(sales, code),
        }

    def _cut(self, code, midnight):
        zone = self.zones.get(code)
        return datetime.combine(midnight.date(), time(), zone) if zone else midnight

    def _sold(self, seen):
        if self.leaves_pending_out and seen.status == "PENDING":
            return []
        return [item for item in (seen.order.items if self.keeps_cancelled else seen.items) if item.quantity]


def _local(moment):
    return moment.isoformat(timespec="minutes")


def days_between(start, end, zone):
    """The store's days from one instant to another, as pairs of instants."""
    day = start.astimezone(zone)
    while day < end.astimezone(zone):
        after = (day.replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=zone)
        yield day, after
        day = after
