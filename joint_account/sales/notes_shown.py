"""What happened on the days of the chart, as text."""

from dataclasses import dataclass

from joint_account.sales.annotations import Annotation
from joint_account.ui.numbers import short_day


@dataclass(frozen=True)
class NoteRow:
    """One line below the chart."""

    number: str
    day: str
    text: str
    note_id: str
    """Of somebody's own note; empty for what we know by ourselves."""


def note_rows(happened: list[Annotation]) -> list[NoteRow]:
    """Numbered as the chart's flags."""
    return [_row(number, one) for number, one in enumerate(happened, 1)]


def _row(number: int, one: Annotation) -> NoteRow:
    first, last = one.days.first, one.days.last
    day = short_day(first) if first == last else f"{short_day(first)} \N{EN DASH} {short_day(last)}"
    return NoteRow(str(number), day, one.text, str(one.note_id or ""))
