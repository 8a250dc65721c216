"""What stands in one order of the demo: which products, how many, at what price."""

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from joint_account.demo.catalogue import Article, articles, popularity, price
from joint_account.demo.countries import Country
from joint_account.stores.marketplaces import Marketplace, marketplaces

Row = dict[str, Any]


@dataclass(frozen=True)
class Occasion:
    """What an order's lines depend on."""

    country: Country
    local: date
    """The store's own day."""
    raised: bool
    """Whether the currency has jumped already."""
    deal: bool
    """Whether a sales event cuts prices."""
    for_work: bool
    """Whether a business buys: more pieces, a little cheaper."""
    free: bool
    """Whether the channel is no store: units, but no price."""

    @property
    def marketplace(self) -> Marketplace:
        """Where it is bought, as Amazon defines it."""
        return marketplaces()[self.country.code]


def lines_of(rng: Random, order_id: str, occasion: Occasion) -> list[Row]:
    """The lines of one order, numbered from 1."""
    count = rng.choices((1, 2, 3), cum_weights=(85, 97, 100))[0]
    bought = rng.choices(articles(), cum_weights=popularity(occasion.local.month), k=count)
    lines = [_line(rng, order_id, number, article, occasion) for number, article in enumerate(bought, start=1)]
    if count == 1 and rng.random() < 0.004:
        # Amazon splits a line over two warehouses: two lines that are equal to the letter, and both count.
        lines.append(lines[0] | {"number": 2})
    if count > 1 and rng.random() < 0.03:
        lines[-1] = cancelled_line(lines[-1])
    return lines


def cancelled_line(line: Row) -> Row:
    """The line as Amazon reports it once it is cancelled: no quantity, no price, no currency."""
    nothing = {"quantity": 0, "currency": None, "price": None, "tax": None, "shipping": None, "discount": None}
    return line | nothing | {"cancelled": True}


def _line(rng: Random, order_id: str, number: int, article: Article, occasion: Occasion) -> Row:
    country = occasion.country
    quantity = _quantity(rng, occasion.for_work)
    each = price(article, country, raised=occasion.raised, deal=occasion.deal)
    total = 0 if occasion.free else each * quantity
    if occasion.for_work and quantity > 4:
        total = round(total * 0.95)
    net = total if country.tax_on_top else total / (1 + country.tax)
    return {
        "order_id": order_id,
        "number": number,
        "sku": article.sku,
        "asin": article.asin,
        "title": article.title(country.language),
        "cancelled": False,
        "quantity": quantity,
        "currency": occasion.marketplace.currency,
        "price": total,
        "tax": round(net * country.tax),
        "shipping": None,
        "discount": round(total * 0.1) if not occasion.free and rng.random() < 0.06 else None,
    }


def _quantity(rng: Random, for_work: bool) -> int:
    if for_work:
        return rng.choices((1, 2, 4, 6, 10, 12, 24), cum_weights=(45, 65, 78, 88, 94, 98, 100))[0]
    return rng.choices((1, 2, 3, 4), cum_weights=(89, 97, 99, 100))[0]
