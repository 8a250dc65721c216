"""Imports what people put into the watched folder. Safe with several processes, and with one that is killed.

A file is taken by whoever gets hold of it. It is imported where it lies and moved afterwards: who is killed in between
leaves it there, and importing it again changes nothing.
"""

import asyncio
import logging
import os
import time
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from joint_account.database import now, reading
from joint_account.identity.models import Person
from joint_account.identity.service import person_with
from joint_account.reports.refusals import BadRows, ImportRefused
from joint_account.sales.folder_files import DONE, QUIET, REFUSED, Look, Waiting, hold, look_at, put_away, waiting_in
from joint_account.sales.import_words import what_changed
from joint_account.sales.importing import ImportResult, import_report
from joint_account.settings import settings
from joint_account.ui.numbers import plural

log = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 5

_told: set[Path] = set()
"""Folders of nobody that the log has been told of."""

Looks = dict[Path, tuple[Look, float]]
"""Files as they were, and since when they have been so (seconds of a clock that only goes forward)."""


async def watch_folder() -> None:
    """Imports what lies in REPORTS_FOLDER, for as long as the app runs."""
    folder, looks = Path(settings().reports_folder), Looks()
    await asyncio.to_thread(folder.mkdir, mode=0o700, parents=True, exist_ok=True)
    while True:
        try:
            looks = await look(folder, looks, time.monotonic())
        except OSError as error:
            log.warning("REPORTS_FOLDER cannot be read (%s); trying again", error.strerror)
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


async def look(folder: Path, before: Looks, at: float) -> Looks:
    """Takes each file that has not changed for QUIET seconds.

    Args:
        folder: whose files are taken.
        before: what the look before gave back.
        at: now, on the clock that `before` goes by.

    Returns:
        The files that are left.
    """
    after = Looks()
    for waiting in await asyncio.to_thread(waiting_in, folder):
        seen = await asyncio.to_thread(look_at, waiting.path)
        if seen is None:
            continue
        last, since = before.get(waiting.path, (seen, at))
        since = since if last == seen else at
        if at - since < QUIET or not await _take(waiting, seen):
            after[waiting.path] = seen, since
    return after


async def _take(waiting: Waiting, seen: Look) -> bool:
    """Imports a file and puts it away; whether that was done."""
    try:
        person = await _person(waiting.owner.name)
        if person is None:
            _tell_once(waiting.owner)
            return False
        holding = await asyncio.to_thread(hold, waiting.path)
        if holding is None:
            return False
        file, found = holding
        try:
            return found == seen and await _take_held(person, waiting, seen)
        finally:
            await asyncio.to_thread(os.close, file)
    except (OSError, SQLAlchemyError) as error:
        log.warning("a file in REPORTS_FOLDER could not be taken (%s); trying again", type(error).__name__)
        return False


async def _take_held(person: Person, waiting: Waiting, seen: Look) -> bool:
    where, why = await _import(person, waiting)
    if await asyncio.to_thread(look_at, waiting.path) != seen:
        # Somebody went on writing: what came of it is true of a part of it only.
        return False
    await asyncio.to_thread(put_away, waiting, where, why, now())
    return True


async def _import(person: Person, waiting: Waiting) -> tuple[str, str]:
    """Where the file belongs, and what is to be written beside it."""
    try:
        return DONE, _outcome(await import_report(person, waiting.path, waiting.path.name, store=waiting.store))
    except BadRows as refused:
        return REFUSED, "\n".join([refused.sentence, *(row.sentence for row in refused.rows)])
    except ImportRefused as refused:
        return REFUSED, refused.sentence


def _outcome(result: ImportResult) -> str:
    return f"{plural(result.rows, 'row')} read, {what_changed(result)} ({', '.join(result.stores) or 'no store'})."


async def _person(address: str) -> Person | None:
    """Whose address it is; nobody's until they have proved it: anybody can register with somebody else's."""
    async with reading() as session:
        person = await person_with(session, address.strip().lower(), None)
    return person if person and person.confirmed_at else None


def _tell_once(owner: Path) -> None:
    if owner not in _told:
        _told.add(owner)
        log.warning("a folder in REPORTS_FOLDER is named after nobody here who has confirmed that address; it is left alone")
