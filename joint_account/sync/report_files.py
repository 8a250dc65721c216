"""From a report that was asked for to its file: as often as Amazon allows, while the claim of its window is held."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from joint_account.stores.amazon import api, downloads
from joint_account.stores.amazon.accounts import SellerAccount
from joint_account.stores.amazon.clock import Clock
from joint_account.stores.amazon.errors import RequestRefused, Throttled
from joint_account.sync import windows
from joint_account.sync.errors import ReportNotMade
from joint_account.sync.models import SyncWindow

T = TypeVar("T")

SECONDS_BETWEEN_POLLS = 15.0
"""Of a report that is being made; none is made at once. A consent that was taken back is noticed as soon as that."""


async def made(account: SellerAccount, window: SyncWindow, clock: Clock) -> str | None:
    """Waits until a window's report is made.

    Returns:
        Its document; None when Amazon has no orders in it.

    Raises:
        ClaimLost: somebody else has the window.
        AmazonError: ReportNotMade, or what came in the way.
    """
    while True:
        await clock.sleep(SECONDS_BETWEEN_POLLS)
        try:
            report = await once_allowed(window, partial(api.get_report, account, window.report_id, clock), clock)
        except RequestRefused as refused:
            raise ReportNotMade(refused.reason) from None
        match report.processing_status:
            case "DONE" if report.report_document_id:
                return report.report_document_id
            case "CANCELLED":
                return None
            case status if status not in {"IN_QUEUE", "IN_PROGRESS"}:
                raise ReportNotMade(status)


async def download(account: SellerAccount, document_id: str, path: Path, clock: Clock) -> None:
    """Fetches a document's file onto the disk.

    Raises:
        AmazonError: ReportNotMade when Amazon has forgotten it, or what came in the way.
    """
    try:
        document = await api.get_report_document(account, document_id, clock)
    except RequestRefused as refused:
        raise ReportNotMade(refused.reason) from None
    await downloads.download(document, path)


async def once_allowed(window: SyncWindow, ask: Callable[[], Awaitable[T]], clock: Clock) -> T:
    """What `ask` gives once Amazon's bucket has a token; the claim is held meanwhile.

    Raises:
        ClaimLost: somebody else has the window.
        AmazonError: whatever came in the way but an empty bucket.
    """
    while True:
        await windows.keep(window, clock.now())
        try:
            return await ask()
        except Throttled as busy:
            until: datetime = max(busy.until, clock.now())
        await clock.sleep((until - clock.now()).total_seconds())
