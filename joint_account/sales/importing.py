"""Imports report files for a person, and keeps what came of each."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from joint_account import audit
from joint_account.database import lock_joint_account, new_id, now, unit_of_work
from joint_account.identity.models import Person
from joint_account.registration.belonging import role_of
from joint_account.registration.roles import Act, may
from joint_account.reports.kinds import Kind
from joint_account.reports.recognition import recognise
from joint_account.reports.refusals import NoJointAccount, ReportRefused, ViewerMayNotImport
from joint_account.sales.taking import take
from joint_account.stores.models import ReportImport

_LONGEST_NAME = 200
_ACTS = {kind: f"report.{kind}_imported" for kind in Kind} | {Kind.ORDERS: "report.imported"}


@dataclass(frozen=True)
class ImportResult:
    """What came of a file."""

    kind: Kind
    file_name: str
    rows: int
    """Rows taken."""
    orders: int
    """Orders that are new or different now; of other kinds, stores or settlements that are."""
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
    store: str | None = None,
    made_at: datetime | None = None,
    skip_bad: bool = False,
    on_progress: Callable[[float], object] | None = None,
) -> ImportResult:
    """Imports a report into the person's joint account.

    Args:
        person: who asks; operates stores.
        path: where the file is.
        file_name: what the person calls it.
        store: country code of the store that it is of, which stock and listings do not say themselves.
        made_at: when Amazon made it, as far as that is known; none is when the file was last written. Of two reports of
            stock, listings, health or one settlement the later one stays.
        skip_bad: leave out rows that cannot be read instead of refusing the file. Not of settlements: they add up.
        on_progress: is told the share that is done, from 0 to 1.

    Raises:
        NoJointAccount: the person is in none.
        ViewerMayNotImport: the person's role does not operate stores.
        ReportRefused: the file is no report, or has bad rows; nothing of it was stored.
    """
    joint_account_id = await where_allowed(person)
    file_name = file_name.replace("\0", "")[:_LONGEST_NAME]
    tell = on_progress or (lambda share: None)
    kind = None
    try:
        layout = await asyncio.to_thread(recognise, path, store)
        kind = layout.kind
        taken = await take(joint_account_id, path, layout, store=store, made_at=made_at, skip_bad=skip_bad, on_progress=tell)
    except ReportRefused as refused:
        await _note(person, joint_account_id, file_name, kind, act="report.refused", problem=refused.sentence)
        raise
    bad, stores = taken.tally, sorted(taken.stores)
    outcome: dict[str, Any] = {"rows": taken.rows, "orders": taken.changed, "skipped": bad.bad_count if bad else 0}
    await _note(person, joint_account_id, file_name, layout.kind, act=_ACTS[layout.kind], **outcome, stores=stores)
    sentences = tuple(row.sentence for row in bad.bad) if bad else ()
    return ImportResult(layout.kind, file_name, **outcome, stores=tuple(stores), sentences=sentences)


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


async def _note(person: Person, joint_account_id: int, file_name: str, kind: Kind | None, *, act: str, **outcome: Any) -> None:
    """Keeps what came of a file, for the Stores page and for the audit."""
    async with unit_of_work() as work:
        await lock_joint_account(work, joint_account_id)
        noted: dict[str, Any] = {"joint_account_id": joint_account_id, "id": new_id(), "person_id": person.id, "at": now()}
        work.add(ReportImport(**noted, file_name=file_name, kind=kind or Kind.ORDERS, **outcome))
        facts = {name: ", ".join(value) if isinstance(value, list) else str(value) for name, value in outcome.items()}
        await audit.record(work, act, person_id=person.id, joint_account_id=joint_account_id, file=file_name, **facts)
