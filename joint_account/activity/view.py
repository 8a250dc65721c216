"""What the Activity page shows is its address: whose entries, of what kind, of which days, and where in their list."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qsl, urlencode

from joint_account.database import id_in

_WAYS_IN = ("identity.", "passkey.", "authenticator.", "recovery_code")

KINDS = {
    "account": ("Joint account", ("account.",)),
    "invitation": ("Invitations", ("invitation.",)),
    "person": ("People and ways in", (*("person.registered", "address.", "email.", "password."), *_WAYS_IN)),
    "log-in": ("Log-ins and sessions", ("person.log", "session.")),
    "amazon": ("Amazon", ("amazon.",)),
    "report": ("Report files", ("report.",)),
    "note": ("Notes beside the chart", ("note.",)),
    "export": ("Exports", ("orders.exported",)),
}
"""By the name in the address: what it is called, and how the acts begin that it covers."""

NOBODY = "nobody"
"""Stands in the address for entries that nobody who was logged in made."""


@dataclass(frozen=True)
class ActivityView:
    """What the Activity page shows."""

    person: str = ""
    """A person's id as text, or `nobody`; empty means everybody."""
    kind: str = ""
    """One of KINDS; empty means all."""
    first: date | None = None
    last: date | None = None
    """Days in UTC, both included; none means no end."""
    before: int = 0
    """Entries with smaller numbers than this one; 0 at the newest."""

    @property
    def query(self) -> str:
        """The query string that `parse_activity_view` reads back; what is usual is left out."""
        fields = {
            "person": self.person,
            "kind": self.kind,
            "from": self.first.isoformat() if self.first else "",
            "to": self.last.isoformat() if self.last else "",
            "before": str(self.before or ""),
        }
        return urlencode({name: value for name, value in fields.items() if value})

    @property
    def is_narrowed(self) -> bool:
        """Whether it leaves something out."""
        return replace(self, before=0) != ActivityView()

    def starts(self) -> datetime | None:
        """The first instant that it covers."""
        return datetime.combine(self.first, time(), UTC) if self.first else None

    def ends(self) -> datetime | None:
        """The first instant that it no longer covers."""
        return datetime.combine(self.last, time(), UTC) + timedelta(days=1) if self.last and self.last < date.max else None


def parse_activity_view(query: str) -> tuple[ActivityView, list[str]]:
    """Reads a query string that anybody may have typed.

    Returns:
        What it means, and a sentence for each part that meant nothing and was left out.
    """
    try:
        fields = dict(parse_qsl(query, max_num_fields=20))
    except ValueError:
        fields = {}
    person, kind = fields.get("person", ""), fields.get("kind", "")
    notes: list[str] = []
    if kind and kind not in KINDS:
        kind = ""
        notes.append("The address names a kind of activity that we do not know. It was left out.")
    if person and person != NOBODY and not id_in(person):
        person = ""
        notes.append("The address names somebody whom we do not know. It was left out.")
    first, last = _day_in(fields, "from", notes), _day_in(fields, "to", notes)
    if first and last and last < first:
        first, last = last, first
    return ActivityView(person, kind, first, last, id_in(fields.get("before", ""))), notes


def _day_in(fields: dict[str, str], name: str, notes: list[str]) -> date | None:
    written = fields.get(name, "")
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        notes.append("The address names a day that does not exist. It was left out.")
        return None
