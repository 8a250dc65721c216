"""What came of a file, in words."""

from joint_account.reports.kinds import CALLED, Kind
from joint_account.sales.importing import ImportResult
from joint_account.ui.numbers import plural


def what_changed(result: ImportResult) -> str:
    """3 orders new or changed; stock: new, or: nothing newer than what is here."""
    if result.kind is Kind.ORDERS:
        return f"{plural(result.orders, 'order')} new or changed"
    return f"{CALLED[result.kind]}: {'new' if result.orders else 'nothing newer than what is here'}"
