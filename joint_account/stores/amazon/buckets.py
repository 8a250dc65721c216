"""Token buckets that all processes share: a call takes a token by one conditional UPDATE, whose row count decides.

A bucket is one instant, the one at which it will be full again: each call moves it on by the interval in which one call
comes back, and there must be room for that (a "generic cell rate algorithm"). Every call here is a short unit of work of its
own: never call it inside another one. Processes on several machines need clocks that agree within a second.
"""

import math
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

from joint_account.database import reading, unit_of_work
from joint_account.database.columns import microseconds
from joint_account.stores.amazon.accounts import SellerAccount
from joint_account.stores.amazon.rates import RATES, Operation

SLOWEST, FASTEST = 1e-4, 1e3
"""Calls a second: what Amazon says beyond these is not believed."""

_IS_IT = "WHERE joint_account_id = :tenant AND region = :region AND seller_id = :seller AND operation = :operation"
_MAKE = text(
    "INSERT INTO call_bucket (joint_account_id, region, seller_id, operation, full_at, step) "
    "VALUES (:tenant, :region, :seller, :operation, :at, :step) ON CONFLICT DO NOTHING"
)
_TAKE = text(
    "UPDATE call_bucket SET full_at = (CASE WHEN full_at > :at THEN full_at ELSE :at END) + step "  # noqa: S608
    f"{_IS_IT} AND full_at + step <= :at + :burst * step"
)
_EMPTY = text(
    f"UPDATE call_bucket SET full_at = :at + :burst * step {_IS_IT} AND full_at < :at + :burst * step"  # noqa: S608
)
# What is missing in it stays as many calls: they come back at the new rate.
_LEARN = text(
    "UPDATE call_bucket SET step = :step, full_at = CASE WHEN full_at > :at "  # noqa: S608
    f"THEN :at + (full_at - :at + step - 1) / step * :step ELSE full_at END {_IS_IT} AND step <> :step"
)
_LOOK = text(f"SELECT full_at, step FROM call_bucket {_IS_IT}")  # noqa: S608


async def take(account: SellerAccount, operation: Operation, at: datetime) -> datetime | None:
    """Takes the right to one call.

    Args:
        account: the seller account that is asked about.
        operation: what is called.
        at: now.

    Returns:
        None when it may be called; otherwise when there will be a token, if nobody else takes it.
    """
    key, burst = _key(account, operation), RATES[operation].burst
    async with unit_of_work() as work:
        connection = await work.connection()
        taken = await connection.execute(_TAKE, key | {"at": microseconds(at), "burst": burst})
        if taken.rowcount == 0:
            await connection.execute(_MAKE, key | {"at": microseconds(at), "step": _step(RATES[operation].per_second)})
            taken = await connection.execute(_TAKE, key | {"at": microseconds(at), "burst": burst})
        if taken.rowcount == 1:
            return None
        full_at, step = (await connection.execute(_LOOK, key)).one()
    return _instant(max(full_at - (burst - 1) * step, microseconds(at) + 1))


async def learn(account: SellerAccount, operation: Operation, per_second: float, at: datetime) -> None:
    """Keeps the rate that Amazon says is in force for this seller account (`x-amzn-RateLimit-Limit`)."""
    if not SLOWEST <= per_second <= FASTEST:
        return
    key, step = _key(account, operation), _step(per_second)
    async with reading() as session:
        known = (await (await session.connection()).execute(_LOOK, key)).one_or_none()
    if known is None or known[1] == step:
        return
    async with unit_of_work() as work:
        await (await work.connection()).execute(_LEARN, key | {"at": microseconds(at), "step": step})


async def empty(account: SellerAccount, operation: Operation, at: datetime) -> datetime:
    """Amazon says that its own bucket is empty: so is ours. Returns when one call has come back."""
    key, burst = _key(account, operation), RATES[operation].burst
    async with unit_of_work() as work:
        connection = await work.connection()
        await connection.execute(_MAKE, key | {"at": microseconds(at), "step": _step(RATES[operation].per_second)})
        await connection.execute(_EMPTY, key | {"at": microseconds(at), "burst": burst})
        full_at, step = (await connection.execute(_LOOK, key)).one()
    return _instant(full_at - (burst - 1) * step)


def _key(account: SellerAccount, operation: Operation) -> dict[str, Any]:
    return {
        "tenant": account.joint_account_id,
        "region": str(account.region),
        "seller": account.seller_id,
        "operation": str(operation),
    }


def _step(per_second: float) -> int:
    return math.ceil(1_000_000 / per_second)


def _instant(stored: int) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=stored)
