"""Where the demo's seller trades: the size, habits and rules of each of its twelve stores."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Country:
    """One store of the demo's seller."""

    code: str
    share: float
    """Part of all orders, before growth and seasons."""
    language: str
    """Column of the catalogue that its titles come from."""
    factor: float
    """Minor units of its currency that one US cent is priced at; with tax where prices include it."""
    step: int
    """Prices are whole multiples of this many minor units …"""
    under: int
    """… less this many: 49.99, 1.899,90, 7,580 yen."""
    tax: float
    """Rate, as a part of the price without tax."""
    tax_on_top: bool
    """Whether the price leaves tax out, as in the United States and Canada."""
    merchant: float
    """Part of the orders that the seller ships itself."""
    prefixes: tuple[str, ...]
    """How its order ids begin."""
    quiet: tuple[int, int]
    """The two days of the week with the fewest orders, Monday being 0."""


COUNTRIES = (
    Country("US", 0.400, "en", 1.00, 100, 1, 0.0775, True, 0.03, ("111", "112", "113", "114"), (4, 5)),
    Country("CA", 0.055, "en", 1.38, 100, 1, 0.1200, True, 0.04, ("701", "702"), (4, 5)),
    Country("MX", 0.030, "es", 19.0, 1000, 100, 0.1600, False, 0.08, ("701", "702"), (5, 6)),
    Country("UK", 0.125, "en", 0.84, 100, 1, 0.2000, False, 0.04, ("202", "203", "204", "206", "026"), (4, 5)),
    Country("DE", 0.160, "de", 1.00, 100, 1, 0.1900, False, 0.05, ("302", "303", "304", "305", "306"), (4, 5)),
    Country("FR", 0.060, "fr", 1.02, 100, 10, 0.2000, False, 0.05, ("402", "405", "406"), (4, 5)),
    Country("IT", 0.045, "it", 0.99, 100, 10, 0.2200, False, 0.08, ("403", "404", "408"), (5, 6)),
    Country("ES", 0.040, "es", 0.97, 100, 5, 0.2100, False, 0.06, ("404", "407", "171"), (5, 6)),
    Country("PL", 0.060, "pl", 4.30, 100, 1, 0.2300, False, 0.05, ("171", "408"), (4, 5)),
    Country("TR", 0.025, "tr", 38.0, 1000, 10, 0.2000, False, 0.35, ("171", "408"), (5, 6)),
    Country("AE", 0.020, "en", 3.90, 1000, 100, 0.0500, False, 0.15, ("171", "408"), (4, 5)),
    Country("JP", 0.080, "ja", 1.52, 100, 20, 0.1000, False, 0.12, ("249", "250", "503"), (1, 3)),
)

NEW_COUNTRY = "PL"
"""Opens half-way through the demo's days and ramps up."""

JUMP_COUNTRY, JUMP = "TR", 1.32
"""Whose currency loses value overnight, and what its prices are multiplied by after it."""

FREIGHT_COUNTRIES = frozenset({"JP", "TR", "AE", "MX", "IT"})
"""Where Amazon reports how a parcel that the seller shipped ended: `Shipped - Delivered to Buyer` and its like."""

OTHER_CHANNELS = {"US": "Non-Amazon US", "UK": "Non-Amazon UK", "DE": "Non-Amazon DE"}
"""Where Amazon also ships what the seller's own shop sold (multi-channel fulfilment): orders, but not sales."""
