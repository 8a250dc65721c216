"""One thread as text: what its state holds, and nothing more."""

from dataclasses import dataclass, field
from datetime import datetime

from joint_account.mail.models import Delivery
from joint_account.messages.bodies import UNREADABLE
from joint_account.messages.conversation import Conversation, Said
from joint_account.messages.languages import NAMES
from joint_account.messages.models import Kind
from joint_account.messages.time_left import time_left
from joint_account.sales.order_shown import Fact, ShownOrder, shown_order
from joint_account.sales.words import store_name
from joint_account.sales.zones import local_time

ERASED = (
    "What was written here was deleted 30 days after the last message: Amazon's Data Protection Policy "
    "does not let buyers' data stay any longer. When it came and was answered still counts."
)


@dataclass(frozen=True)
class SaidRow:
    """A part of the conversation."""

    id: str
    kind: str
    who: str
    when: str
    text: str
    files: list[str]
    delivery: str
    mood: str
    undo_until: str
    """ISO 8601 while it can be taken back; empty otherwise."""
    raw: bool


@dataclass(frozen=True)
class MemberOption:
    """Somebody who can take the thread."""

    id: str
    name: str


@dataclass(frozen=True)
class ShownThread:
    """What the state of a thread's page holds."""

    id: str = ""
    title: str = "Thread"
    subject: str = ""
    store: str = ""
    language: str = ""
    left: str = ""
    shape: str = ""
    mood: str = ""
    due: str = ""
    waits: bool = False
    reads: bool = False
    answers: bool = False
    unsorted: bool = False
    erased: str = ""
    """Why what the buyer wrote is not there any more, as a sentence."""
    said: list[SaidRow] = field(default_factory=list)
    answering: str = ""
    assigned_to: str = "0"
    members: list[MemberOption] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    order_href: str = ""


def shown_thread(one: Conversation, person_id: int, at: datetime) -> ShownThread:
    """A thread as text, for one person."""
    thread, left = one.thread, time_left(one.thread, at)
    order = shown_order(one.order, one.lines) if one.order else ShownOrder()
    return ShownThread(
        id=str(thread.id),
        title=f"Order {thread.order_id}" if thread.order_id else "Unsorted",
        subject=one.subject,
        store=store_name(thread.store) if thread.store else "no store",
        language=NAMES.get(thread.language, "unknown language"),
        left=left.text,
        shape=left.shape,
        mood=left.mood,
        due=left.due,
        waits=thread.waiting_since is not None,
        reads=one.reach.reads,
        answers=one.reach.answers,
        unsorted=one.order is None,
        erased=ERASED if thread.erased_at else "",
        said=[_said(each, thread.store, person_id, at) for each in one.said],
        answering=" and ".join(one.answering),
        assigned_to=str(thread.assigned_to or 0),
        members=[MemberOption(str(number), name) for number, name in one.members],
        facts=order.facts,
        lines=[f"{line.quantity} of {line.title}, {line.price}" for line in order.lines],
        order_href=f"/orders/{thread.order_id}" if one.order else "",
    )


def _said(one: Said, store: str | None, person_id: int, at: datetime) -> SaidRow:
    delivery, mood = _delivery(one)
    waits = one.letter and one.letter.delivery == Delivery.QUEUED and not one.letter.attempts and one.letter.due_at > at
    mine = one.message.person_id == person_id
    return SaidRow(
        id=str(one.message.id),
        kind=one.message.kind,
        who=one.who,
        when=local_time(one.message.at, store),
        text=one.text or one.message.trouble,
        files=one.files,
        delivery=delivery,
        mood=mood,
        undo_until=one.letter.due_at.isoformat() if one.letter and waits and mine else "",
        raw=one.message.trouble == UNREADABLE,
    )


def _delivery(one: Said) -> tuple[str, str]:
    if one.message.kind != Kind.REPLY:
        return "", ""
    if one.message.left_at is not None:
        return "sent", "good"
    if one.letter is None or one.letter.delivery == Delivery.FAILED:
        return f"refused: {one.letter.trouble if one.letter else one.message.trouble}", "bad"
    return ("queued", "warn") if not one.letter.trouble else (f"queued: {one.letter.trouble}; it is tried again", "warn")
