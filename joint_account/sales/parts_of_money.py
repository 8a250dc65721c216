"""What each amount of a settlement is to a seller. English words: Amazon's own for every store whose settlements are read.

Source: "Settlement reports attributes" of Amazon's Selling Partner API documentation, and the words that stand in files.
An amount that nothing here knows is `other`: shown as such, never left out, so that the parts always add up to the total.
"""

from enum import StrEnum


class Part(StrEnum):
    """A part of a settlement."""

    SALES = "sales"
    SHIPPING = "shipping"
    PROMOTIONS = "promotions"
    REFUNDS = "refunds"
    FEES = "fees"
    ADVERTISING = "advertising"
    REIMBURSEMENTS = "reimbursements"
    OTHER = "other"
    TAX = "tax"
    TRANSFERS = "transfers"


NET = frozenset(Part) - {Part.TAX, Part.TRANSFERS}
"""What is left to the seller: all but taxes that are passed on, and what only moves between settlements."""

_PRICES = {
    "principal": Part.SALES,
    "shipping": Part.SHIPPING,
    "giftwrap": Part.SHIPPING,
    "goodwill": Part.REFUNDS,
}
_BY_TYPE = {
    "itemfees": Part.FEES,
    "itemwithheldtax": Part.TAX,
    "promotion": Part.PROMOTIONS,
    "cost of advertising": Part.ADVERTISING,
    "fba inventory reimbursement": Part.REIMBURSEMENTS,
    "shipment fees": Part.FEES,
    "order fees": Part.FEES,
    "couponredemptionfee": Part.FEES,
    "coupon redemption fee": Part.FEES,
}
_MOVES = ("current reserve amount", "previous reserve amount balance", "payable to amazon", "successful charge", "transfer")
_FEES = ("fee", "storage", "fbainbound", "removal", "disposal", "subscription")
_OWN = frozenset({"itemprice", "other-transaction", "transfer", *_BY_TYPE})
_TRANSACTIONS = frozenset({"order", "refund", "other-transaction", "servicefee", "adjustment", "liquidations", "transfer"})


def is_known(transaction_type: str, amount_type: str) -> bool:
    """Whether these are words of the language that settlements are read in."""
    return transaction_type.strip().lower() in _TRANSACTIONS or amount_type.strip().lower() in _OWN


def part_of(transaction_type: str, amount_type: str, description: str) -> Part:
    """What an amount is, from the words beside it."""
    kind, amount, said = (text.strip().lower() for text in (transaction_type, amount_type, description))
    if said.startswith(_MOVES) or kind == "transfer":
        return Part.TRANSFERS
    if amount == "itemprice":
        return _of_price(kind, said)
    if amount == "promotion" and "tax" in said:
        return Part.TAX
    if amount == "promotion" and kind in _BACK:
        return Part.REFUNDS
    if amount in _BY_TYPE:
        return _BY_TYPE[amount]
    if "reimbursement" in amount or "reimbursement" in said:
        return Part.REIMBURSEMENTS
    if amount == "other-transaction" or kind == "servicefee":
        return Part.FEES if any(word in said for word in _FEES) else Part.OTHER
    return Part.OTHER


_BACK = frozenset({"refund", "chargeback refund", "a-to-z guarantee refund"})


def _of_price(kind: str, said: str) -> Part:
    if "tax" in said:
        return Part.TAX
    if kind in _BACK:
        return Part.REFUNDS
    return _PRICES.get(said, Part.OTHER)
