"""How long the overview of 90 days and twelve stores takes, beside three others that answer the same questions.

The questions: sales, orders, units, cancelled and unpriced orders by day, store and currency, and sales and units by product
and currency; for 90 days, and for the 90 before. The others: SQL over the orders in the same database; DuckDB over the same
orders as Parquet; the barest read of the roll-ups, by the bare driver on a connection that is open. The overview does more:
it asks who may see it, converts each day at its rate, and composes best sellers, movers, pace and notes.

OVERVIEW_ORDERS: how many orders, such as 10000,1000000,10000000. TEST_DATABASE_URL: a PostgreSQL server to measure as well.
"""

import asyncio
import os
import sqlite3
import statistics
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Any

import asyncpg
import duckdb
from sqlalchemy.engine import make_url

from benchmarks._orders import fill
from joint_account import settings as settings_module
from joint_account.database import dispose
from joint_account.identity.models import Person
from joint_account.sales.overview import overview
from joint_account.sales.periods import Named
from joint_account.sales.view import View

AT = datetime(2026, 10, 24, 12, tzinfo=UTC)
FIRST, MIDDLE, LAST = date(2026, 4, 28), date(2026, 7, 27), date(2026, 10, 24)
"""90 days end on the last; the ones before them begin on the first."""
_HALVES = ((MIDDLE, LAST), (FIRST, MIDDLE - timedelta(days=1)))
_SUMS = "sum(sales), sum(CASE WHEN cancelled THEN 0 ELSE 1 END), sum(units), sum(CASE WHEN cancelled THEN 1 ELSE 0 END), \
sum(CASE WHEN unpriced THEN 1 ELSE 0 END)"
_DAYS = f"SELECT day, store, currency, {_SUMS} FROM {{orders}} WHERE {{when}} GROUP BY day, store, currency"
_PRODUCTS = (
    "SELECT l.asin, o.currency, sum(l.price), sum(l.quantity) FROM {orders} o JOIN {lines} l ON l.order_id = o.order_id "
    "{tenant} WHERE {when} AND NOT l.cancelled GROUP BY l.asin, o.currency"
)
_ROLLED_DAYS = (
    "SELECT day, store, currency, sales, orders, units, cancelled_orders, unpriced_orders FROM daily_sales "
    "WHERE joint_account_id = {here} AND day BETWEEN '{first}' AND '{last}'"
)
_ROLLED_PRODUCTS = (
    "SELECT asin, currency, sum(sales), sum(units) FROM daily_product_sales "
    "WHERE joint_account_id = {here} AND day BETWEEN '{first}' AND '{last}' GROUP BY asin, currency"
)


async def best(times: int, ask: Callable[[], Awaitable[Any]]) -> float:
    """Milliseconds of the median call, after one to warm up."""
    await ask()
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        await ask()
        taken.append(1000 * (time.perf_counter() - begin))
    return statistics.median(taken)


def over_orders(here: int, *, parquet: Path | None = None) -> list[str]:
    """The questions, asked of the orders themselves."""
    orders, lines = (
        f"read_parquet('{parquet}/{name}.parquet')" if parquet else name for name in ("customer_order", "order_line")
    )
    statements = []
    for first, last in _HALVES:
        # An index holds the time of purchase: a span a day wider lets it be used.
        begin, end = (
            int(datetime.combine(day, clock(), UTC).timestamp()) * 1_000_000
            for day in (first - timedelta(days=1), last + timedelta(days=2))
        )
        when = f"day BETWEEN '{first}' AND '{last}'"
        when += "" if parquet else f" AND {{o}}joint_account_id = {here} AND {{o}}purchased_at BETWEEN {begin} AND {end}"
        statements.append(_DAYS.format(orders=orders, when=when.format(o="")))
        tenant = "" if parquet else "AND l.joint_account_id = o.joint_account_id"
        statements.append(_PRODUCTS.format(orders=orders, lines=lines, tenant=tenant, when=when.format(o="o.")))
    return statements


def over_rollups(here: int) -> list[str]:
    """The same questions, asked of the roll-ups."""
    return [
        statement.format(here=here, first=first, last=last)
        for first, last in _HALVES
        for statement in (_ROLLED_DAYS, _ROLLED_PRODUCTS)
    ]


