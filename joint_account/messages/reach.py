"""Who may do what with buyers' messages: looked up before anything is read or changed."""

from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import lock_joint_account
from joint_account.identity.models import Person
from joint_account.messages.models import MessageRules, Thread
from joint_account.messages.refusals import UnknownThread
from joint_account.registration.belonging import membership_in
from joint_account.registration.inviting import require
from joint_account.registration.machine import Role
from joint_account.registration.roles import Act, may


@dataclass(frozen=True)
class Reach:
    """What somebody sees of buyers' messages."""

    joint_account_id: int
    reads: bool
    """Whether they read what buyers wrote."""
    answers: bool
    decides: bool
    """Whether they decide what viewers read."""
    viewers_read: bool


async def reach_of(session: AsyncSession, person: Person) -> Reach | None:
    """What the person sees; None while they have no joint account, or their role may not look at all."""
    membership = await membership_in(session, person)
    if membership is None or not may(Role(membership.role), Act.LOOK):
        return None
    role, here = Role(membership.role), membership.joint_account_id
    wanted = select(MessageRules.viewers_read).where(col(MessageRules.joint_account_id) == here)
    allowed = bool((await session.exec(wanted)).one_or_none())
    answers = may(role, Act.ANSWER_BUYERS)
    return Reach(here, answers or allowed, answers, may(role, Act.ALLOW_VIEWERS), allowed)


async def thread_to_change(work: AsyncSession, person: Person, thread_id: int) -> Thread:
    """A thread of the person's joint account, locked for this unit of work.

    Raises:
        NotYourRole: they do not answer buyers.
        UnknownThread: there is none of this id.
    """
    fresh = await work.get_one(Person, person.id)
    if fresh.joint_account_id is None:
        raise UnknownThread
    await lock_joint_account(work, fresh.joint_account_id)
    await require(work, fresh.joint_account_id, fresh, Act.ANSWER_BUYERS)
    thread = await work.get(Thread, (fresh.joint_account_id, thread_id))
    if thread is None:
        raise UnknownThread
    return thread
