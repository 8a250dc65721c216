"""Connections. A unit of work is one transaction, and its end is the only commit in the product."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.settings import settings

_engines: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, AsyncEngine]] = WeakKeyDictionary()


@asynccontextmanager
async def unit_of_work() -> AsyncGenerator[AsyncSession]:
    """One transaction that writes: commits when the block ends, rolls back when it raises."""
    async with AsyncSession(engine().execution_options(writes=True), expire_on_commit=False) as session, session.begin():
        yield session


@asynccontextmanager
async def reading() -> AsyncGenerator[AsyncSession]:
    """One consistent look at the database; what is written in it is rolled back."""
    async with AsyncSession(engine(), expire_on_commit=False) as session:
        yield session


def engine() -> AsyncEngine:
    """The engine of the running event loop: connections belong to the loop that opened them."""
    engines = _engines.setdefault(asyncio.get_running_loop(), {})
    url = settings().database_url
    if url not in engines:
        engines[url] = _make_engine(driver_url(url))
    return engines[url]


async def dispose() -> None:
    """Closes the running loop's connections."""
    for one in _engines.pop(asyncio.get_running_loop(), {}).values():
        await one.dispose()


def driver_url(url: str) -> URL:
    """The URL with the async driver that we use for its database."""
    parsed = make_url(url)
    return parsed.set(drivername="sqlite+aiosqlite" if parsed.drivername == "sqlite" else "postgresql+asyncpg")


def _make_engine(url: URL) -> AsyncEngine:
    if url.drivername.startswith("postgresql"):
        return create_async_engine(url, pool_pre_ping=True, hide_parameters=True)
    Path(url.database or "").parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = create_async_engine(url, connect_args={"isolation_level": None, "timeout": 30}, hide_parameters=True)
    event.listen(made.sync_engine, "connect", _prepare_sqlite)
    event.listen(made.sync_engine, "begin", _begin_sqlite)
    return made


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=30000",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "cache_size=-16000",
        "temp_store=FILE",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer that starts as a reader cannot always become one: two of them would wait for each other.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
