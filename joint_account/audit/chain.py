"""Entries hang together: each one's hash covers the hash before it, so that none can be changed, added or taken alone."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, insert, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.audit.models import AuditEntry, AuditHead
from joint_account.database.columns import microseconds

BEGINNING = ""
"""What stands for the hash before the first entry."""


@dataclass(frozen=True)
class Entry:
    """What an entry's hash covers besides the hash before it; ordered as in the table."""

    joint_account_id: int
    chain: int
    number: int
    act: str
    at: datetime
    person_id: int | None
    origin: str
    facts: Mapping[str, str]


def hash_after(previous: str, fields: Sequence[object]) -> str:
    """The SHA-256 of an entry that follows the one with the hash `previous`.

    The canonical form is a JSON list in ASCII without spaces: the hash before, then the fields as the table orders them,
    the instant in microseconds since 1970, the facts sorted by name.
    """
    written = json.dumps([previous, *fields], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


async def end_of(work: AsyncSession, joint_account_id: int, chain: int) -> tuple[int, str]:
    """The number and the hash of a chain's last entry, held until the unit of work ends."""
    held = select(AuditHead.number, AuditHead.hash).where(*_is(joint_account_id, chain)).with_for_update()
    return (await work.exec(held)).one_or_none() or (0, BEGINNING)


async def append(work: AsyncSession, entry: Entry, previous: str) -> None:
    """Adds the entry, which follows the one with the hash `previous`, and moves its chain's end to it.

    Two that append the same number are stopped by the primary key: one of the units of work fails, the chain never does.
    """
    fields = vars(entry) | {"at": microseconds(entry.at)}
    end = {"number": entry.number, "hash": hash_after(previous, list(fields.values()))}
    key = {"joint_account_id": entry.joint_account_id, "chain": entry.chain}
    if entry.number == 1:
        await work.exec(insert(AuditHead).values(**key, **end))
    else:
        await work.exec(update(AuditHead).where(*_is(**key)).values(**end))
    await work.exec(insert(AuditEntry).values(**vars(entry), hash=end["hash"]))


def _is(joint_account_id: int, chain: int) -> tuple:
    return col(AuditHead.joint_account_id) == joint_account_id, col(AuditHead.chain) == chain
