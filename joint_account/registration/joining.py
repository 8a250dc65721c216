"""A person becomes a member, and the joint account complete. Seats are counted under the joint account's lock."""

from datetime import datetime

from sqlmodel import col, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account import audit
from joint_account.identity.address_links import mark_confirmed
from joint_account.identity.models import Person
from joint_account.registration.errors import AlreadyElsewhere, AlreadyMemberHere, MemberLimitReached, NotOfThisDemo
from joint_account.registration.machine import Event, InvitationState, JointAccountState, after
from joint_account.registration.models import Invitation, JointAccount, Membership
from joint_account.registration.starting import claim
from joint_account.settings import settings


async def join(work: AsyncSession, account: JointAccount, invitation: Invitation, person: Person, at: datetime) -> None:
    """Makes the person a member. Holding the link proves the invited address, which is theirs.

    Raises:
        NotOfThisDemo: one of the two was born in a demo that the other does not belong to.
        AlreadyMemberHere, AlreadyElsewhere: the person has a joint account.
        MemberLimitReached: every seat has its member.
    """
    if person.demo_id != account.demo_id:
        raise NotOfThisDemo
    if not await claim(work, person.id, account.id):
        raise await already_in_one(work, person, account.id)
    work.add(Membership(joint_account_id=account.id, person_id=person.id, role=invitation.role, joined_at=at))
    await work.flush()
    if await count_members(work, account.id) > settings().max_members:
        raise MemberLimitReached(settings().max_members)
    await work.refresh(person)
    await mark_confirmed(work, person.id)


async def complete(work: AsyncSession, account: JointAccount, at: datetime, *, by: Person | None) -> None:
    """A member joined: a joint account that was forming is complete, for ever."""
    forming = JointAccountState.FORMING
    state, _ = after(forming, Event.MEMBER_JOINS)
    completed = await work.exec(
        update(JointAccount)
        .where(col(JointAccount.id) == account.id, col(JointAccount.state) == forming)
        .values(state=state, completed_at=at)
        .execution_options(synchronize_session=False)
    )
    if completed.rowcount == 1:
        person_id = by.id if by else None
        await audit.record(work, "account.completed", person_id=person_id, joint_account_id=account.id, name=account.name)


async def already_in_one(session: AsyncSession, person: Person, joint_account_id: int) -> AlreadyMemberHere | AlreadyElsewhere:
    """Why a person who has a joint account cannot join this one."""
    fresh = await session.get_one(Person, person.id, populate_existing=True)
    return AlreadyMemberHere() if fresh.joint_account_id == joint_account_id else AlreadyElsewhere()


async def count_members(session: AsyncSession, joint_account_id: int) -> int:
    """Seats that members sit on, the organizer's included."""
    members = await session.exec(select(func.count()).where(col(Membership.joint_account_id) == joint_account_id))
    return members.one()


async def count_open_invitations(session: AsyncSession, joint_account_id: int, at: datetime) -> int:
    """Seats that are kept for somebody who can still accept."""
    open_ones = await session.exec(
        select(func.count()).where(
            col(Invitation.joint_account_id) == joint_account_id,
            col(Invitation.state) == InvitationState.PENDING,
            col(Invitation.expires_at) > at,
        )
    )
    return open_ones.one()
