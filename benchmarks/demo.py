"""How long a visitor waits for a demo, next to a bare INSERT … SELECT of the same rows.

Run: `python -m benchmarks.demo`, with DATABASE_URL for a PostgreSQL database that may be filled; otherwise in SQLite.
"""

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable

from sqlalchemy import insert, literal
from sqlalchemy import select as rows_where
from sqlmodel import SQLModel, col, func, select

import joint_account.tables  # noqa: F401
from joint_account.database import dispose, lock_joint_account, new_id, now, reading, unit_of_work
from joint_account.database.migrate import migrate
from joint_account.demo import template
from joint_account.demo.stocking import table_of
from joint_account.demo.visit import open_demo
from joint_account.registration.models import JointAccount
from joint_account.sales.models import DailyProductSales, DailySales, HourlySales, Order, OrderLine, Product

ROUNDS = 5
TABLES: tuple[type[SQLModel], ...] = (Product, Order, OrderLine, DailySales, DailyProductSales, HourlySales)


async def copy_bare(source: int) -> None:
    """Copies every row of the template into a fresh demo, and does nothing else."""
    target = new_id()
    async with unit_of_work() as work:
        await lock_joint_account(work, target)
        work.add(JointAccount(id=target, name="bare", created_at=now(), demo_id="bare"))
        await work.flush()
        for model in TABLES:
            table = table_of(model)
            columns = [column for column in table.columns if column.name != "joint_account_id"]
            rows = rows_where(literal(target), *columns).where(table.c.joint_account_id == source)
            await work.exec(insert(table).from_select(table.columns.keys(), rows))


async def timed(action: Callable[[], Awaitable[object]]) -> float:
    """Seconds that one call takes."""
    started = time.perf_counter()
    await action()
    return time.perf_counter() - started


async def main() -> None:
    """Prints both, with the template's preparation."""
    await migrate()
    prepared = await timed(template.prepare)
    source = await template.current()
    async with reading() as session:
        orders = (await session.exec(select(func.count()).where(col(Order.joint_account_id) == source))).one()
    bare = statistics.median([await timed(lambda: copy_bare(source)) for _ in range(ROUNDS)])
    demo = statistics.median([await timed(open_demo) for _ in range(ROUNDS)])
    print(f"template of {orders} orders prepared   {prepared:6.2f} s")
    print(f"bare INSERT … SELECT of its rows    {bare:6.2f} s   (median of {ROUNDS})")
    print(f"open_demo                           {demo:6.2f} s   (median of {ROUNDS}; promised: at most 2 s)")
    await dispose()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/demo.sqlite")
        os.environ.setdefault("SECRET_KEY", "for this benchmark only and long enough")
        asyncio.run(main())
