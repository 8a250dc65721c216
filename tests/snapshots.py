"""Everything that a database holds, to prove that a refusal changed nothing."""

import asyncio
from typing import Any

from sqlalchemy import select

from joint_account.database import dispose, reading
from joint_account.tables import METADATA

Snapshot = dict[str, list[tuple[Any, ...]]]


async def snapshot() -> Snapshot:
    """Every row of every table, in the order of its primary key."""
    async with reading() as session:
        connection = await session.connection()
        return {
            table.name: [tuple(row) for row in await connection.execute(select(table).order_by(*table.primary_key.columns))]
            for table in METADATA.sorted_tables
        }


def everything() -> Snapshot:
    """`snapshot`, for a test without an event loop."""

    async def run() -> Snapshot:
        try:
            return await snapshot()
        finally:
            await dispose()

    return asyncio.run(run())
