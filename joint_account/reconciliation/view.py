"""What the page of reconciliation shows is its address: which days, and the store that is opened."""

from dataclasses import dataclass
from datetime import date

from joint_account.sales.periods import USUAL, Days, Named, Period, days_of
from joint_account.sales.view import first, period_fields, period_in, read, write
from joint_account.stores.marketplaces import marketplaces

PATH = "/stores/reconciliation"
MOST_DAYS = 92
"""Days at once on the page: orders are looked at wherever a day differs. The command line has no such end."""


@dataclass(frozen=True)
class ReconciliationView:
    """Which days are compared, and whose are shown one by one."""

    period: Period = USUAL
    store: str = ""
    """Country code; empty while none is opened."""

    @property
    def address(self) -> str:
        """Where it is seen; `parse_reconciliation` reads its query string back."""
        query = write({"store": self.store, **period_fields(self.period, USUAL)})
        return f"{PATH}?{query}" if query else PATH


def parse_reconciliation(query: str) -> tuple[ReconciliationView, list[str]]:
    """Reads a query string that anybody may have typed.

    Returns:
        What it means, and a sentence for each part that meant nothing and was left out.
    """
    fields, notes = read(query), []
    period = period_in(fields, notes) or USUAL
    if period is Named.YEAR or (isinstance(period, Days) and len(period) > MOST_DAYS):
        notes.append(f"At most {MOST_DAYS} days are compared at once. These are the last 30.")
        period = USUAL
    store = first(fields, "store").upper()
    if store and store not in marketplaces():
        notes.append("The address names a store that Amazon does not have. It was left out.")
        store = ""
    return ReconciliationView(period, store), notes


def days_in(view: ReconciliationView, today: date) -> Days:
    """The days that a view shows; Amazon is asked about those that are over."""
    return days_of(view.period, today)
