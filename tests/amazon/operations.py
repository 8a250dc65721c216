"""What the Selling Partner API's operations answer, as far as stores need them."""

import json
import secrets
from datetime import datetime, timedelta

from joint_account.stores.marketplaces import marketplaces
from tests.amazon import documents
from tests.amazon.metrics import days_between
from tests.amazon.sellers import SELLERS, store_with
from tests.amazon.shapes import instant, order_json

LAG = timedelta(minutes=2)
"""What happens now is seen then."""
TOKEN_LASTS = timedelta(hours=24)
REQUESTABLE = {documents.BY_ORDER_DATE, documents.BY_LAST_UPDATE, documents.STOCK, documents.LISTINGS, documents.HEALTH}


class Refused(Exception):
    """An answer that is no success: (status, code, message)."""


class Answering:
    """What each operation says to a seller. `pages` holds what pagination tokens stand for."""

    def __init__(self, clock, world, filing, metrics, base):
        self.clock, self.world, self.filing, self.metrics, self.base = clock, world, filing, metrics, base
        self.pages = {}
        self.largest_page = 100  # of reports

    def answer(self, operation, seller, arguments, said):
        """The answer of an operation, as JSON has it.

        Raises:
            Refused: it is no success.
        """
        return getattr(self, operation.name)(seller, *arguments, **said)

    def getMarketplaceParticipations(self, seller):
        one = SELLERS[seller]
        real = [marketplaces()[code] for code in one.stores]
        entries = [
            (
                m.marketplace_id,
                m.sales_channel,
                {"UK": "GB"}.get(m.country_code, m.country_code),
                m.currency,
                m.locale,
                m.domain,
            )
            for m in real
        ]
        entries += [(id, name, country, "EUR", "en_GB", domain) for id, name, country, domain in one.pseudo]
        return {"payload": [_participation(*entry) for entry in entries]}

    def searchOrders(self, seller, maxResultsPerPage="100", paginationToken=None, includedData="", **query):
        size = int(maxResultsPerPage)
        if not 1 <= size <= 100:
            raise Refused(400, "InvalidInput", "maxResultsPerPage must be between 1 and 100")
        if paginationToken is not None:
            whose, kept, at, offset, until = self.pages.get(paginationToken, ("", {}, None, 0, self.clock.now()))
            if whose != seller or kept != query or until <= self.clock.now():
                raise Refused(400, "InvalidInput", "The pagination token is not valid for this request")
        else:
            at, offset = self.clock.now() - LAG, 0
        found, cursor = self._search(seller, at, **query)
        included = set(includedData.split(",")) - {""}
        answer = {"orders": [order_json(one, included) for one in found[offset : offset + size]], **cursor}
        if offset + size < len(found):
            token = secrets.token_urlsafe(24)
            self.pages[token] = (seller, query, at, offset + size, self.clock.now() + TOKEN_LASTS)
            answer["pagination"] = {"nextToken": token}
        return answer

    def _search(self, seller, at, createdAfter=None, lastUpdatedAfter=None, **query):
        if (createdAfter is None) == (lastUpdatedAfter is None):
            raise Refused(400, "InvalidInput", "Exactly one of createdAfter and lastUpdatedAfter is required")
        name = "createdBefore" if createdAfter else "lastUpdatedBefore"
        before = _moment(query.pop(name)) if name in query else at
        if before > at:
            raise Refused(400, "InvalidInput", f"{name} must be at least two minutes in the past")
        after = _moment(createdAfter or lastUpdatedAfter)
        found = self.world.bought(seller, after, before) if createdAfter else self.world.updated(seller, after, before, at)
        shown = [one.seen(at) for one in found]
        wanted = set(query.pop("marketplaceIds", "").split(",")) - {""}
        if len(wanted) > 50:
            raise Refused(400, "InvalidInput", "At most 50 marketplaceIds")
        statuses = set(query.pop("fulfillmentStatuses", "").split(",")) - {""}
        if wanted:
            codes = {store_with(one) for one in wanted}
            shown = [one for one in shown if one.order.store in codes and not one.order.channel]
        if statuses:
            shown = [one for one in shown if one.status in statuses]
        return shown, {name: instant(before)}

    def getOrder(self, seller, order_id, includedData=""):
        order = self.world.order(seller, order_id)
        seen = order.seen(self.clock.now() - LAG) if order else None
        if seen is None:
            raise Refused(404, "NotFound", "There is no such order")
        return {"order": order_json(seen, set(includedData.split(",")))}

    def createReport(self, seller, reportType, marketplaceIds, dataStartTime=None, dataEndTime=None, reportOptions=None):
        if reportType not in REQUESTABLE:
            raise Refused(400, "InvalidInput", f"{reportType} cannot be requested")
        if not 1 <= len(marketplaceIds) <= 25 or None in {store_with(one) for one in marketplaceIds}:
            raise Refused(400, "InvalidInput", "marketplaceIds are not valid")
        end = _moment(dataEndTime) if dataEndTime else self.clock.now()
        start = _moment(dataStartTime) if dataStartTime else end
        return {"reportId": self.filing.create(seller, reportType, marketplaceIds, start, end)}

    def getReport(self, seller, report_id):
        report = self.filing.reports.get((seller, report_id))
        if report is None:
            raise Refused(404, "NotFound", "There is no such report")
        return self.filing.report_json(report)

    def getReports(self, seller, reportTypes="", pageSize="10", createdSince=None, nextToken=None, **_query):
        if nextToken is not None:
            whose, rest = self.pages.get(nextToken, ("", []))
            if whose != seller:
                raise Refused(400, "InvalidInput", "The nextToken is not valid")
            size = rest[0]
            found = rest[1:]
        else:
            size, since = min(int(pageSize), self.largest_page), createdSince and _moment(createdSince)
            found = [one for one in self.filing.all_of(seller, reportTypes.split(",")) if not since or one.created >= since]
        answer = {"reports": [self.filing.report_json(one) for one in found[:size]]}
        if len(found) > size:
            answer["nextToken"] = secrets.token_urlsafe(16)
            self.pages[answer["nextToken"]] = (seller, [size, *found[size:]])
        return answer

    def getReportDocument(self, seller, document_id):
        said = self.filing.document_json(seller, document_id, self.base)
        if said is None:
            raise Refused(404, "NotFound", "There is no such document")
        return said

    def getOrderMetrics(self, seller, marketplaceIds, interval, granularity, granularityTimeZone=None, **_filters):
        code = store_with(marketplaceIds)
        if code not in SELLERS[seller].stores:
            raise Refused(403, "Unauthorized", "Access to requested resource is denied.")
        start, end = (_moment(part) for part in interval.split("--"))
        zone = marketplaces()[code].zone
        if granularity != "Day" or granularityTimeZone != str(zone):
            raise Refused(400, "InvalidInput", "granularity Day in the store's own zone, please")
        if start.astimezone(zone).utcoffset() != start.utcoffset() or start < self.clock.now() - timedelta(days=731):
            raise Refused(400, "InvalidInput", "The interval's offset is not that of granularityTimeZone")
        return {"payload": self.metrics.payload(seller, code, list(days_between(start, end, zone)), self.clock.now())}


def _participation(id, name, country, currency, language, domain):
    return {
        "marketplace": {
            "id": id,
            "name": name,
            "countryCode": country,
            "defaultCurrencyCode": currency,
            "defaultLanguageCode": language.replace("-", "_"),
            "domainName": f"www.{domain}",
        },
        "participation": {"isParticipating": True, "hasSuspendedListings": False},
        "storeName": "Lamps & Light",
    }


def _moment(text):
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(400, "InvalidInput", f"{text} is not a date in ISO 8601") from None
    if moment.tzinfo is None:
        raise Refused(400, "InvalidInput", f"{text} has no time zone")
    return moment


def error_list(code, message):
    return json.dumps({"errors": [{"code": code, "message": message, "details": ""}]}).encode()
