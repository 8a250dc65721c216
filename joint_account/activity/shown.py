"""The activity as text: what its state holds, and nothing more."""

from dataclasses import dataclass, field, replace

from joint_account.activity.queries import Done
from joint_account.activity.sentences import doer, sentence
from joint_account.activity.view import KINDS, NOBODY, ActivityView
from joint_account.ui.filters import Option
from joint_account.ui.numbers import clock, short_span

PATH = "/activity"
EXPORT = "/activity/export.csv"


@dataclass(frozen=True)
class DoneRow:
    """An entry in the list."""

    number: str
    when: str
    who: str
    what: str
    origin: str


@dataclass(frozen=True)
class Shown:
    """What the state of the Activity page holds."""

    rows: list[DoneRow] = field(default_factory=list)
    people: list[Option] = field(default_factory=list)
    kinds: list[Option] = field(default_factory=list)
    person: str = ""
    kind: str = ""
    first_day: str = ""
    last_day: str = ""
    days_chosen: str = ""
    narrowed: bool = False
    notes: list[str] = field(default_factory=list)
    newest: str = ""
    """Where the newest entries are; empty on their page."""
    older: str = ""
    """Where older ones are; empty when there are none."""
    export: str = EXPORT
    key: str = ""
    """Makes the form's fields anew when it changes."""


def shown(
    view: ActivityView, notes: list[str], entries: list[Done], *, has_older: bool, people: list[tuple[int, str]]
) -> Shown:
    """A page of activity as text."""
    everything, next_page = replace(view, before=0), replace(view, before=entries[-1].number) if has_older else view
    return Shown(
        rows=[_row(done) for done in entries],
        people=[*(Option(str(id), name) for id, name in people), Option(NOBODY, "Nobody who was logged in")],
        kinds=[Option(kind, label) for kind, (label, _subjects) in KINDS.items()],
        person=view.person,
        kind=view.kind,
        first_day=view.first.isoformat() if view.first else "",
        last_day=view.last.isoformat() if view.last else "",
        days_chosen=_days(view),
        narrowed=view.is_narrowed,
        notes=notes,
        newest=_link(PATH, everything) if view.before else "",
        older=_link(PATH, next_page) if has_older else "",
        export=_link(EXPORT, everything),
        key=f"{everything.query} {len(people)}",
    )


def _row(done: Done) -> DoneRow:
    return DoneRow(str(done.number), f"{clock(done.at)} UTC", doer(done), sentence(done), done.origin)


def _link(path: str, view: ActivityView) -> str:
    return f"{path}?{view.query}" if view.query else path


def _days(view: ActivityView) -> str:
    if view.first and view.last:
        return short_span(view.first, view.last)
    if view.first:
        return f"from {view.first.isoformat()}"
    return f"to {view.last.isoformat()}" if view.last else "All days"
