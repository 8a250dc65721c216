"""The five figures on top of the overview, each against the days before."""

from dataclasses import dataclass, replace

from joint_account.sales.figures import Figures
from joint_account.sales.words import NOTHING, Change, amounts, compared, moved
from joint_account.ui.numbers import count, money, percent, points

_BLANK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Kpi:
    """One of the figures, as text."""

    key: str
    name: str
    value: str
    change: Change
    was: str
    detail: str


_NAMES = {"sales": "Sales", "orders": "Orders", "units": "Units", "average": "Average order", "cancelled": "Cancelled"}


def waiting_kpis() -> list[Kpi]:
    """Names without figures, as tall as with them."""
    return [Kpi(key, name, _BLANK, Change(_BLANK), "", _BLANK) for key, name in _NAMES.items()]


def kpis(now: Figures, before: Figures | None, base: str, *, apart: bool = False) -> list[Kpi]:
    """The figures of some days, and of what they are compared with.

    Args:
        now: of the chosen days.
        before: what they are compared with; none for nothing.
        base: the currency of sums.
        apart: whether each store's own currency is shown, and there are several.
    """
    if before is None:
        return [replace(one, change=Change(_BLANK), was="") for one in kpis(now, now, base, apart=apart)]
    per_order = f"{now.units / now.orders:.2f} an order" if now.orders else _BLANK
    return [
        _sales_apart(now) if apart else _sales(now, before, base),
        _kpi("orders", count(now.orders), compared(now.orders, before.orders), count(before.orders), _pending(now)),
        _kpi("units", count(now.units), compared(now.units, before.units), count(before.units), per_order),
        _kpi("average", NOTHING, Change(NOTHING), NOTHING, "not over several currencies")
        if apart
        else _average(now, before, base),
        _cancelled(now, before),
    ]


def _sales(now: Figures, before: Figures, base: str) -> Kpi:
    own = now.own | before.own
    if len(own) == 1 and own.keys() == now.unrated.keys():
        # One currency without a reference rate is shown by itself: zero in another one would say that nothing was sold.
        (currency,) = own
        paid, paid_before = now.own[currency], before.own.get(currency, 0)
        detail = f"no reference rate to {base}"
        return _kpi("sales", money(paid, currency), compared(paid, paid_before), money(paid_before, currency), detail)
    extra = f"+ {amounts(now.unrated)}" if now.unrated else _BLANK
    return _kpi("sales", money(now.sales, base), compared(now.sales, before.sales), money(before.sales, base), extra)


def _sales_apart(now: Figures) -> Kpi:
    # Several currencies have no sum, and so no change: each stands in the table with its own.
    return _kpi("sales", _currencies(len(now.own)), Change(NOTHING), NOTHING, amounts(now.own) or _BLANK)


def _currencies(number: int) -> str:
    """1 currency, 9 currencies."""
    return f"{number} {'currency' if number == 1 else 'currencies'}"


def _average(now: Figures, before: Figures, base: str) -> Kpi:
    value, was = (NOTHING if one.average is None else money(one.average, base) for one in (now, before))
    known = now.average is not None and before.average is not None
    change = compared(now.average or 0, before.average or 0) if known else Change(NOTHING)
    return _kpi("average", value, change, was, "sales by orders")


def _cancelled(now: Figures, before: Figures) -> Kpi:
    share, share_before = now.cancelled_share, before.cancelled_share
    if share is None or share_before is None:
        change = Change(NOTHING)
    else:
        by = share - share_before
        change = moved(by, points(abs(by)).lstrip("+"), lower_is_better=True)
    value, was = (NOTHING if one is None else percent(one) for one in (share, share_before))
    return _kpi("cancelled", value, change, was, f"{count(now.cancelled)} of {count(now.orders + now.cancelled)} orders")


def _pending(now: Figures) -> str:
    return f"{count(now.unpriced)} pending" if now.unpriced else _BLANK


def _kpi(key: str, value: str, change: Change, was: str, detail: str) -> Kpi:
    seen_before = "" if was == NOTHING else f"was {was}"
    return Kpi(key, _NAMES[key], value, Change() if change.text == NOTHING else change, seen_before, detail)
