"""What a member does with a thread: answer it, take the answer back while it waits, or say that none is needed."""

from datetime import timedelta

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import new_id, now, unit_of_work
from joint_account.identity.models import Person
from joint_account.mail.models import Delivery, Letter
from joint_account.messages.letters import reply_letter
from joint_account.messages.models import Draft, Kind, Mailbox, Message, Thread
from joint_account.messages.reach import thread_to_change
from joint_account.messages.recounting import recount
from joint_account.messages.refusals import AnsweredMeanwhile, Erased, NoWayOut, ReplyRefused, TooLate
from joint_account.messages.rules import findings
from joint_account.messages.texts import first_line, opened, sealed
from joint_account.messages.writing import record, written
from joint_account.tries import Try, take

UNDO_WITHIN = timedelta(seconds=10)
DEMO_SENDER = "seller@example.com"


async def reply(person: Person, thread_id: int, text: str, *, seen: int, sure: bool = False) -> None:
    """Queues an answer to the buyer, which leaves in 10 seconds unless it is taken back.

    Args:
        person: who answers.
        thread_id: of their joint account.
        text: plain.
        seen: id of the newest reply that they saw; 0 for none. Somebody else's newer one has this one wait for a look.
        sure: whether they looked again at what is doubtful.

    Raises:
        NotYourRole: the person does not answer buyers.
        MessagesRefused: UnknownThread, AnsweredMeanwhile, Erased, NoWayOut; or ReplyRefused: Amazon's rules are against it.
        TooManyTries: they sent very many of late.
    """
    await take(Try.ANSWER, person.id)
    async with unit_of_work() as work:
        thread = await thread_to_change(work, person, thread_id)
        await _unless_answered(work, thread, seen)
        against = [one for one in findings(text, thread.language) if one.forbidden or not sure]
        if against:
            raise ReplyRefused(" ".join(one.sentence for one in against))
        message = await _queue(work, thread, person, text.strip())
        thread.unread, thread.last_line = False, sealed(thread.joint_account_id, first_line(text))
        await work.exec(delete(Draft).where(*_drafts(thread), col(Draft.person_id) == person.id))
        await work.flush()
        await recount(work, thread)
        await record(work, "message.answered", person, thread, message=str(message.id))


async def take_back(person: Person, thread_id: int, message_id: int) -> None:
    """An answer that has not left yet never leaves; it is the person's draft again.

    Raises:
        NotYourRole: the person does not answer buyers.
        MessagesRefused: UnknownThread, or TooLate.
    """
    async with unit_of_work() as work:
        thread = await thread_to_change(work, person, thread_id)
        here = thread.joint_account_id
        message = await work.get(Message, (here, message_id))
        if message is None or message.thread_id != thread.id or message.letter_id is None or message.person_id != person.id:
            raise TooLate
        # The one guard: a letter that a relay has claimed counts a try, and is on its way.
        waits = (col(Letter.delivery) == Delivery.QUEUED, col(Letter.attempts) == 0)
        its = (col(Letter.joint_account_id) == here, col(Letter.id) == message.letter_id)
        if (await work.exec(delete(Letter).where(*its, *waits))).rowcount != 1:
            raise TooLate
        await work.merge(Draft(joint_account_id=here, thread_id=thread.id, person_id=person.id, text=message.text, at=now()))
        await work.delete(message)
        await work.flush()
        await recount(work, thread)
        await record(work, "message.taken_back", person, thread)


async def needs_no_reply(person: Person, thread_id: int) -> None:
    """What the buyer wrote until now needs no answer: Amazon leaves it out of its count, and so do we.

    Raises:
        NotYourRole: the person does not answer buyers.
        UnknownThread: there is none of this id.
    """
    async with unit_of_work() as work:
        thread = await thread_to_change(work, person, thread_id)
        if thread.waiting_since is None:
            return
        work.add(written(thread, person, Kind.EXCUSE, ""))
        thread.unread = False
        await work.flush()
        await recount(work, thread)
        await record(work, "message.excused", person, thread)


async def mark_read(person: Person, thread_id: int) -> None:
    """Somebody who answers buyers has opened the thread.

    Raises:
        NotYourRole: the person does not answer buyers.
        UnknownThread: there is none of this id.
    """
    async with unit_of_work() as work:
        (await thread_to_change(work, person, thread_id)).unread = False


async def _unless_answered(work: AsyncSession, thread: Thread, seen: int) -> None:
    replies = select(Message).where(
        col(Message.joint_account_id) == thread.joint_account_id,
        col(Message.thread_id) == thread.id,
        col(Message.kind) == Kind.REPLY,
        col(Message.id) > seen,
    )
    newer = (await work.exec(replies.limit(1))).first()
    if newer is not None:
        who = await work.get(Person, newer.person_id) if newer.person_id else None
        raise AnsweredMeanwhile(who.name if who else "Somebody")


async def _queue(work: AsyncSession, thread: Thread, person: Person, text: str) -> Message:
    here, at = thread.joint_account_id, now()
    box = await work.get(Mailbox, (here, thread.mailbox_id or 0))
    in_demo = person.demo_id is not None
    if thread.erased_at is not None:
        raise Erased
    if not in_demo and (box is None or not box.is_open):
        raise NoWayOut
    ids = select(Message.message_id).where(
        col(Message.joint_account_id) == here, col(Message.thread_id) == thread.id, col(Message.message_id) != ""
    )
    answered = list(await work.exec(ids.order_by(col(Message.at), col(Message.id))))
    message = written(thread, person, Kind.REPLY, text)
    message.letter_id = new_id()
    work.add(message)
    work.add(
        reply_letter(
            thread,
            letter_id=message.letter_id,
            demo_id=person.demo_id,
            sender=DEMO_SENDER if in_demo or box is None else box.from_address,
            to=opened(here, thread.buyer),
            subject=opened(here, thread.subject),
            text=text,
            answered=answered,
            at=at,
            due_at=at + UNDO_WITHIN,
        )
    )
    return message


def _drafts(thread: Thread) -> tuple:
    return (col(Draft.joint_account_id) == thread.joint_account_id, col(Draft.thread_id) == thread.id)
