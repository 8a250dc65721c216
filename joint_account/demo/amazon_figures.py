"""Amazon's own figures of a demo's days, invented like all of it: a few days differ, each for a reason that shows."""

from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.reconciliation.asking import LAG, last_day_of
from joint_account.reconciliation.models import AmazonDay
from joint_account.sales.models import DailySales

_DAYS = timedelta(days=92)
_STILL_CANCELLED = timedelta(days=6)
"""As long as Amazon's figures keep an order that was cancelled."""
_ODD_STORE, _ODD_DAY, _ODD_AMOUNT = "FR", timedelta(days=9), 499
"""A difference that nobody can explain: pages show what they do with one."""


async def invent_figures(work: AsyncSession, joint_account_id: int, instant: datetime) -> None:
    """Writes what Amazon would have said of a demo's days that were over at `instant`."""
    since = instant.date() - _DAYS
    query = select(DailySales).where(DailySales.joint_account_id == joint_account_id, col(DailySales.day) >= since)
    rows = [_figures(one, instant) for one in await work.exec(query) if one.day <= last_day_of(one.store, instant)]
    if rows:
        await work.exec(insert(AmazonDay), params=rows)


def _figures(sold: DailySales, instant: datetime) -> dict[str, object]:
    age = instant.date() - sold.day
    kept = min(sold.cancelled_orders, 1) if age < _STILL_CANCELLED else 0
    odd = _ODD_AMOUNT if (sold.store, age) == (_ODD_STORE, _ODD_DAY) else 0
    return {
        "joint_account_id": sold.joint_account_id,
        "store": sold.store,
        "day": sold.day,
        "sales": sold.sales + kept * sold.sales // max(sold.orders, 1) + odd,
        "orders": sold.orders + kept,
        "units": sold.units + kept,
        "asked_at": instant - LAG,
    }