async def measured(orders: int, url: str, folder: Path) -> None:
    """Prints one line for each of the four."""
    os.environ["DATABASE_URL"] = url
    settings_module.settings.cache_clear()
    begin = time.perf_counter()
    person = await fill(orders, AT)
    here = person.joint_account_id or 0
    kind = make_url(url).get_backend_name()
    print(f"\n{orders:,} orders in {kind}, made in {time.perf_counter() - begin:.0f} s")
    ask, close = await _bare(url)
    ours = await best(15, lambda: _ours(person))
    results = {
        "SQL over the orders": (
            await best(1 if orders > 2_000_000 else 3, lambda: ask(over_orders(here))),
            "≥ 100 times at 10,000,000",
        ),
        "barest read of the roll-ups": (await best(15, lambda: ask(over_rollups(here))), "≤ 1.2 times of it"),
    }
    if kind == "sqlite":
        results["DuckDB over Parquet"] = (await _duckdb(Path(make_url(url).database or ""), folder, here), "never slower")
    print(f"  {'overview, 90 days, 12 stores':<30} {ours:>10.1f} ms")
    for name, (milliseconds, goal) in results.items():
        print(f"  {name:<30} {milliseconds:>10.1f} ms   {milliseconds / ours:>8.2f} times the overview's time   (goal: {goal})")
    await close()
    await dispose()


async def _ours(person: Person) -> None:
    assert await overview(person, View(period=Named.LAST_90), AT)


async def _bare(url: str) -> tuple[Callable[[list[str]], Awaitable[None]], Callable[[], Awaitable[None]]]:
    """How to ask the bare driver, and how to let it go."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        opened = sqlite3.connect(parsed.database or "", check_same_thread=False)

        async def ask_sqlite(statements: list[str]) -> None:
            for statement in statements:
                await asyncio.to_thread(lambda said=statement: opened.execute(said).fetchall())

        async def close_sqlite() -> None:
            opened.close()

        return ask_sqlite, close_sqlite
    connection = await asyncpg.connect(parsed.set(drivername="postgresql").render_as_string(hide_password=False))

    async def ask_postgresql(statements: list[str]) -> None:
        for statement in statements:
            await connection.fetch(statement)

    return ask_postgresql, connection.close


async def _duckdb(database: Path, folder: Path, here: int) -> float:
    parquet = folder / "parquet"
    parquet.mkdir(exist_ok=True)
    duck = duckdb.connect()
    source = sqlite3.connect(database)
    for table, columns in (
        ("customer_order", "order_id, day, store, currency, sales, units, cancelled, unpriced"),
        ("order_line", "order_id, asin, cancelled, price, quantity"),
    ):
        path = folder / f"{table}.csv"
        with path.open("w") as file:
            # The order of the index, as an export of new orders would come: Parquet then skips what is older.
            order = "ORDER BY purchased_at" if table == "customer_order" else ""
            found = source.execute(f"SELECT {columns} FROM {table} WHERE joint_account_id = {here} {order}")
            file.write(f"{columns.replace(' ', '')}\n")
            for row in found:
                file.write(",".join("" if cell is None else str(cell) for cell in row) + "\n")
        duck.execute(f"COPY (SELECT * FROM read_csv('{path}')) TO '{parquet}/{table}.parquet' (FORMAT parquet)")
        path.unlink()
    source.close()
    statements = over_orders(here, parquet=parquet)

    async def ask() -> None:
        for statement in statements:
            await asyncio.to_thread(lambda said=statement: duck.execute(said).fetchall())

    taken = await best(5, ask)
    duck.close()
    return taken


async def main() -> None:
    """Measures each size in each database."""
    sizes = [int(one) for one in os.environ.get("OVERVIEW_ORDERS", "10000,1000000").split(",")]
    for orders in sizes:
        with tempfile.TemporaryDirectory() as name:
            await measured(orders, f"sqlite:///{name}/bench.sqlite", Path(name))
            if server := os.environ.get("TEST_DATABASE_URL"):
                await _on_postgresql(orders, server, Path(name))


async def _on_postgresql(orders: int, server: str, folder: Path) -> None:
    address = make_url(server).set(drivername="postgresql")
    database = f"joint_account_bench_{uuid.uuid4().hex[:8]}"
    admin = await asyncpg.connect(address.render_as_string(hide_password=False))
    await admin.execute(f"CREATE DATABASE {database}")
    try:
        await measured(orders, address.set(database=database).render_as_string(hide_password=False), folder)
    finally:
        await admin.execute(f"DROP DATABASE {database} WITH (FORCE)")
        await admin.close()


if __name__ == "__main__":
    os.environ.setdefault("SECRET_KEY", "for this benchmark only and long enough")
    asyncio.run(main())
