"""The operations that stores need, each one call with its answer typed. `patience.patiently` waits and tries again.

Every one raises what `calling.ask` raises, and UnexpectedAnswer for an answer that is not what the models say.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sp_api.asyncio.api import OrdersV20260101, Reports, Sales, Sellers
from sp_api.base import Granularity

from joint_account.stores import marketplaces
from joint_account.stores.amazon.accounts import SellerAccount
from joint_account.stores.amazon.calling import ask
from joint_account.stores.amazon.clock import REAL, Clock
from joint_account.stores.amazon.errors import UnexpectedAnswer
from joint_account.stores.amazon.order_results import Order, OrderPage, order_page
from joint_account.stores.amazon.rates import Operation
from joint_account.stores.amazon.results import DayMetrics, Participation, Report, ReportDocument, ReportPage, read

PAGE = 100
"""Orders of one page at most."""
_INCLUDED = "PROCEEDS,FULFILLMENT"


async def participations(account: SellerAccount, clock: Clock = REAL) -> tuple[Participation, ...]:
    """Every marketplace that the seller account belongs to, pseudo-marketplaces included."""
    said = await ask(Sellers, account, Operation.PARTICIPATIONS, lambda api: api.get_marketplace_participation(), clock)
    return read(tuple[Participation, ...], said.get("payload"))


def stores_in(found: Sequence[Participation]) -> list[marketplaces.Marketplace]:
    """The stores among them: pseudo-marketplaces such as "Non-Amazon DE" are none, nor is what the seller left."""
    by_id = {one.marketplace_id: one for one in marketplaces.marketplaces().values()}
    taken = (by_id.get(one.marketplace.id) for one in found if one.participation.is_participating)
    return [one for one in taken if one]


async def search_orders(
    account: SellerAccount,
    *,
    updated_after: datetime,
    updated_before: datetime | None = None,
    next_token: str | None = None,
    clock: Clock = REAL,
) -> OrderPage:
    """A page of the orders that changed, of all stores of the seller account at once.

    Args:
        account: whose orders.
        updated_after: since when.
        updated_before: until when, two minutes ago at the latest; as late as Amazon can say if not given.
        next_token: of the page before, which was asked for with the same times.
        clock: that rates go by.
    """
    wanted = {"lastUpdatedAfter": _said(updated_after), "includedData": _INCLUDED, "maxResultsPerPage": PAGE}
    if updated_before is not None:
        wanted["lastUpdatedBefore"] = _said(updated_before)
    if next_token is not None:
        wanted["paginationToken"] = next_token
    said = await ask(OrdersV20260101, account, Operation.SEARCH_ORDERS, lambda api: api.search_orders(**wanted), clock)
    return order_page(said)


async def get_order(account: SellerAccount, order_id: str, clock: Clock = REAL) -> Order:
    """One order."""
    said = await ask(
        OrdersV20260101, account, Operation.ORDER, lambda api: api.get_order(order_id, includedData=_INCLUDED), clock
    )
    return read(Order, said.get("order"))


async def create_report(
    account: SellerAccount,
    report_type: str,
    marketplace_ids: Sequence[str],
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    clock: Clock = REAL,
) -> str:
    """Asks for a report; returns its id. Asked twice, it is made twice."""
    wanted: dict[str, Any] = {"reportType": report_type, "marketplaceIds": list(marketplace_ids)}
    for name, moment in (("dataStartTime", start), ("dataEndTime", end)):
        if moment is not None:
            wanted[name] = _said(moment)
    said = await ask(Reports, account, Operation.CREATE_REPORT, lambda api: api.create_report(**wanted), clock)
    report_id = said.get("reportId")
    if not isinstance(report_id, str) or not report_id:
        raise UnexpectedAnswer("createReport: reportId")
    return report_id


async def get_report(account: SellerAccount, report_id: str, clock: Clock = REAL) -> Report:
    """How far a report is."""
    said = await ask(Reports, account, Operation.REPORT, lambda api: api.get_report(report_id), clock)
    return read(Report, said)


async def get_reports(
    account: SellerAccount, report_type: str, *, since: datetime, next_token: str | None = None, clock: Clock = REAL
) -> ReportPage:
    """Reports of a type that were made since, 90 days ago at most; settlements among them, which nobody can ask for."""
    wanted: dict[str, Any] = {"reportTypes": report_type, "createdSince": _said(since), "pageSize": 100}
    if next_token is not None:
        # Amazon refuses it beside any other parameter.
        wanted = {"nextToken": next_token}
    said = await ask(Reports, account, Operation.REPORTS, lambda api: api.get_reports(**wanted), clock)
    return read(ReportPage, said)


async def get_report_document(account: SellerAccount, document_id: str, clock: Clock = REAL) -> ReportDocument:
    """Where a report's file lies."""
    said = await ask(Reports, account, Operation.REPORT_DOCUMENT, lambda api: api.get_report_document(document_id), clock)
    return read(ReportDocument, said)


async def order_metrics(
    account: SellerAccount, store: marketplaces.Marketplace, start: datetime, end: datetime, clock: Clock = REAL
) -> tuple[DayMetrics, ...]:
    """What a store sold on each of its own days, as Amazon counts it.

    Args:
        account: whose store.
        store: which.
        start: the beginning of its first day, two years ago at most.
        end: the end of its last day.
        clock: that rates go by.
    """
    interval = tuple(moment.astimezone(store.zone).isoformat(timespec="seconds") for moment in (start, end))
    wanted = {"marketplaceIds": store.marketplace_id, "granularityTimeZone": store.time_zone}
    said = await ask(
        Sales,
        account,
        Operation.ORDER_METRICS,
        lambda api: api.get_order_metrics(interval, Granularity.DAY, **wanted),
        clock,
    )
    return read(tuple[DayMetrics, ...], said.get("payload"))


def _said(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
