"""Writes and removes notes beside the chart: for whoever operates stores."""

from datetime import date

from sqlmodel import col, func, select

from joint_account import audit
from joint_account.database import lock_joint_account, new_id, now, unit_of_work
from joint_account.identity.models import Person
from joint_account.registration.belonging import where_may
from joint_account.registration.roles import Act
from joint_account.sales.note_models import Note
from joint_account.sales.periods import EARLIEST, LATEST
from joint_account.tries import Try, take

LONGEST = 120
MOST = 2_000


class NoteRefused(Exception):
    """The note was not written or removed; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


NOT_ALLOWED = "Only organizers and managers write and remove notes."


async def add_note(person: Person, day: str, text: str) -> None:
    """Writes a note on a day.

    Args:
        person: who writes it.
        day: ISO, as a form sends it.
        text: at most 120 characters; what cannot be printed is left out.

    Raises:
        NoteRefused: they may not, or it says nothing, too much, or of no day.
        TooManyTries: they wrote too many lately.
    """
    said = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    on = _day(day)
    if not said or len(said) > LONGEST:
        raise NoteRefused(f"A note has between 1 and {LONGEST} characters.")
    await take(Try.NOTE, person.id)
    async with unit_of_work() as work:
        here = await where_may(work, person, Act.OPERATE_STORES)
        if here is None:
            raise NoteRefused(NOT_ALLOWED)
        await lock_joint_account(work, here)
        written = await work.exec(select(func.count()).where(col(Note.joint_account_id) == here))
        if written.one() >= MOST:
            raise NoteRefused(f"A joint account has at most {MOST:,} notes. Remove some first.")
        work.add(Note(joint_account_id=here, id=new_id(), day=on, text=said, person_id=person.id, at=now()))
        await audit.record(work, "note.added", person_id=person.id, joint_account_id=here, day=on.isoformat(), text=said)


async def remove_note(person: Person, note_id: int) -> None:
    """Removes a note, whoever wrote it; one that is gone already is fine.

    Raises:
        NoteRefused: they may not.
    """
    async with unit_of_work() as work:
        here = await where_may(work, person, Act.OPERATE_STORES)
        if here is None:
            raise NoteRefused(NOT_ALLOWED)
        await lock_joint_account(work, here)
        note = await work.get(Note, (here, note_id))
        if note is None:
            return
        facts = {"day": note.day.isoformat(), "text": note.text}
        await work.delete(note)
        await audit.record(work, "note.removed", person_id=person.id, joint_account_id=here, **facts)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NoteRefused("A note needs the day that it is about.") from None
    if not EARLIEST <= day <= LATEST:
        raise NoteRefused("A note is about a day of this century.")
    return day
