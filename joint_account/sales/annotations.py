"""What explains a chart: Amazon's sales events, the day that a store opened, and the joint account's own notes."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.sales.note_models import Note
from joint_account.sales.periods import Days
from joint_account.sales.sale_events import sale_events
from joint_account.sales.words import store_name


@dataclass(frozen=True)
class Annotation:
    """Something that happened."""

    days: Days
    text: str
    note_id: int | None = None
    """Of a note that somebody wrote."""


async def annotations(
    session: AsyncSession, joint_account_id: int, days: Days, first_days: dict[str, date]
) -> list[Annotation]:
    """What happened on some days, earliest first.

    Args:
        session: an open one.
        joint_account_id: whose notes.
        days: of the chart.
        first_days: the first day that each store has an order of.
    """
    notes = await session.exec(
        select(Note)
        .where(Note.joint_account_id == joint_account_id, col(Note.day).between(days.first, days.last))
        .order_by(col(Note.day), col(Note.id))
    )
    # The first orders of all are where our knowledge begins, not where stores opened.
    began = min(first_days.values(), default=days.first)
    opened = {store: day for store, day in first_days.items() if days.first <= day <= days.last and day > began}
    found = [Annotation(some, name) for name, some in sale_events(days)]
    found += [Annotation(Days(day, day), f"First order in {store_name(store)}") for store, day in opened.items()]
    found += [Annotation(Days(note.day, note.day), note.text, note.id) for note in notes]
    return sorted(found, key=lambda one: one.days.first)
