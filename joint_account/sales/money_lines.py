"""From gross to net to paid out, as lines: each a figure by itself, none hidden in another."""

from dataclasses import dataclass, field

from joint_account.sales.overview import Overview
from joint_account.sales.parts_of_money import NET, Part
from joint_account.sales.words import amounts
from joint_account.ui.numbers import money, plural

_NAMES = {
    Part.SALES: "Sales, posted",
    Part.SHIPPING: "Shipping and gift wrap",
    Part.PROMOTIONS: "Promotions",
    Part.REFUNDS: "Refunds",
    Part.FEES: "Amazon's fees",
    Part.ADVERTISING: "Advertising",
    Part.REIMBURSEMENTS: "Reimbursements",
    Part.OTHER: "Other",
    Part.TAX: "Tax that is passed on",
}
_ALWAYS = (Part.PROMOTIONS, Part.REFUNDS, Part.FEES)
"""Shown with zero, too: somebody looks for them."""
NONE_YET = (
    "Refunds, promotions, fees and what is paid out come from Amazon's settlement reports. "
    "Import some on the Stores page, and they stand here."
)


@dataclass(frozen=True)
class MoneyLine:
    """A line."""

    name: str
    amount: str
    is_sum: bool = False


@dataclass(frozen=True)
class MoneyShown:
    """The lines, and what is to be known of them."""

    lines: list[MoneyLine] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def money_shown(seen: Overview) -> MoneyShown:
    """Gross, its deductions, net, and what was paid out."""
    base, paid = seen.scope.base, seen.paid_out
    gross = MoneyLine("Gross: ordered on these days", money(seen.now.sales, base), is_sum=True)
    if not paid.any_settlement:
        return MoneyShown([gross], [NONE_YET])
    shown = [part for part in _NAMES if part in NET and (part in paid.parts or part in _ALWAYS)]
    lines = [gross, *(MoneyLine(_NAMES[part], money(paid.parts.get(part, 0), base)) for part in shown)]
    lines.append(MoneyLine("Net: posted on these days", money(paid.net, base), is_sum=True))
    if Part.TAX in paid.parts:
        lines.append(MoneyLine(_NAMES[Part.TAX], money(paid.parts[Part.TAX], base)))
    lines.append(MoneyLine("Paid out on these days", money(paid.paid, base), is_sum=True))
    said = [
        f"Settlements cover {plural(paid.settled_days, 'day')} of {paid.all_days:,}, all stores counted. "
        "Amazon posts an amount when it sends the goods, so gross and net are of different orders."
    ]
    if paid.unrated:
        said.append(f"{amounts(paid.unrated)} of net has no reference rate and is not in these sums.")
    if seen.scope.view.zone:
        said.append("These lines are by each store's own day.")
    return MoneyShown(lines, said)
