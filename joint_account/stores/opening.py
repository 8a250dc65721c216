"""A store is opened by the first report that tells of it."""

import time
from collections.abc import Iterable

from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import bulk
from joint_account.stores.models import Connection

_PUT_STORE = (
    f"{bulk.insert_into('store', ('joint_account_id', 'code', 'connection', 'opened_at'))} "
    "ON CONFLICT (joint_account_id, code) DO NOTHING"
)


async def open_stores(
    work: AsyncSession, joint_account_id: int, codes: Iterable[str], connection: str = Connection.REPORT, at: int | None = None
) -> None:
    """Opens the stores that the joint account does not have yet.

    Args:
        work: a unit of work that has locked the joint account.
        joint_account_id: whose they are.
        codes: the marketplaces' country codes.
        connection: how their data comes in.
        at: when, in microseconds since 1970; none is now.
    """
    opened_at = time.time_ns() // 1000 if at is None else at
    await bulk.run_many(work, _PUT_STORE, [(joint_account_id, code, connection, opened_at) for code in sorted(codes)])
