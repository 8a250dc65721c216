"""What the demo's seller sells, what it is called in each language, and what it costs in each country."""

import csv
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from joint_account.demo.countries import JUMP, JUMP_COUNTRY, Country

SELLER = "Kettle & Co"
_SUMMER = frozenset({"KC-CBR-10-JUG", "KC-TMB-50-BLK", "KC-TMB-50-GRN", "KC-SYP-DSP-50"})
_GIFTS = frozenset({"KC-MUG-35-SET4", "KC-MTC-SET-4", "KC-TPC-08-IRN", "KC-HNY-DIP-SET", "KC-RST-HOM-80", "KC-TPG-12-INF"})


@dataclass(frozen=True)
class Article:
    """A product of the demo's seller."""

    sku: str
    asin: str
    cents: int
    """US price in cents."""
    titles: dict[str, str] = field(hash=False)

    def title(self, language: str) -> str:
        """As a store lists it: the brand comes first."""
        return f"{SELLER} {self.titles[language]}"


@cache
def articles() -> tuple[Article, ...]:
    """Every product, the best seller first."""
    with (Path(__file__).parent / "catalogue.tsv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return tuple(Article(row.pop("sku"), row.pop("asin"), int(row.pop("cents")), row) for row in rows)


@cache
def popularity(month: int) -> list[float]:
    """How often each product is bought in a month, running total: one best seller, then a long tail."""
    total, running = 0.0, []
    for rank, article in enumerate(articles(), start=1):
        total += (1.3 if rank == 1 else 1.0) / rank**0.85 * _appeal(article, month)
        running.append(total)
    return running


def _appeal(article: Article, month: int) -> float:
    if article.sku in _SUMMER:
        return 2.2 if month in {6, 7, 8} else 0.8
    return 1.9 if article.sku in _GIFTS and month in {11, 12} else 1.0


@cache
def price(article: Article, country: Country, *, raised: bool = False, deal: bool = False) -> int:
    """What one piece costs, in minor units of the country's currency, ending as prices there do.

    Args:
        article: the product.
        country: where.
        raised: whether the currency has jumped already.
        deal: whether a sales event cuts the price.
    """
    raw = article.cents * country.factor * (0.8 if deal else 1.0)
    if raised and country.code == JUMP_COUNTRY:
        raw *= JUMP
    return max(1, round(raw / country.step)) * country.step - country.under
