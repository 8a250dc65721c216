"""What the stand-in may answer: the part of Amazon's published models that it uses, written down as JSON Schema.

Stricter than the models: a field that is not here is never sent. Each name here is a definition of the same name in the
models of orders 2026-01-01, reports 2021-06-30, sales v1 and sellers v1, with the same fields, types and values.
"""

from datetime import datetime
from functools import cache

from jsonschema import Draft202012Validator, FormatChecker

_TEXT, _WHOLE, _YES = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
_INSTANT = {"type": "string", "format": "date-time"}


def _of(required, **optional):
    return {
        "type": "object",
        "required": sorted(required),
        "properties": required | optional,
        "additionalProperties": False,
    }


def _list(items, **limits):
    return {"type": "array", "items": items, **limits}


def _a(name):
    return {"$ref": f"#/$defs/{name}"}


def _one_of(*values):
    return {"type": "string", "enum": list(values)}


ORDERS = {
    "SearchOrdersResponse": _of(
        {"orders": _list(_a("Order"))}, pagination=_a("Pagination"), lastUpdatedBefore=_INSTANT, createdBefore=_INSTANT
    ),
    "GetOrderResponse": _of({"order": _a("Order")}),
    "Pagination": _of({}, nextToken=_TEXT),
    "Order": _of(
        {
            "orderId": _TEXT,
            "createdTime": _INSTANT,
            "lastUpdatedTime": _INSTANT,
            "salesChannel": _a("SalesChannel"),
            "orderItems": _list(_a("OrderItem")),
        },
        programs=_list(_TEXT),
        proceeds=_a("OrderProceeds"),
        fulfillment=_a("OrderFulfillment"),
    ),
    "SalesChannel": _of({"channelName": _TEXT}, marketplaceId=_TEXT, marketplaceName=_TEXT),
    "OrderProceeds": _of({}, grandTotal=_a("Money")),
    "OrderFulfillment": _of({"fulfillmentStatus": _a("FulfillmentStatus")}, fulfilledBy=_TEXT, fulfillmentServiceLevel=_TEXT),
    "FulfillmentStatus": _one_of(
        "PENDING_AVAILABILITY", "PENDING", "UNSHIPPED", "PARTIALLY_SHIPPED", "SHIPPED", "CANCELLED", "UNFULFILLABLE"
    ),
    "OrderItem": _of(
        {"orderItemId": _TEXT, "quantityOrdered": _WHOLE, "product": _a("ItemProduct")},
        proceeds=_a("ItemProceeds"),
        fulfillment=_a("ItemFulfillment"),
    ),
    "ItemProduct": _of({}, asin=_TEXT, title=_TEXT, sellerSku=_TEXT, price=_a("ItemPrice")),
    "ItemPrice": _of({}, unitPrice=_a("Money")),
    "ItemProceeds": _of({}, proceedsTotal=_a("Money"), breakdowns=_list(_a("ItemProceedsBreakdown"))),
    "ItemProceedsBreakdown": _of(
        {"type": _TEXT, "subtotal": _a("Money")}, detailedBreakdowns=_list(_a("ItemProceedsDetailedBreakdown"))
    ),
    "ItemProceedsDetailedBreakdown": _of({}, subtype=_TEXT, value=_a("Money")),
    "ItemFulfillment": _of({}, quantityFulfilled=_WHOLE, quantityUnfulfilled=_WHOLE),
    "Money": _of({"amount": _TEXT, "currencyCode": _TEXT}),
}

REPORTS = {
    "CreateReportResponse": _of({"reportId": _TEXT}),
    "GetReportsResponse": _of({"reports": _list(_a("Report"))}, nextToken=_TEXT),
    "Report": _of(
        {
            "reportId": _TEXT,
            "reportType": _TEXT,
            "createdTime": _INSTANT,
            "processingStatus": _one_of("CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE"),
        },
        marketplaceIds=_list(_TEXT),
        dataStartTime=_INSTANT,
        dataEndTime=_INSTANT,
        processingStartTime=_INSTANT,
        processingEndTime=_INSTANT,
        reportDocumentId=_TEXT,
    ),
    "ReportDocument": _of({"reportDocumentId": _TEXT, "url": _TEXT}, compressionAlgorithm=_one_of("GZIP")),
}

SALES = {
    "GetOrderMetricsResponse": _of({}, payload=_list(_a("OrderMetricsInterval")), errors=_list(_a("Error"))),
    "OrderMetricsInterval": _of(
        {
            "interval": _TEXT,
            "unitCount": _WHOLE,
            "orderItemCount": _WHOLE,
            "orderCount": _WHOLE,
            "averageUnitPrice": _a("Money"),
            "totalSales": _a("Money"),
        }
    ),
    "Money": _of({"amount": _TEXT, "currencyCode": _TEXT}),
}

SELLERS = {
    "GetMarketplaceParticipationsResponse": _of({}, payload=_list(_a("MarketplaceParticipation")), errors=_list(_a("Error"))),
    "MarketplaceParticipation": _of(
        {"marketplace": _a("Marketplace"), "participation": _a("Participation"), "storeName": _TEXT}
    ),
    "Marketplace": _of(
        {
            "id": _TEXT,
            "name": _TEXT,
            "countryCode": {"type": "string", "pattern": "^([A-Z]{2})$"},
            "defaultCurrencyCode": _TEXT,
            "defaultLanguageCode": _TEXT,
            "domainName": _TEXT,
        }
    ),
    "Participation": _of({"isParticipating": _YES, "hasSuspendedListings": _YES}),
}

ERRORS = {"ErrorList": _of({"errors": _list(_a("Error"))}), "Error": _of({"code": _TEXT, "message": _TEXT}, details=_TEXT)}

MODELS = {"orders": ORDERS, "reports": REPORTS, "sales": SALES, "sellers": SELLERS}


_FORMATS = FormatChecker(())


@_FORMATS.checks("date-time", raises=ValueError)
def _is_an_instant(text):
    return datetime.fromisoformat(text).tzinfo is not None


@cache
def _validator(model, definition):
    whole = {"$ref": f"#/$defs/{definition}", "$defs": MODELS[model] | ERRORS}
    return Draft202012Validator(whole, format_checker=_FORMATS)


def wrong_in(answer, model, definition):
    """What in an answer is not as the model has it, in words; empty when nothing is."""
    return "; ".join(f"{error.json_path}: {error.message}" for error in _validator(model, definition).iter_errors(answer))
