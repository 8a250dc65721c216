"""Follows every chain of entries from its beginning to its end, and says in words where it is broken."""

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Text, and_, cast, type_coerce
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.audit.chain import BEGINNING, hash_after
from joint_account.audit.models import AuditEntry, AuditHead
from joint_account.database import NO_JOINT_ACCOUNT, reading

_SAME = and_(col(AuditEntry.joint_account_id) == col(AuditHead.joint_account_id), col(AuditEntry.chain) == col(AuditHead.chain))
# Facts as text: what somebody wrote there past the product need not be JSON.
_AS_STORED: dict[str, ColumnElement[Any]] = {
    "at": type_coerce(col(AuditEntry.at), BigInteger),
    "facts": cast(col(AuditEntry.facts), Text),
}
_FIELDS = [_AS_STORED.get(column.key, column) for column in AuditEntry.__table__.columns]  # ty: ignore
_KEY, _NUMBER, _FACTS, _HASH = slice(0, 2), 2, 7, 8


async def faults() -> AsyncIterator[str]:
    """Each place where a chain of entries is not as it was written."""
    async with reading() as session:
        async for key, end, entries in _chains(session):
            for fault in _faults_of(end, entries):
                yield f"{_name_of(*key)}: {fault}"
        async for key in _without_an_end(session):
            yield f"{_name_of(*key)}: its end is not on record, so nobody can say which entries are gone"


async def _chains(session: AsyncSession) -> AsyncIterator[tuple[Any, Any, list[Any]]]:
    """Each chain's key, its end on record, and its entries, oldest first; one statement is one look at both."""
    ends = list(AuditHead.__table__.columns)  # ty: ignore
    key, end, entries = None, None, []
    everything = select(*ends, *_FIELDS).select_from(AuditHead).join(AuditEntry, _SAME, isouter=True)
    async for row in await session.stream(everything.order_by(*ends[_KEY], col(AuditEntry.number))):
        if key is not None and row[_KEY] != key:
            yield key, end, entries
            entries = []
        key, end = row[_KEY], row[2:4]
        entries += [row[4:]] if row[4 + _NUMBER] is not None else []
    if key is not None:
        yield key, end, entries


async def _without_an_end(session: AsyncSession) -> AsyncIterator[Any]:
    key = (col(AuditEntry.joint_account_id), col(AuditEntry.chain))
    endless = select(*key).distinct().where(~select(AuditHead.number).where(_SAME).exists()).order_by(*key)
    async for row in await session.stream(endless):
        yield row


def _faults_of(end: tuple[int, str], entries: Sequence[Any]) -> Iterator[str]:
    number, previous = 0, BEGINNING
    for entry in entries:
        missing = entry[_NUMBER] - number - 1
        if missing:
            yield _missing(number + 1, entry[_NUMBER] - 1)
        elif _hash_of(previous, entry) != entry[_HASH]:
            before = f", or entry {number} before it was" if number else ""
            yield f"entry {entry[_NUMBER]} was changed{before}"
        number, previous = entry[_NUMBER], entry[_HASH]
    if number < end[0]:
        yield _missing(number + 1, end[0])
    elif number > end[0]:
        yield f"its end on record is entry {end[0]}, but it goes on to entry {number}"
    elif previous != end[1]:
        yield f"entry {number}, the last one, was changed, or its end on record was"


def _hash_of(previous: str, entry: Any) -> str:
    """What the entry's hash must be; empty when its fields are none that we write."""
    try:
        return hash_after(previous, [*entry[:_FACTS], json.loads(entry[_FACTS])])
    except (ValueError, TypeError):
        return ""


def _missing(first: int, last: int) -> str:
    return f"entry {first} is missing" if first == last else f"entries {first} to {last} are missing"


def _name_of(joint_account_id: int, chain: int) -> str:
    outside = joint_account_id == NO_JOINT_ACCOUNT
    return f"activity of person {chain}" if outside else f"activity of joint account {joint_account_id}"
