"""Seals what lies in the database with the newest key, so that an older one can be dropped."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, select, tuple_, update

from joint_account.database.engine import reading, unit_of_work
from joint_account.sealing import Unsealable, sealed_anew

_BATCH = 200


@dataclass(frozen=True)
class Resealed:
    """What became of the sealed values of the database."""

    anew: int
    """Sealed with the newest key now."""
    as_it_was: int
    """Sealed with the newest key already."""
    lost: int
    """No key of today opens them: they are left as they are."""


async def reseal(columns: Mapping[Column[Any], str]) -> Resealed:
    """Walks the columns; may be killed, repeated, and run beside the product.

    Args:
        columns: each with the purpose that its values are sealed for; it may name parts of the row's key.
    """
    counts = {"anew": 0, "as_it_was": 0, "lost": 0}
    for column, purpose in columns.items():
        async for rows in _batches(column):
            changed = []
            for *key, sealed in rows:
                names = [part.name for part in _key_of(column)]
                outcome, fresh = _resealed(purpose.format(**dict(zip(names, key, strict=True))), sealed)
                counts[outcome] += 1
                changed += [(key, sealed, fresh)] if outcome == "anew" else []
            await _write(column, changed)
    return Resealed(**counts)


def _resealed(purpose: str, sealed: bytes) -> tuple[str, bytes]:
    try:
        fresh = sealed_anew(purpose, sealed)
    except Unsealable:
        return "lost", sealed
    return "as_it_was" if fresh == sealed else "anew", fresh


async def _batches(column: Column[Any]) -> AsyncIterator[list[Any]]:
    key = _key_of(column)
    wanted = select(*key, column).where(column.is_not(None)).order_by(*key).limit(_BATCH)
    rows: list[Any] = []
    while not rows or len(rows) == _BATCH:
        after = [tuple_(*key) > tuple_(*rows[-1][:-1])] if rows else []
        async with reading() as session:
            rows = list((await (await session.connection()).execute(wanted.where(*after))).all())
        if not rows:
            return
        yield rows


async def _write(column: Column[Any], changed: list[tuple[list[Any], bytes, bytes]]) -> None:
    if not changed:
        return
    async with unit_of_work() as work:
        connection = await work.connection()
        for values, before, fresh in changed:
            # Whoever wrote something else meanwhile sealed it with the newest key.
            is_it = [one == value for one, value in zip(_key_of(column), values, strict=True)]
            await connection.execute(update(column.table).where(*is_it, column == before).values({column: fresh}))


def _key_of(column: Column[Any]) -> list[Column[Any]]:
    return list(column.table.primary_key.columns)
