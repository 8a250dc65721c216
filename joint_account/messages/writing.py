"""A part of a conversation that a member adds, and the entry in the activity that says so."""

from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account import audit
from joint_account.database import new_id, now
from joint_account.identity.models import Person
from joint_account.messages.models import Kind, Message, Thread
from joint_account.messages.texts import sealed


def written(thread: Thread, person: Person, kind: Kind, text: str) -> Message:
    """What a member adds to a thread; no text is none."""
    made = new_id()
    return Message(
        joint_account_id=thread.joint_account_id,
        id=made,
        thread_id=thread.id,
        kind=kind,
        key=str(made),
        at=now(),
        person_id=person.id,
        text=sealed(thread.joint_account_id, text) if text else None,
        store=thread.store,
    )


async def record(work: AsyncSession, act: str, person: Person, thread: Thread, **facts: str) -> None:
    """Notes what a member did with a thread, by its order: who the buyer is stands nowhere in it."""
    about = thread.order_id or "no order"
    await audit.record(work, act, person_id=person.id, joint_account_id=thread.joint_account_id, order=about, **facts)
