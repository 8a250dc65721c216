"""What a thread's row says of its messages, made anew whenever one of them changes."""

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.messages.clock import Stop, clocks, urgency, waiting_since
from joint_account.messages.models import Kind, Message, Thread


async def recount(work: AsyncSession, thread: Thread) -> None:
    """Lets the clocks of a thread say what its messages say.

    Args:
        work: a unit of work that has locked the joint account.
        thread: of it, in `work`.
    """
    ours = (col(Message.joint_account_id) == thread.joint_account_id, col(Message.thread_id) == thread.id)
    found = list(await work.exec(select(Message).where(*ours).order_by(col(Message.at), col(Message.id))))
    received = [one for one in found if one.kind == Kind.BUYER]
    running = clocks([one.at for one in received], _stops(found))
    for message, clock in zip(received, running, strict=True):
        message.store = thread.store
        message.answered_at = clock.stop.at if clock.stop else None
        message.answered_by = clock.stop.by if clock.stop else None
        message.excused = bool(clock.stop and clock.stop.excuse)
    spoken = [one for one in found if one.kind in (Kind.BUYER, Kind.REPLY)]
    thread.messages = len(spoken)
    thread.last_at = max((one.at for one in spoken), default=thread.last_at)
    thread.waiting_since = waiting_since(running)
    thread.urgency = urgency(thread.waiting_since, thread.last_at)
    work.add(thread)


def _stops(found: Sequence[Message]) -> list[Stop]:
    replies = [Stop(one.left_at, one.person_id) for one in found if one.kind == Kind.REPLY and one.left_at is not None]
    return replies + [Stop(one.at, one.person_id, excuse=True) for one in found if one.kind == Kind.EXCUSE]
