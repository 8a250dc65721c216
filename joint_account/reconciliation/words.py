"""What differences are made of, as people read it."""

from datetime import datetime

from joint_account.reconciliation.comparison import DayCompared, Reason
from joint_account.reconciliation.facts import Sold
from joint_account.stores.models import Store
from joint_account.ui.numbers import clock, count, money, plural

TONES = {Reason.REST: "tag bad"}
_PLAIN = "tag"


def tone_of(reason: Reason) -> str:
    """The classes of a reason's tag."""
    return TONES.get(reason, _PLAIN)


def counted(sold: Sold) -> str:
    """12 orders · 14 units."""
    return f"{plural(sold.orders, 'order')} · {plural(sold.units, 'unit')}"


def more(sold: Sold, currency: str) -> str:
    """What differs, each figure with its sign: +€4.98, +1 order; nothing of what agrees."""
    parts = [f"{_sign(sold.sales)}{money(sold.sales, currency)}"] if sold.sales else []
    parts += [f"{_sign(sold.orders)}{plural_of(sold.orders, 'order')}"] if sold.orders else []
    parts += [f"{_sign(sold.units)}{plural_of(sold.units, 'unit')}"] if sold.units else []
    return ", ".join(parts)


def sentence(reason: Reason, one: DayCompared, store: Store, currency: str) -> str:
    """Why a day differs, as far as this reason goes."""
    part = one.parts[reason]
    match reason:
        case Reason.PENDING:
            return _pending(one, part)
        case Reason.BOUNDARY:
            place = one.zone.key.rpartition("/")[2].replace("_", " ") if one.zone else ""
            return f"Amazon's figures fit days that begin at midnight in {place}: some orders are of another day there."
        case Reason.CANCELLED:
            return _cancelled(part, store.fresh_at)
        case Reason.MISSING:
            return f"{_are(part.orders, 'order')} not here yet: {_still_to_come(store)}."
        case Reason.REST:
            return _rest(one, part, currency)


def plural_of(number: int, noun: str) -> str:
    """The noun goes by the number without its sign: 1 less is one order."""
    return f"{count(number)} {noun}{'' if abs(number) == 1 else 's'}"


def _sign(number: int) -> str:
    return "+" if number > 0 else ""


def _are(number: int, noun: str) -> str:
    return f"{plural(number, noun)} {'is' if number == 1 else 'are'}"


def _pending(one: DayCompared, part: Sold) -> str:
    if part.orders < 0:
        return f"{plural(-part.orders, 'pending order')} here, which Amazon does not count yet."
    known = f"{plural(one.facts.pending.orders, 'pending order')} without a price here"
    never = ", some of it never sold before" if one.facts.priceless else ""
    return f"{known}{never}. Amazon counts the price that it will have."


def _cancelled(part: Sold, until: datetime | None) -> str:
    if part.orders > 0:
        return f"{plural(part.orders, 'order')} cancelled here that Amazon still counts."
    if part.units > 0:
        return "A part of an order was cancelled here, and Amazon still counts it."
    read = f"Changes are here up to {clock(until)} UTC." if until else "Nobody knows up to when changes are here."
    what = plural(-part.orders, "order") if part.orders else "A part of an order"
    return f"{what} that Amazon does not count any more: not sent yet, so it may be cancelled by now. {read}"


def _still_to_come(store: Store) -> str:
    if store.history_done_at is None:
        return "the store's history is still coming in"
    return f"changes are here up to {clock(store.fresh_at)} UTC" if store.fresh_at else "its changes have not come in yet"


def _rest(one: DayCompared, part: Sold, currency: str) -> str:
    said = "Nothing that is known here makes this difference."
    counts_agree = not (part.orders or part.units)
    # Orders may have come both ways, so it need not be all of the tax; a few cents are something else.
    if counts_agree and one.facts.tax <= 4 * abs(part.sales) and 100 * abs(part.sales) <= 101 * one.facts.tax:
        tax = money(one.facts.tax, currency)
        return f"{said} The tax of the day's orders is {tax}: prices may hold tax on one side, and not on the other."
    return said
