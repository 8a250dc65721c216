"""Imports a report: every row is checked first, then whole orders are stored, chunk by chunk.

A chunk is one short unit of work that leaves orders, roll-ups, products and stores true together, so an import that was
killed half-way is carried on by importing the file again.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account import audit
from joint_account.database import lock_joint_account, new_id, now, unit_of_work
from joint_account.identity.models import Person
from joint_account.registration.queries import role_of
from joint_account.registration.roles import Act, may
from joint_account.sales.assembling import Whole, orders_of
from joint_account.sales.checking import Checked, check
from joint_account.sales.refusals import NoJointAccount, ReportRefused, ViewerMayNotImport
from joint_account.sales.report import Line
from joint_account.sales.spool import Place
from joint_account.sales.storing import Titles, open_stores, store_orders, store_titles, titles_in
from joint_account.stores.models import Connection, ReportImport

_CHECKING = 0.4
"""The share of an import's time that goes into reading and checking."""


_LONGEST_NAME = 200


@dataclass(frozen=True)
class ImportResult:
    """What came of a file."""

    file_name: str
    rows: int
    """Rows taken."""
    orders: int
    """Orders that are new or different now."""
    skipped: int
    """Rows left out because they could not be read."""
    sentences: tuple[str, ...]
    """What is wrong with the first hundred of those."""
    stores: tuple[str, ...]
    """Country codes of the stores in the file."""


async def import_report(
    person: Person,
    path: Path,
    file_name: str,
    *,
    skip_bad: bool = False,
    on_progress: Callable[[float], object] | None = None,
) -> ImportResult:
    """Imports an All Orders report into the person's joint account.

    Args:
        person: who asks; operates stores.
        path: where the file is.
        file_name: what the person calls it.
        skip_bad: leave out rows that cannot be read instead of refusing the file.
        on_progress: is told the share that is done, from 0 to 1.

    Raises:
        NoJointAccount: the person is in none.
        ViewerMayNotImport: the person's role does not operate stores.
        ReportRefused: the file is no report, or has bad rows; nothing of it was stored.
    """
    joint_account_id = await where_allowed(person)
    file_name = file_name.replace("\0", "")[:_LONGEST_NAME]
    tell = on_progress or (lambda share: None)
    try:
        checked = await check(path, skip_bad=skip_bad, on_progress=lambda share: tell(share * _CHECKING))
    except ReportRefused as refused:
        await _note(person, joint_account_id, file_name, act="report.refused", problem=refused.sentence)
        raise
    changed = await store(joint_account_id, checked, lambda share: tell(_CHECKING + share * (1 - _CHECKING)))
    outcome: dict[str, Any] = {"rows": checked.rows, "orders": changed, "skipped": checked.bad_count}
    stores = sorted(checked.stores)
    await _note(person, joint_account_id, file_name, act="report.imported", **outcome, stores=stores)
    return ImportResult(file_name, **outcome, stores=tuple(stores), sentences=tuple(row.sentence for row in checked.bad))


async def where_allowed(person: Person) -> int:
    """The joint account that this person may import into.

    Raises:
        NoJointAccount: the person is in none.
        ViewerMayNotImport: the person's role does not operate stores.
    """
    role = await role_of(person)
    if role is None or person.joint_account_id is None:
        raise NoJointAccount
    if not may(role, Act.OPERATE_STORES):
        raise ViewerMayNotImport
    return person.joint_account_id


async def store(
    joint_account_id: int,
    checked: Checked,
    tell: Callable[[float], object],
    at_last: Callable[[AsyncSession], Awaitable[None]] | None = None,
) -> int:
    """Stores a report's orders, chunk by chunk.

    Args:
        joint_account_id: whose they are.
        checked: the report.
        tell: is told the share that is done, from 0 to 1.
        at_last: done in the unit of work that stores the last chunk; when it raises, that chunk is not stored.

    Returns:
        How many orders are new or different now.
    """
    changed, places = 0, checked.blocks.places
    for number, place in enumerate(places, 1):
        # Made ready between two units of work: others write meanwhile.
        orders, titles, stores = await asyncio.to_thread(_ready, checked, place, joint_account_id)
        async with unit_of_work() as work:
            await lock_joint_account(work, joint_account_id)
            await open_stores(work, joint_account_id, stores, Connection.REPORT, time.time_ns() // 1000)
            await store_titles(work, joint_account_id, titles)
            changed += await store_orders(work, joint_account_id, orders)
            if at_last is not None and number == len(places):
                await at_last(work)
        tell(number / len(places))
    return changed


def _ready(checked: Checked, place: Place, joint_account_id: int) -> tuple[list[Whole], Titles, set[str]]:
    lines: list[Line] = checked.blocks.read(place)
    return list(orders_of(lines, joint_account_id)), titles_in(lines), {line[3] for line in lines if line[3]}


async def _note(person: Person, joint_account_id: int, file_name: str, *, act: str, **outcome: Any) -> None:
    """Keeps what came of a file, for the Stores page and for the audit."""
    async with unit_of_work() as work:
        await lock_joint_account(work, joint_account_id)
        noted: dict[str, Any] = {"joint_account_id": joint_account_id, "id": new_id(), "person_id": person.id, "at": now()}
        work.add(ReportImport(**noted, file_name=file_name, **outcome))
        facts = {name: str(value) for name, value in outcome.items()}
        await audit.record(work, act, person_id=person.id, joint_account_id=joint_account_id, file=file_name, **facts)
