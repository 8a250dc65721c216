"""What the overview says of how its figures are made."""

from joint_account.sales.comparison import Against
from joint_account.sales.overview import Overview
from joint_account.sales.overview_scope import Scope
from joint_account.sales.tax import TAX_LABELS, Tax
from joint_account.sales.words import GAP, compared, listed, rates_sentence, span, store_name, widest
from joint_account.ui.numbers import full_day, month, plural, round_money, short_day


def compared_with(scope: Scope) -> str:
    """What the figures are compared with; empty for nothing."""
    if not scope.before:
        return ""
    if scope.view.against is Against.STORES:
        names = [store_name(code) for code in scope.before]
        return f"compared with {listed(names) if len(names) < 4 else plural(len(names), 'other store')}"
    return f"compared with {span(scope.before)}"


def about(seen: Overview) -> str:
    """Whose days, which rates, which tax, and since when anything is known."""
    scope = seen.scope
    parts = [f"Each day is that of {_place(scope.view.zone)}" if scope.view.zone else "Each day is the store's own day"]
    if scope.apart:
        parts.append("each store in its own currency")
    elif not set(seen.now.own) <= {scope.base}:
        parts.append(_rates(seen))
    if scope.view.tax is not Tax.PRICED:
        parts.append(TAX_LABELS[scope.view.tax].lower())
    before = scope.before or scope.days
    if scope.known_since and widest(before).first < scope.known_since:
        parts.append(f"the first order we know is of {full_day(scope.known_since)}")
    return GAP.join(parts)


def _rates(seen: Overview) -> str:
    if fixed := seen.scope.view.rate:
        return f"ECB rates of {full_day(seen.rates.day_of(fixed) or fixed)} for every day"
    return rates_sentence(seen.rates.newest, widest(seen.scope.days).last)


def _place(zone: str) -> str:
    return "UTC" if zone == "UTC" else zone.rpartition("/")[2].replace("_", " ")


def pace_sentence(seen: Overview) -> str:
    """Where the month ends if it goes on as it does; empty where nobody can tell."""
    pace, base = seen.pace, seen.scope.base
    if pace is None:
        return ""
    change = compared(pace.expected, pace.month_before)
    against = f", {change.arrow} {change.text} on the month before" if change.arrow else ""
    return (
        f"{month(pace.last_day)} so far: {round_money(pace.sold, base)}. At this pace {round_money(pace.expected, base)} "
        f"by {short_day(pace.last_day)}{against}: what is left of it counts as the same weekdays of the last four weeks."
    )
