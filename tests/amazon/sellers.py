"""Five seller accounts of one seller, with twelve stores between them, and what they sell."""

from dataclasses import dataclass

from joint_account.stores.marketplaces import marketplaces


@dataclass(frozen=True)
class Seller:
    """A seller account: one consent, one refresh token. A region can hold several."""

    id: str
    region: str
    stores: tuple[str, ...]
    # Marketplaces that Amazon returns and that are no stores: (id, name, country, domain).
    pseudo: tuple[tuple[str, str, str, str], ...] = ()


SELLERS = {
    one.id: one
    for one in (
        Seller(
            "A1NORTHAMERICA",
            "na",
            ("US", "CA", "MX"),
            (("A1MQXOICRS2Z7M", "SI CA Prod Marketplace", "CA", "sim1.stores.amazon.ca"),),
        ),
        Seller(
            "A2EUROPE",
            "eu",
            ("UK", "DE", "FR", "IT", "ES", "NL"),
            (
                ("A38D8NSA03LJTC", "Non-Amazon DE", "DE", "siprod.stores.amazon.de"),
                ("AZMDEXL2RVFNN", "SI UK Prod Marketplace", "GB", "siprod.stores.amazon.co.uk"),
            ),
        ),
        Seller("A3MIDDLEEAST", "eu", ("AE",)),
        Seller("A4JAPAN", "fe", ("JP",)),
        Seller("A5AUSTRALIA", "fe", ("AU",)),
    )
}


@dataclass(frozen=True)
class Country:
    """How a store does."""

    share: float  # of all orders
    level: float  # price in the store's currency for one euro
    tax: float
    inclusive: bool  # whether prices hold the tax
    prefix: int  # order ids begin with it
    place: tuple[str, str, str]  # city, state, postal code: invented


COUNTRIES = {
    "US": Country(0.34, 1.1, 0.0825, False, 111, ("SAMPLETON", "WA", "98000-0001")),
    "CA": Country(0.06, 1.5, 0.13, False, 701, ("SAMPLE FALLS", "ON", "K0K 0K0")),
    "MX": Country(0.04, 20.5, 0.16, True, 702, ("EJEMPLO", "JAL", "00000")),
    "UK": Country(0.13, 0.88, 0.20, True, 202, ("Sampleham", "", "ZZ1 1ZZ")),
    "DE": Country(0.15, 1.0, 0.19, True, 303, ("Musterstadt", "", "00000")),
    "FR": Country(0.07, 1.02, 0.20, True, 404, ("Exempleville", "", "00000")),
    "IT": Country(0.05, 1.02, 0.22, True, 405, ("Esempio", "XX", "00000")),
    "ES": Country(0.04, 1.0, 0.21, True, 406, ("Ejemplar", "", "00000")),
    "NL": Country(0.02, 1.05, 0.21, True, 407, ("Voorbeeldstad", "", "0000 AA")),
    "AE": Country(0.02, 4.1, 0.05, True, 408, ("Sample Marina", "Dubai", "")),
    "JP": Country(0.06, 160, 0.10, True, 503, ("見本市", "見本県", "000-0000")),
    "AU": Country(0.02, 1.7, 0.10, True, 250, ("SAMPLE BAY", "NSW", "0000")),
}


@dataclass(frozen=True)
class Product:
    """Something that is sold."""

    sku: str
    asin: str
    title: str
    euros: float
    weight: int


PRODUCTS = (
    Product("LAMP-OAK", "B0WORLD001", "Reading lamp, oak, 40 cm", 49.9, 9),
    Product("LAMP-ASH", "B0WORLD002", "Reading lamp, ash, 40 cm", 49.9, 5),
    Product("BULB-2", "B0WORLD003", "Warm bulb, two of them", 9.95, 14),
    Product("CORD-3M", "B0WORLD004", "Textile cord, 3 m, “rust”", 14.5, 6),
    Product("SHADE-L", "B0WORLD005", "Linen shade «large»", 27.0, 5),
    Product("SHADE-S", "B0WORLD006", "Linen shade «small»", 19.0, 6),
    Product("DIM-1", "B0WORLD007", "Dimmer plug, 230 V", 22.9, 3),
    Product("TRAY-12", "B0WORLD008", 'Tray 12" walnut', 34.0, 4),
    Product("HOOK-5", "B0WORLD009", "Brass hooks, set of 5", 12.9, 4),
    Product("CLIP-20", "B0WORLD010", "Cable clips, 20 pieces", 5.95, 8),
)

TITLES = {"JP": {"LAMP-OAK": "読書灯 オーク材 40cm①", "BULB-2": "電球色 2個セット", "TRAY-12": "トレー ウォルナット～大"}}  # noqa: RUF001


def title_in(code, product):
    """What a product is called in a store."""
    return TITLES.get(code, {}).get(product.sku, product.title)


def seller_of(code):
    """Whose store it is."""
    return next(one for one in SELLERS.values() if code in one.stores)


def store_with(marketplace_id):
    """The country code of a marketplace; none for a pseudo-marketplace."""
    return next((code for code, one in marketplaces().items() if one.marketplace_id == marketplace_id), None)
