"""How often each operation may be called for one seller: Amazon's published default rates.

Source: the usage plan tables of the operations' reference pages, as in the models of orders 2026-01-01, reports
2021-06-30, sales v1 and sellers v1; how they work: "Usage Plans and Rate Limits in the Selling Partner API".
"""

from dataclasses import dataclass
from enum import StrEnum


class Operation(StrEnum):
    """An operation, as Amazon calls it."""

    PARTICIPATIONS = "getMarketplaceParticipations"
    SEARCH_ORDERS = "searchOrders"
    ORDER = "getOrder"
    CREATE_REPORT = "createReport"
    REPORTS = "getReports"
    REPORT = "getReport"
    REPORT_DOCUMENT = "getReportDocument"
    ORDER_METRICS = "getOrderMetrics"


@dataclass(frozen=True)
class Rate:
    """A token bucket."""

    per_second: float
    """Calls that come back in a second."""
    burst: int
    """Calls that a full bucket holds."""


RATES: dict[Operation, Rate] = {
    Operation.PARTICIPATIONS: Rate(0.016, 15),
    Operation.SEARCH_ORDERS: Rate(0.0056, 20),
    Operation.ORDER: Rate(0.5, 30),
    Operation.CREATE_REPORT: Rate(0.0167, 15),
    Operation.REPORTS: Rate(0.0222, 10),
    Operation.REPORT: Rate(2, 15),
    Operation.REPORT_DOCUMENT: Rate(0.0167, 15),
    Operation.ORDER_METRICS: Rate(0.5, 15),
}
