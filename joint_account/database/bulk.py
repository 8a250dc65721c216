"""Many rows at once, past SQLAlchemy's own handling of parameters, which costs more than the database's work.

Statements are written once, with `?` for a parameter and `{among}` for one that is a list; this module gives them the
database's own form.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import count
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession


async def run(work: AsyncSession, statement: str, *parameters: object) -> Sequence[Any]:
    """The rows that one statement returns; days as ISO text."""
    connection = await work.connection()
    sqlite = connection.dialect.name == "sqlite"
    bound = tuple(map(_for_sqlite, parameters)) if sqlite else parameters
    result = await connection.exec_driver_sql(_in_dialect(statement, connection.dialect.name), bound)
    if not result.returns_rows:
        return ()
    # SQLite's days are text already.
    rows = result.fetchall()
    return list(map(tuple, rows)) if sqlite else [tuple(map(_as_stored, row)) for row in rows]


def _for_sqlite(parameter: object) -> object:
    if isinstance(parameter, list):
        return json.dumps(parameter)
    return parameter.isoformat() if isinstance(parameter, date) else parameter


async def run_many(work: AsyncSession, statement: str, rows: Iterable[tuple[Any, ...]], day: int | None = None) -> None:
    """One statement for each of many rows.

    Args:
        work: the unit of work.
        statement: with as many `?` as a row has cells.
        rows: the parameters.
        day: which cell is a day in ISO text, if one is.
    """
    connection = await work.connection()
    given = list(rows)
    if day is not None and connection.dialect.name == "postgresql":
        given = [(*row[:day], _day(row[day]), *row[day + 1 :]) for row in given]
    if given:
        await connection.exec_driver_sql(_in_dialect(statement, connection.dialect.name), given)


def insert_into(table: str, columns: Sequence[str]) -> str:
    """The statement that adds a row."""
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608


@lru_cache
def _in_dialect(statement: str, dialect: str) -> str:
    if dialect == "sqlite":
        return statement.replace("{among}", "IN (SELECT value FROM json_each(?))")
    numbers = count(1)
    parts = statement.replace("{among}", "= ANY(?)").split("?")
    return parts[0] + "".join(f"${next(numbers)}{part}" for part in parts[1:])


@lru_cache(maxsize=4096)
def _day(text: str) -> date:
    return date.fromisoformat(text)


def _as_stored(cell: Any) -> Any:
    return cell.isoformat() if isinstance(cell, date) else cell
