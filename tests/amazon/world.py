"""What the seller's customers do, for years: the same for a seed, whatever is asked and in which order.

Nothing is stored: a store's day is made from the seed when somebody asks, and an instant decides how its orders look.
"""

import bisect
import random
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate

from joint_account.stores.marketplaces import marketplaces
from tests.amazon.orders import Item, Order
from tests.amazon.sellers import COUNTRIES, PRODUCTS, SELLERS, seller_of, title_in

_CODES = list(COUNTRIES)
_DAY_ZERO = date(2015, 1, 1)
_MONTHS = (1.0, 0.93, 0.95, 0.94, 0.92, 0.85, 0.83, 0.84, 0.97, 1.06, 1.3, 1.5)
_HOURS = (2, 1, 1, 1, 1, 2, 4, 6, 8, 9, 10, 10, 10, 9, 9, 9, 9, 10, 11, 12, 13, 12, 8, 4)
_WEIGHTS = list(accumulate(one.weight for one in PRODUCTS))
LONGEST_LIFE = timedelta(days=40)
"""Nothing happens to an order any more."""


class World:
    """Customers of five seller accounts.

    seed: another one, other customers. per_day: orders of all stores on an average day. opened: the first day.
    """

    def __init__(self, seed=1, per_day=24, opened=date(2024, 1, 1)):
        self.seed, self.per_day, self.opened = seed, per_day, opened
        self.added = []
        self.orders_of_day = lru_cache(maxsize=20_000)(self._orders_of_day)

    def add(self, order):
        """One more order, which the seed knows nothing of."""
        self.added.append(order)

    def bought(self, seller, start, end):
        """Orders of a seller account that were bought from one instant on and before another."""
        return [one for one in self._around(seller, start, end) if start <= one.bought < end]

    def updated(self, seller, after, before, at):
        """Orders whose last change, as seen at an instant, came after one and up to another; the oldest change first."""
        seen = (one.seen(at) for one in self._around(seller, after - LONGEST_LIFE, before))
        changed = [one for one in seen if one and after < one.updated <= before]
        return [one.order for one in sorted(changed, key=lambda one: (one.updated, one.order.order_id))]

    def order(self, seller, order_id):
        """One order by its id; None when the seller has none of it."""
        added = [one for one in self.added if one.order_id == order_id and one.seller == seller]
        if added:
            return added[-1]
        middle = order_id.split("-")[1] if order_id.count("-") == 2 else ""
        if not (middle.isdecimal() and int(middle[:2]) < len(_CODES)):
            return None
        code, day = _CODES[int(middle[:2])], _DAY_ZERO + timedelta(days=int(middle[2:]))
        found = (one for one in self.orders_of_day(code, day) if one.order_id == order_id and one.seller == seller)
        return next(found, None)

    def _around(self, seller, start, end):
        for code in SELLERS[seller].stores:
            zone = marketplaces()[code].zone
            day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
            while day <= last:
                yield from self.orders_of_day(code, day)
                day += timedelta(days=1)
        yield from (one for one in self.added if one.seller == seller)

    def _orders_of_day(self, code, day):
        if day < self.opened:
            return ()
        chance = random.Random(f"{self.seed} {code} {day}")
        growth = 0.7 + 0.3 * min((day - self.opened).days / 700, 1.5)
        wanted = self.per_day * COUNTRIES[code].share * growth * _MONTHS[day.month - 1] * (1.12 if day.weekday() > 4 else 0.96)
        number = int(wanted) + (chance.random() < wanted % 1)
        return tuple(_order(chance, code, day, one) for one in range(number))


def _order(chance, code, day, number):
    country, marketplace, seller = COUNTRIES[code], marketplaces()[code], seller_of(code)
    bought = _moment(chance, day, marketplace.zone)
    paid = bought + timedelta(minutes=chance.choice((1, 5, 20, 31, 180, 900)))
    sent = paid + timedelta(minutes=chance.randrange(180, 2400))
    delivered = sent + timedelta(minutes=chance.randrange(1440, 8640))
    by_amazon = chance.random() < 0.72
    outside = by_amazon and len(seller.stores) > 1 and chance.random() < 0.015
    where = f"{_CODES.index(code):02d}{(day - _DAY_ZERO).days:05d}-{number:05d}{chance.randrange(100):02d}"
    fate, cancelled = chance.random(), bought + timedelta(minutes=chance.randrange(2, 3000))
    items = tuple(_items(chance, code, country, marketplace, where))
    return Order(
        seller=seller.id,
        store=code,
        order_id=f"{'S01' if outside else country.prefix}-{where}",
        bought=bought,
        paid=paid,
        sent=sent,
        delivered=delivered,
        items=items,
        by_amazon=by_amazon,
        business=chance.random() < 0.06,
        channel=f"Non-Amazon {code}" if outside else "",
        cancelled=cancelled if fate < 0.04 and cancelled < sent and not outside else None,
        first_item_gone=paid + timedelta(hours=2) if 0.04 <= fate < 0.06 and len(items) > 1 else None,
    )


def _moment(chance, day, zone):
    hour = bisect.bisect(list(accumulate(_HOURS)), chance.random() * sum(_HOURS))
    local = datetime(day.year, day.month, day.day, min(hour, 23), chance.randrange(60), chance.randrange(60), tzinfo=zone)
    # An hour that the clocks leave out is another day's in no zone here.
    return local.astimezone(UTC)


def _items(chance, code, country, marketplace, where):
    lines = chance.choices((1, 2, 3), (80, 16, 4))[0]
    twin = None
    for number in range(lines):
        product = chance.choices(PRODUCTS, cum_weights=_WEIGHTS)[0]
        quantity = chance.choices((1, 2, 3, 6), (84, 11, 4, 1))[0]
        if twin and chance.random() < 0.1:
            product, quantity = twin  # The same article twice, in two lines that are equal to the letter.
        twin = (product, quantity)
        one = _price(product.euros * country.level, marketplace.minor_units)
        price = one * quantity
        tax = round(price * country.tax) if not country.inclusive else price - round(price / (1 + country.tax))
        yield Item(
            item_id=f"{where.replace('-', '')}{number}",
            sku=product.sku,
            asin=product.asin,
            title=title_in(code, product),
            quantity=quantity,
            price=price,
            tax=tax,
            shipping=round(4 * country.level * 10**marketplace.minor_units) if number == 0 and chance.random() < 0.15 else 0,
            discount=round(price * 0.1) if chance.random() < 0.08 else 0,
        )


def _price(amount, minor_units):
    """As prices end: in 9, or in whole tens where there are no cents."""
    if minor_units == 0:
        return max(round(amount / 10) * 10, 10)
    return max(round(amount * 10) * 10 - 1, 99)
