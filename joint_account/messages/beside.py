"""What colleagues do beside a thread: notes, who takes it, which order it is about, drafts; and what viewers may read."""

from datetime import timedelta

from sqlmodel import col, update

from joint_account import audit
from joint_account.database import lock_joint_account, now, unit_of_work
from joint_account.identity.models import Person
from joint_account.messages.models import Draft, Kind, Message, MessageRules
from joint_account.messages.reach import thread_to_change
from joint_account.messages.refusals import MessagesRefused, UnknownMember, UnknownOrder
from joint_account.messages.rules import LONGEST
from joint_account.messages.texts import sealed
from joint_account.messages.writing import record, written
from joint_account.registration.inviting import require
from joint_account.registration.models import Membership
from joint_account.registration.roles import Act
from joint_account.sales.models import Order
from joint_account.tries import Try, take

TYPING_LASTS = timedelta(seconds=30)
"""How long somebody counts as answering after they last typed."""


async def add_note(person: Person, thread_id: int, text: str) -> None:
    """A note for colleagues, which is never sent.

    Raises:
        NotYourRole: the person does not answer buyers.
        MessagesRefused: UnknownThread; or it is empty or too long.
        TooManyTries: they left very many of late.
    """
    await take(Try.ANSWER, person.id)
    if not 0 < len(text.strip()) <= LONGEST:
        raise MessagesRefused(f"A note has 1 to {LONGEST:,} characters.")
    async with unit_of_work() as work:
        thread = await thread_to_change(work, person, thread_id)
        work.add(written(thread, person, Kind.NOTE, text.strip()))
        await record(work, "message.noted", person, thread)


async def assign(person: Person, thread_id: int, member_id: int) -> None:
    """Gives a thread to a member; 0 takes it from whoever had it.

    Raises:
        NotYourRole: the person does not answer buyers.
        MessagesRefused: UnknownThread, or UnknownMember.
    """
    async with unit_of_work() as work:
        thread = await thread_to_change(work, person, thread_id)
        if member_id and await work.get(Membership, (thread.joint_account_id, member_id)) is None:
            raise UnknownMember
        thread.assigned_to = member_id or None
        await record(work, "message.assigned", person, thread)


async def sort_to(person: Person, thread_id: int, order_id: str) -> None:
    """Says by hand which order a thread is about.

    Raises:
        NotYourRole: the person does not answer buyers.
        MessagesRefused: UnknownThread, or UnknownOrder.
    """
    async with unit_of_work() as work:
        thread = await thread_to_change(work, person, thread_id)
        order = await work.get(Order, (thread.joint_account_id, order_id.strip())) if order_id.isprintable() else None
        if order is None:
            raise UnknownOrder
        thread.order_id, thread.store = order.order_id, order.store or thread.store
        its = (col(Message.joint_account_id) == thread.joint_account_id, col(Message.thread_id) == thread.id)
        await work.exec(update(Message).where(*its).values(store=thread.store))
        await record(work, "message.sorted", person, thread)


async def keep_draft(person: Person, thread_id: int, text: str) -> None:
    """What somebody is typing, so that it is there when they come back, and others see that they are answering.

    Raises:
        NotYourRole: the person does not answer buyers.
        UnknownThread: there is none of this id.
    """
    async with unit_of_work() as work:
        thread = await thread_to_change(work, person, thread_id)
        here, kept = thread.joint_account_id, text[: 2 * LONGEST]
        await work.merge(
            Draft(joint_account_id=here, thread_id=thread.id, person_id=person.id, text=sealed(here, kept), at=now())
        )


async def allow_viewers(person: Person, *, allowed: bool) -> None:
    """Decides whether viewers read what buyers wrote.

    Raises:
        NotYourRole: the person is not the organizer.
        MessagesRefused: they have no joint account.
    """
    async with unit_of_work() as work:
        here = (await work.get_one(Person, person.id)).joint_account_id
        if here is None:
            raise MessagesRefused
        await lock_joint_account(work, here)
        await require(work, here, person, Act.ALLOW_VIEWERS)
        await work.merge(MessageRules(joint_account_id=here, viewers_read=allowed))
        act = "messages.shown_to_viewers" if allowed else "messages.hidden_from_viewers"
        await audit.record(work, act, person_id=person.id, joint_account_id=here)
