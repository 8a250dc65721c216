"""The account health report of 2020-11-18, as JSON: how each store stands. Italy's is not what it should be."""

from tests.amazon.sellers import store_with

_DATES = {"reportingDateFrom": "2026-10-01T00:00Z", "reportingDateTo": "2026-10-31T23:59Z"}
_VIOLATIONS = (
    "listingPolicyViolations productAuthenticityCustomerComplaints productConditionCustomerComplaints "
    "productSafetyCustomerComplaints receivedIntellectualPropertyComplaints restrictedProductPolicyViolations "
    "suspectedIntellectualPropertyViolations foodAndProductSafetyIssues otherPolicyViolations documentRequests"
)


def health(marketplace_ids):
    """The report for these marketplaces."""
    standing = [{"marketplaceId": one, "status": "AT_RISK" if _is_ill(one) else "NORMAL"} for one in marketplace_ids]
    return {"accountStatuses": standing, "performanceMetrics": [_metrics(one) for one in marketplace_ids]}


def _is_ill(marketplace_id):
    return store_with(marketplace_id) == "IT"


def _metrics(marketplace_id):
    ill = _is_ill(marketplace_id)
    violations = {name: _violation(2 if ill and name == "listingPolicyViolations" else 0) for name in _VIOLATIONS.split()}
    return violations | {
        "marketplaceId": marketplace_id,
        "invoiceDefectRate": _rate(0.01, 0.05)
        | {"orderCount": 900}
        | {name: {"count": 3, "status": "NONE"} for name in ("invoiceDefect", "missingInvoice", "lateInvoice")},
        "lateShipmentRate": _rate(0.051 if ill else 0.012, 0.04) | {"orderCount": 900, "lateShipmentCount": 46 if ill else 11},
        "orderDefectRate": {kind: _defects(kind) for kind in ("mfn", "afn")},
        "onTimeDeliveryRate": _rate(0.97, 0.9, above=True)
        | {"shipmentCountWithValidTracking": 800, "onTimeDeliveryCount": 776},
        "unitOnTimeDeliveryRate": _rate(0.96, 0.9, above=True) | {"unitOnTimeDeliveryCount": 768, "totalUnitCount": 800},
        "validTrackingRate": _rate(0.99, 0.95, above=True) | {"shipmentCount": 800, "validTrackingCount": 792},
        "preFulfillmentCancellationRate": _rate(0.006, 0.025) | {"orderCount": 900, "cancellationCount": 5},
        "warningStates": [],
        "accountHealthRating": {"reportingDateRange": _DATES, "ahrStatus": "WARNED" if ill else "GREAT"},
    }


def _defects(kind):
    counts = {
        name: {"count": 2, "status": "GOOD"} for name in ("orderWithDefects", "claims", "chargebacks", "negativeFeedback")
    }
    return _rate(0.002, 0.01) | {"orderCount": 900, "fulfillmentType": kind} | counts


def _rate(value, target, *, above=False):
    good = value > target if above else value < target
    return {
        "reportingDateRange": _DATES,
        "status": "GOOD" if good else "BAD",
        "rate": value,
        "targetValue": target,
        "targetCondition": "GREATER_THAN" if above else "LESS_THAN",
    }


def _violation(count):
    return {
        "reportingDateRange": _DATES,
        "defectsCount": count,
        "status": "BAD" if count else "GOOD",
        "targetValue": 0,
        "targetCondition": "EQUALS",
    }
