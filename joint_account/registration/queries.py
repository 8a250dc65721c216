"""What can be asked here. Everything starts from the acting person, or from a link; looking changes nothing."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import now, reading
from joint_account.identity.models import Person
from joint_account.mail.queries import trouble_of
from joint_account.registration.arriving import InvitationView, invitation_behind
from joint_account.registration.errors import NotYourRole
from joint_account.registration.joining import count_members, count_open_invitations
from joint_account.registration.machine import InvitationState, JointAccountState, Role
from joint_account.registration.models import Invitation, JointAccount, Membership
from joint_account.registration.roles import Act, may
from joint_account.registration.second_factors import require_strong
from joint_account.registration.timing import state_at
from joint_account.registration.walkthrough import Facts
from joint_account.settings import settings

__all__ = [
    "FamilyMembers",
    "InvitationView",
    "Member",
    "SentInvitation",
    "family_members",
    "invitation_behind",
    "membership_of",
    "role_of",
    "walkthrough_of",
    "where_may",
]


@dataclass(frozen=True)
class Member:
    """Somebody who has joined."""

    person_id: int
    name: str
    email: str
    country: str
    role: Role
    since: datetime


@dataclass(frozen=True)
class SentInvitation:
    """An invitation as the members see it, its state by the clock."""

    id: int
    name: str
    email: str
    country: str
    role: Role
    state: InvitationState
    sent_at: datetime
    sent_by: str
    expires_at: datetime
    settled_at: datetime | None
    trouble: str
    """Why its newest mail could not be delivered; empty when nothing is known to be wrong."""


@dataclass(frozen=True)
class FamilyMembers:
    """A joint account with everybody in it. Somebody who has none yet sees one with themselves as its organizer."""

    joint_account_id: int | None
    name: str
    state: JointAccountState
    version: int
    role: Role
    may_invite: bool
    members: list[Member]
    invitations: list[SentInvitation]
    seats_used: int
    seats: int


async def membership_of(person: Person) -> Membership | None:
    """The person's place in their joint account; None while they have none."""
    async with reading() as session:
        return await _membership(session, person)


async def role_of(person: Person) -> Role | None:
    """The person's role; None while they have no joint account."""
    membership = await membership_of(person)
    return Role(membership.role) if membership else None


async def where_may(session: AsyncSession, person: Person, act: Act) -> int | None:
    """The id of the joint account in which the person's role lets them do this; None when there is none."""
    membership = await _membership(session, person)
    return membership.joint_account_id if membership and may(Role(membership.role), act) else None


async def family_members(person: Person) -> FamilyMembers:
    """The person's joint account: its members, oldest first, and its invitations, newest first.

    Raises:
        NotYourRole: the person's role does not look at it.
    """
    at = now()
    async with reading() as session:
        membership = await _membership(session, person)
        if membership is None:
            return _alone(person)
        role = Role(membership.role)
        if not may(role, Act.LOOK):
            raise NotYourRole(role, Act.LOOK)
        account = await session.get_one(JointAccount, membership.joint_account_id)
        open_invitations = await count_open_invitations(session, account.id, at)
        return FamilyMembers(
            joint_account_id=account.id,
            name=account.name,
            state=JointAccountState(account.state),
            version=account.version,
            role=role,
            may_invite=may(role, Act.INVITE),
            members=await _members(session, account.id),
            invitations=await _invitations(session, account.id, at),
            seats_used=await count_members(session, account.id) + open_invitations,
            seats=settings().max_members,
        )


async def walkthrough_of(person: Person | None) -> Facts:
    """What has happened so far of this person's walk-through; None: nobody is logged in."""
    if person is None:
        return Facts()
    async with reading() as session:
        fresh = await session.get_one(Person, person.id)
        account = await session.get(JointAccount, fresh.joint_account_id or 0)
        return Facts(
            logged_in=True,
            confirmed=fresh.confirmed_at is not None,
            invitation_open=bool(account and await count_open_invitations(session, account.id, now())),
            complete=bool(account and account.state == JointAccountState.COMPLETE),
        )


async def _membership(session: AsyncSession, person: Person) -> Membership | None:
    fresh = await session.get_one(Person, person.id)
    if fresh.joint_account_id is None:
        return None
    # Here, because whatever shows or changes something of a joint account comes by here.
    await require_strong(session, fresh, fresh.joint_account_id)
    return await session.get(Membership, (fresh.joint_account_id, person.id))


def _alone(person: Person) -> FamilyMembers:
    themselves = Member(person.id, person.name, person.email, person.country, Role.ORGANIZER, person.created_at)
    return FamilyMembers(
        joint_account_id=None,
        name=f"{person.name}'s joint account",
        state=JointAccountState.FORMING,
        version=0,
        role=Role.ORGANIZER,
        may_invite=True,
        members=[themselves],
        invitations=[],
        seats_used=1,
        seats=settings().max_members,
    )


async def _members(session: AsyncSession, joint_account_id: int) -> list[Member]:
    rows = await session.exec(
        select(Membership, Person)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(Membership.joint_account_id == joint_account_id)
        .order_by(col(Membership.joined_at), col(Membership.person_id))
    )
    return [
        Member(person.id, person.name, person.email, person.country, Role(membership.role), membership.joined_at)
        for membership, person in rows
    ]


async def _invitations(session: AsyncSession, joint_account_id: int, at: datetime) -> list[SentInvitation]:
    found = await session.exec(
        select(Invitation, Person.name)
        .join(Person, col(Person.id) == col(Invitation.invited_by))
        .where(Invitation.joint_account_id == joint_account_id)
        .order_by(col(Invitation.sent_at).desc(), col(Invitation.id).desc())
    )
    rows = found.all()
    troubles = await trouble_of(joint_account_id, [invitation.id for invitation, _ in rows])
    return [
        SentInvitation(
            id=invitation.id,
            name=invitation.name,
            email=invitation.email,
            country=invitation.country,
            role=Role(invitation.role),
            state=state_at(invitation, at),
            sent_at=invitation.sent_at,
            sent_by=inviter,
            expires_at=invitation.expires_at,
            settled_at=invitation.settled_at,
            trouble=troubles.get(invitation.id, ""),
        )
        for invitation, inviter in rows
    ]
