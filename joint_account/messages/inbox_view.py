"""What the inbox shows is its address: which threads, and where in their list."""

from dataclasses import dataclass, replace
from enum import StrEnum

from joint_account.messages.languages import NAMES
from joint_account.sales.view import first, read, stores_in, write

LONGEST_WORDS = 100


class Standing(StrEnum):
    """Which threads are shown; the value is the address's."""

    WAITING = "waiting"
    ANSWERED = "answered"
    UNREAD = "unread"
    MINE = "mine"
    UNSORTED = "unsorted"


@dataclass(frozen=True)
class Place:
    """A place in the list, directly beside a thread."""

    urgency: int
    thread_id: int
    before: bool = False

    def __str__(self) -> str:
        return f"{self.urgency}.{self.thread_id}"


@dataclass(frozen=True)
class InboxView:
    """What the inbox shows."""

    standing: Standing | None = None
    stores: tuple[str, ...] = ()
    language: str = ""
    words: str = ""
    """Whole words of what was written, or an order id."""
    place: Place | None = None

    @property
    def query(self) -> str:
        """The query string that `parse_inbox_view` reads back: keys sorted, what is usual left out."""
        place = {"before" if self.place.before else "after": str(self.place)} if self.place else {}
        show = self.standing.value if self.standing else ""
        return write({"q": self.words, "show": show, "stores": ",".join(self.stores), "language": self.language, **place})

    def at(self, place: Place | None) -> "InboxView":
        """The same threads, at another place of their list."""
        return replace(self, place=place)


def parse_inbox_view(query: str) -> tuple[InboxView, list[str]]:
    """Reads a query string that anybody may have typed.

    Returns:
        What it means, and a sentence for each part that meant nothing and was left out.
    """
    fields, notes = read(query), []
    show, language = first(fields, "show"), first(fields, "language")
    if show and show not in list(Standing):
        notes.append("The address names a kind of thread that we do not know. It was left out.")
    if language and language not in NAMES:
        notes.append("The address names a language that we do not know. It was left out.")
    view = InboxView(
        standing=Standing(show) if show in list(Standing) else None,
        stores=stores_in(fields, notes),
        language=language if language in NAMES else "",
        words=" ".join(first(fields, "q")[:LONGEST_WORDS].split()),
        place=_place_in(fields, notes),
    )
    return view, notes


def _place_in(fields: dict[str, list[str]], notes: list[str]) -> Place | None:
    for key in ("before", "after"):
        urgency, _, thread_id = first(fields, key).partition(".")
        if all(one.isascii() and one.isdecimal() and len(one) < 19 for one in (urgency, thread_id)):
            return Place(int(urgency), int(thread_id), before=key == "before")
        if urgency or thread_id:
            notes.append("The address names a place in the list that does not exist. These are the most urgent threads.")
    return None
