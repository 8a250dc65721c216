"""Amazon's marketplaces: reference data, the same for everybody."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Marketplace:
    """One of Amazon's stores as Amazon defines it.

    Sources: "Marketplace IDs" and "SP-API Endpoints" of Amazon's developer documentation; the time zone is the one
    in which Seller Central's date-range reports of that store begin their days (Amazon publishes no list).
    """

    country_code: str
    """Amazon's own: UK, not GB."""
    country_name: str
    marketplace_id: str
    region: str
    domain: str
    sales_channel: str
    currency: str
    minor_units: int
    """Decimal places of the currency, ISO 4217."""
    locale: str
    time_zone: str
    seller_central_url: str

    @property
    def zone(self) -> ZoneInfo:
        """Where the store's day begins and ends."""
        return _zone(self.time_zone)


@cache
def _zone(name: str) -> ZoneInfo:
    # ZoneInfo keeps only the last eight by itself, and there are more stores than that.
    return ZoneInfo(name)


@cache
def marketplaces() -> dict[str, Marketplace]:
    """Every marketplace by its country code."""
    with (Path(__file__).parent / "marketplaces.csv").open(newline="") as file:
        rows = csv.DictReader(file)
        return {row["country_code"]: Marketplace(**(row | {"minor_units": int(row["minor_units"])})) for row in rows}  # ty: ignore


@cache
def by_sales_channel() -> dict[str, Marketplace]:
    """Every marketplace by its sales channel in lower case: files differ in its capitals."""
    return {one.sales_channel.lower(): one for one in marketplaces().values()}


@cache
def by_id() -> dict[str, Marketplace]:
    """Every marketplace by Amazon's id for it."""
    return {one.marketplace_id: one for one in marketplaces().values()}
