"""Fills a connection's windows: asks for each one's report, waits until it is made, and imports it.

One asks, newest window first, as fast as Amazon's bucket for it allows; what was asked for is followed side by side.
"""

import asyncio
import logging
import secrets
import tempfile
from collections.abc import Awaitable
from contextlib import suppress
from functools import partial
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from joint_account import settings as product
from joint_account.database import lock_joint_account, unit_of_work
from joint_account.reports import kinds as reports
from joint_account.reports.recognition import recognise
from joint_account.reports.refusals import NoOrders, RangeExceeded, ReportRefused
from joint_account.sales.checking import Checked, check
from joint_account.sales.taking import store_report
from joint_account.stores.amazon import api
from joint_account.stores.amazon.clock import Clock
from joint_account.stores.amazon.connections import account_of
from joint_account.stores.amazon.errors import AmazonError, ConsentRevoked, TryLater
from joint_account.stores.amazon.models import AmazonConnection
from joint_account.stores.amazon.patience import next_try
from joint_account.stores.marketplaces import marketplaces
from joint_account.sync import report_files, windows
from joint_account.sync.errors import ClaimLost, RangeTooLong, ReportNotMade, ReportUnreadable
from joint_account.sync.models import Kind, SyncWindow

log = logging.getLogger(__name__)

REPORTS = {
    Kind.HISTORY: "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL",
    Kind.CHANGES: "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL",
}
SECONDS_WHEN_DONE = 60.0
"""How long until somebody looks again whether there is a window to fill."""


async def go_on(connection: AmazonConnection, clock: Clock) -> float:
    """Fills every window that nobody else fills, and returns in how many seconds to look again.

    Raises:
        ConsentRevoked: at once; every window is given back.
        AmazonError: what came in the way; windows that it did not hit are filled.
    """
    await windows.plan_history(connection, clock.now())
    try:
        troubles = await _fill_all(connection, clock)
    except BaseExceptionGroup as together:
        if revoked := together.subgroup(ConsentRevoked):
            raise revoked.exceptions[0] from None
        raise
    if troubles:
        raise next((one for one in troubles if not isinstance(one, TryLater)), troubles[0])
    free_at = await windows.next_free(connection)
    wait = SECONDS_WHEN_DONE if free_at is None else (free_at - clock.now()).total_seconds()
    return min(max(wait, 1.0), SECONDS_WHEN_DONE)


async def _fill_all(connection: AmazonConnection, clock: Clock) -> list[AmazonError]:
    troubles: list[AmazonError] = []
    importing, claimant = asyncio.Lock(), secrets.token_hex(8)
    try:
        async with asyncio.TaskGroup() as following:
            while not troubles and (window := await windows.claim_newest(connection, clock.now(), claimant)):
                if await _tried(window, troubles, clock, _ask_for(connection, window, clock)):
                    following.create_task(_tried(window, troubles, clock, _fill(connection, window, clock, importing)))
    except BaseException:
        # Ours is the trouble, or the process ends: whoever comes next need not wait until the claims run out.
        with suppress(SQLAlchemyError, OSError):
            await windows.let_go_all(connection, claimant)
        raise
    return troubles


async def _tried(window: SyncWindow, troubles: list[AmazonError], clock: Clock, work: Awaitable[None]) -> bool:
    """Whether it went well; a window that is in trouble is given back, with a pause if its report was the trouble."""
    try:
        await work
    except ClaimLost:
        return False
    except AmazonError as trouble:
        log.warning("connection %s, window %s: %s, %s", window.connection_id, window.start, type(trouble).__name__, trouble)
        await _give_back(window, trouble, clock)
        if isinstance(trouble, ConsentRevoked):
            # Whoever waits for a bucket meanwhile, for a minute or so, waits for nothing.
            raise
        troubles.append(trouble)
        return False
    return True


async def _give_back(window: SyncWindow, trouble: AmazonError, clock: Clock) -> None:
    try:
        if isinstance(trouble, ReportNotMade | ReportUnreadable):
            failures = window.failures + 1
            await windows.let_go(window, next_try(failures, trouble, clock.now()), report_id="", failures=failures)
        else:
            await windows.let_go(window)
    except (ClaimLost, SQLAlchemyError, OSError) as error:
        log.warning("window %s is not given back (%s)", window.start, type(error).__name__)


async def _ask_for(connection: AmazonConnection, window: SyncWindow, clock: Clock) -> None:
    """Asks for the window's report, if nobody did before."""
    if window.report_id:
        return
    account = account_of(connection)
    region = [one.marketplace_id for one in marketplaces().values() if one.region == account.region]
    start, end = window.start - windows.SEAM, window.until
    create = partial(api.create_report, account, REPORTS[Kind(window.kind)], region, start=start, end=end, clock=clock)
    await windows.keep(window, clock.now(), report_id=await report_files.once_allowed(window, create, clock))


async def _fill(connection: AmazonConnection, window: SyncWindow, clock: Clock, importing: asyncio.Lock) -> None:
    """Imports the window's report once it is made, and makes the window done."""
    account = account_of(connection)
    document_id = await report_files.made(account, window, clock)
    if document_id is None:
        await _nothing_in(window, clock)
        return
    # One at a time: each takes some memory, and only one can write for a joint account.
    async with importing:
        path = await asyncio.to_thread(_new_file)
        try:
            await report_files.once_allowed(window, partial(report_files.download, account, document_id, path, clock), clock)
            await _import(window, path, clock)
        finally:
            await asyncio.to_thread(path.unlink)


async def _import(window: SyncWindow, path: Path, clock: Clock) -> None:
    await windows.keep(window, clock.now())
    try:
        layout = await asyncio.to_thread(recognise, path)
        if layout.kind is not reports.Kind.ORDERS:
            raise ReportUnreadable(layout.kind)
        checked = await check(path, layout, skip_bad=True, on_progress=lambda share: None)
    except NoOrders:
        await _nothing_in(window, clock)
        return
    except RangeExceeded:
        raise RangeTooLong(f"{window.start} to {window.until}") from None
    except ReportRefused as refused:
        raise ReportUnreadable(type(refused).__name__) from None
    _tell_of(window, checked)
    await windows.keep(window, clock.now())
    end = partial(windows.finish, window=window, at=clock.now(), skipped=checked.bad_count)
    await store_report(window.joint_account_id, checked, lambda share: None, end)


def _tell_of(window: SyncWindow, checked: Checked) -> None:
    if checked.bad_count:
        log.warning("connection %s, window %s: %d rows left out", window.connection_id, window.start, checked.bad_count)
    for row in checked.bad:
        log.warning("line %d, column %s: expected %s", row.line, row.column, row.expected)


async def _nothing_in(window: SyncWindow, clock: Clock) -> None:
    async with unit_of_work() as work:
        await lock_joint_account(work, window.joint_account_id)
        await windows.finish(work, window, clock.now())


def _new_file() -> Path:
    folder = product.VAR / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        return Path(file.name)
