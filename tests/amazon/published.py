"""The operations that stores need, as the models publish them: paths, rates, parameters."""

import re
from dataclasses import dataclass

_SEARCH = "createdAfter createdBefore lastUpdatedAfter lastUpdatedBefore fulfillmentStatuses marketplaceIds fulfilledBy"


@dataclass(frozen=True)
class Operation:
    """Rates are those of the models: calls a second, bucket."""

    name: str
    method: str
    path: str
    rate: float
    burst: int
    model: str
    definition: str
    takes: str  # parameters
    status: int = 200


OPERATIONS = [
    Operation(
        "getMarketplaceParticipations", "GET", r"/sellers/v1/marketplaceParticipations", 0.016, 15,
        "sellers", "GetMarketplaceParticipationsResponse", "",
    ),
    Operation(
        "searchOrders", "GET", r"/orders/2026-01-01/orders", 0.0056, 20,
        "orders", "SearchOrdersResponse", f"{_SEARCH} maxResultsPerPage paginationToken includedData",
    ),
    Operation("getOrder", "GET", r"/orders/2026-01-01/orders/([^/]+)", 0.5, 30, "orders", "GetOrderResponse", "includedData"),
    Operation(
        "createReport", "POST", r"/reports/2021-06-30/reports", 0.0167, 15, "reports", "CreateReportResponse",
        "reportType marketplaceIds dataStartTime dataEndTime reportOptions", 202,
    ),
    Operation(
        "getReports", "GET", r"/reports/2021-06-30/reports", 0.0222, 10, "reports", "GetReportsResponse",
        "reportTypes processingStatuses marketplaceIds pageSize createdSince createdUntil nextToken",
    ),
    Operation("getReport", "GET", r"/reports/2021-06-30/reports/([^/]+)", 2, 15, "reports", "Report", ""),
    Operation(
        "getReportDocument", "GET", r"/reports/2021-06-30/documents/([^/]+)", 0.0167, 15, "reports", "ReportDocument", "",
    ),
    Operation(
        "getOrderMetrics", "GET", r"/sales/v1/orderMetrics", 0.5, 15, "sales", "GetOrderMetricsResponse",
        "marketplaceIds interval granularityTimeZone granularity buyerType fulfillmentNetwork firstDayOfWeek asin sku",
    ),
]  # fmt: skip


def operation_for(method, path):
    """(operation, its path arguments); (None, ()) when there is none."""
    for one in OPERATIONS:
        if one.method == method and (found := re.fullmatch(one.path, path)):
            return one, found.groups()
    return None, ()
