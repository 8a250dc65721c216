"""A seller account that is connected: whose it is, where Amazon answers for it, and the key to it."""

from dataclasses import dataclass, field
from enum import StrEnum

from joint_account.settings import settings


class Region(StrEnum):
    """Amazon's regions: a consent is good for one of them."""

    NORTH_AMERICA = "na"
    EUROPE = "eu"
    FAR_EAST = "fe"


NAMES = {Region.NORTH_AMERICA: "North America", Region.EUROPE: "Europe", Region.FAR_EAST: "Far East"}
"""What people call them."""

FIRST_STORES = {Region.NORTH_AMERICA: "US", Region.EUROPE: "UK", Region.FAR_EAST: "JP"}
"""Whose Seller Central asks for the consent when nobody names another store of the region."""


@dataclass(frozen=True)
class SellerAccount:
    """A seller account of a joint account. Its key is in nothing that is printed."""

    joint_account_id: int
    region: Region
    seller_id: str
    refresh_token: str = field(repr=False)


def api_of(region: Region) -> str:
    """Where the Selling Partner API of a region answers."""
    said = settings()
    return {
        Region.NORTH_AMERICA: said.amazon_api_url_na,
        Region.EUROPE: said.amazon_api_url_eu,
        Region.FAR_EAST: said.amazon_api_url_fe,
    }[region]
