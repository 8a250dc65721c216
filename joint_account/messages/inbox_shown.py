"""The inbox as text: what its state holds, and nothing more."""

from dataclasses import dataclass, field
from datetime import datetime

from joint_account.messages.inbox import InboxPage, Listed
from joint_account.messages.inbox_view import InboxView, Place, Standing
from joint_account.messages.languages import NAMES
from joint_account.messages.time_left import time_left
from joint_account.sales.words import NOTHING, chosen_stores, store_name
from joint_account.ui.filters import Option

PATH = "/messages"
STANDINGS = {
    Standing.WAITING: "Waiting for an answer",
    Standing.ANSWERED: "No answer due",
    Standing.UNREAD: "Unread",
    Standing.MINE: "Mine",
    Standing.UNSORTED: "Unsorted",
}


@dataclass(frozen=True)
class ThreadRow:
    """A thread in the list."""

    id: str
    href: str
    store: str
    store_name: str
    language: str
    order: str
    last_line: str
    left: str
    shape: str
    mood: str
    due: str
    unread: bool
    who: str


@dataclass(frozen=True)
class InboxFilters:
    """What the list can be narrowed down to, from where it is."""

    words: str = ""
    show: str = ""
    language: str = ""
    stores: list[Option] = field(default_factory=list)
    stores_chosen: str = "all"
    narrowed: bool = False
    key: str = ""


@dataclass(frozen=True)
class ShownInbox:
    """What the state of the inbox holds."""

    filters: InboxFilters = field(default_factory=InboxFilters)
    view: str = ""
    notes: list[str] = field(default_factory=list)
    rows: list[ThreadRow] = field(default_factory=list)
    none_match: bool = False
    before: str = ""
    after: str = ""


def shown_inbox(page: InboxPage, view: InboxView, notes: list[str], at: datetime) -> ShownInbox:
    """A page of threads as text."""
    return ShownInbox(
        filters=_filters(view, page.own_stores),
        view=view.query,
        notes=notes,
        rows=[_row(one, view, at, reads=page.reach.reads) for one in page.threads],
        none_match=not page.threads,
        before=_address(view, page.before),
        after=_address(view, page.after),
    )


def list_address(view: InboxView) -> str:
    """Where these threads are listed."""
    return f"{PATH}?{view.query}" if view.query else PATH


def _row(one: Listed, view: InboxView, at: datetime, *, reads: bool) -> ThreadRow:
    thread, left = one.thread, time_left(one.thread, at)
    return ThreadRow(
        id=str(thread.id),
        href=f"{PATH}/{thread.id}" + (f"?{view.query}" if view.query else ""),
        store=thread.store or NOTHING,
        store_name=store_name(thread.store) if thread.store else "no store",
        language=NAMES.get(thread.language, "unknown language"),
        order=thread.order_id or "Unsorted",
        last_line=one.last_line if reads else "Only those who answer buyers read this.",
        left=left.text,
        shape=left.shape,
        mood=left.mood,
        due=left.due,
        unread=thread.unread,
        who=one.assigned_to,
    )


def _filters(view: InboxView, own: tuple[str, ...]) -> InboxFilters:
    return InboxFilters(
        words=view.words,
        show=view.standing.value if view.standing else "",
        language=view.language,
        stores=[Option(code, store_name(code), code in view.stores) for code in own],
        stores_chosen=chosen_stores([code for code in own if code in view.stores], own),
        narrowed=view.at(None) != InboxView(),
        key=view.at(None).query,
    )


def _address(view: InboxView, place: Place | None) -> str:
    return list_address(view.at(place)) if place else ""
