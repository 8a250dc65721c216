"""What a database holds: everything, to prove that a refusal changed nothing, or what was written down and mailed."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
import sqlmodel
from sqlalchemy import select

from joint_account.audit.models import AuditEntry
from joint_account.database import dispose, reading
from joint_account.identity.models import Person
from joint_account.mail.models import Letter
from joint_account.registration.errors import RegistrationError
from joint_account.tables import METADATA

Snapshot = dict[str, list[tuple[Any, ...]]]


async def snapshot() -> Snapshot:
    """Every row of every table, in the order of its primary key; not when somebody was last seen, which just looking moves."""
    async with reading() as session:
        connection = await session.connection()
        return {
            table.name: [
                tuple(row)
                for row in await connection.execute(
                    select(*(column for column in table.columns if column.name != "seen_at")).order_by(
                        *table.primary_key.columns
                    )
                )
            ]
            for table in METADATA.sorted_tables
        }


async def rows_of(model: Any, *conditions: Any) -> Sequence[Any]:
    """A table's rows that meet the conditions, as plain rows: a demo has too many for objects."""
    async with reading() as session:
        return (await session.exec(sqlmodel.select(*model.__table__.columns).where(*conditions))).all()


async def kept() -> Snapshot:
    """`snapshot` without the counter of changes, which only says that somebody looked."""
    return {name: rows for name, rows in (await snapshot()).items() if name != "change"}


def everything() -> Snapshot:
    """`snapshot`, for a test without an event loop."""

    async def run() -> Snapshot:
        try:
            return await snapshot()
        finally:
            await dispose()

    return asyncio.run(run())


@asynccontextmanager
async def refused(error: type[RegistrationError], sentence: str) -> AsyncIterator[None]:
    """What the block does is refused with this error and this sentence, and leaves no trace."""
    before = await snapshot()
    with pytest.raises(error) as refusal:
        yield
    assert type(refusal.value) is error
    assert str(refusal.value) == refusal.value.sentence == sentence
    assert await snapshot() == before


async def acts_of(person: Person) -> list[str]:
    """What the audit trail of the person's joint account says was done, oldest first."""
    async with reading() as session:
        entries = await session.exec(
            sqlmodel.select(AuditEntry)
            .where(AuditEntry.joint_account_id == person.joint_account_id)
            .order_by(sqlmodel.col(AuditEntry.number))
        )
        return [entry.act for entry in entries]


async def letters_to(email: str) -> list[str]:
    """Kinds of the letters that this address was sent, oldest first."""
    async with reading() as session:
        letters = await session.exec(
            sqlmodel.select(Letter).where(Letter.recipient == email).order_by(sqlmodel.col(Letter.queued_at))
        )
        return [letter.kind for letter in letters]
