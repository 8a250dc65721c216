"""What the command line does with sales: import, totals, verify. Results go to stdout, sentences about trouble to stderr."""

import gc
import json
import sys
from datetime import date
from pathlib import Path

from joint_account.database import reading
from joint_account.identity.models import Person
from joint_account.identity.service import person_with
from joint_account.registration.service import start_joint_account
from joint_account.reports.refusals import ImportRefused
from joint_account.sales.import_words import what_changed
from joint_account.sales.importing import ImportResult, import_report
from joint_account.sales.totals import as_table, totals
from joint_account.sales.verify import differences
from joint_account.ui.visible import visible


async def import_files(files: list[Path], email: str, skip_bad: bool, store: str | None = None) -> int:
    """Imports each file for itself; the exit status is 1 if one was refused."""
    person = await _person(email)
    if person is None:
        return 1
    if person.joint_account_id is None:
        person.joint_account_id = (await start_joint_account(person)).id
    # What is loaded by now stays; looking at it again and again cost a tenth of an import.
    gc.freeze()
    return max([await _import_file(person, path, skip_bad, store) for path in files], default=0)


async def _import_file(person: Person, path: Path, skip_bad: bool, store: str | None) -> int:
    try:
        result = await import_report(person, path, path.name, store=store, skip_bad=skip_bad)
    except ImportRefused as refused:
        _complain(f"{path}: {refused.sentence}")
        return 1
    except OSError as error:
        _complain(f"{path}: cannot be read: {error.strerror or error}.")
        return 1
    _say(f"{path}: {_outcome(result)}")
    for sentence in result.sentences:
        _say(f"{path}: left out: {sentence}")
    if result.skipped > len(result.sentences):
        _say(f"{path}: left out: {result.skipped - len(result.sentences):,} more rows")
    return 0


def _outcome(result: ImportResult) -> str:
    stores = ", ".join(result.stores) or "no store"
    skipped = f", {result.skipped:,} rows left out" if result.skipped else ""
    return f"{result.rows:,} rows read, {what_changed(result)}, {stores}{skipped}"


async def print_totals(email: str, first: date | None, last: date | None, as_json: bool) -> int:
    """Prints sales, orders and units by store and day."""
    person = await _person(email)
    if person is None:
        return 1
    if person.joint_account_id is None:
        _complain(f"{email} is in no joint account.")
        return 1
    rows = await totals(person.joint_account_id, first, last)
    if as_json:
        _say(json.dumps([row._asdict() for row in rows], indent=2))
    else:
        _say(as_table(rows) if rows else "No orders in these days.")
    return 0


async def print_differences() -> int:
    """Prints where a roll-up is not what its order lines add up to; the exit status is 1 if one is not."""
    found = 0
    async for difference in differences():
        _say(difference)
        found += 1
    _say(f"{found:,} differences." if found else "Every roll-up is what its order lines add up to.")
    return 1 if found else 0


async def _person(email: str) -> Person | None:
    async with reading() as session:
        person = await person_with(session, email.strip().lower(), None)
    if person is None:
        _complain(f"Nobody here has the e-mail address {email}.")
    return person


def _say(text: str) -> None:
    print(_for_a_terminal(text))  # noqa: T201


def _complain(text: str) -> None:
    print(_for_a_terminal(text), file=sys.stderr)  # noqa: T201


def _for_a_terminal(text: str) -> str:
    # What stands in a file could move the cursor, and write over what was said.
    return "\n".join(map(visible, text.split("\n")))
