"""What somebody sees who opens an invitation's link. Opening it, however often and by whatever, changes nothing."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import now, reading
from joint_account.identity.models import Person
from joint_account.identity.service import person_with
from joint_account.registration.answering import open_invitation, require_address
from joint_account.registration.errors import NotOfThisDemo, RegistrationError
from joint_account.registration.fields import masked
from joint_account.registration.joining import already_in_one, count_members
from joint_account.registration.links import parse_link
from joint_account.registration.machine import Role
from joint_account.registration.models import Invitation, JointAccount


@dataclass(frozen=True)
class InvitationView:
    """An invitation that can be answered, for whoever holds its link."""

    account_name: str
    inviter: str
    name: str
    country: str
    language: str
    role: Role
    message: str
    expires_at: datetime
    members: int
    masked: str
    """The invited address as anybody may see it."""
    email: str
    """The invited address; empty for somebody who is logged in with another one."""
    has_account: bool
    """Whether the invited address has a confirmed account; False for somebody who is logged in with another one."""
    is_right_person: bool
    """Whether the invited person is logged in."""
    obstacle: RegistrationError | None
    """Why the person who is logged in cannot accept; its sentence says so. None: they can, or nobody is."""


async def invitation_behind(link: str, person: Person | None) -> InvitationView:
    """The invitation that this link answers.

    Args:
        link: the last part of the mailed address.
        person: who is logged in, if anybody.

    Raises:
        LinkNotOpen: unknown, used, declined, revoked, expired or replaced; its sentence says which.
    """
    async with reading() as session:
        invitation = await open_invitation(session, parse_link(link), now())
        account = await session.get_one(JointAccount, invitation.joint_account_id)
        inviter = await session.get_one(Person, invitation.invited_by)
        obstacle = await _obstacle(session, invitation, account, person)
        may_see = person is None or person.email == invitation.email
        return InvitationView(
            account_name=account.name,
            inviter=inviter.name,
            name=invitation.name if may_see else "",
            country=invitation.country,
            language=invitation.language,
            role=Role(invitation.role),
            message=invitation.message if may_see else "",
            expires_at=invitation.expires_at,
            members=await count_members(session, account.id),
            masked=masked(invitation.email),
            email=invitation.email if may_see else "",
            has_account=may_see and await _has_account(session, invitation.email, account.demo_id),
            is_right_person=person is not None and may_see,
            obstacle=obstacle,
        )


async def _has_account(session: AsyncSession, email: str, demo_id: str | None) -> bool:
    person = await person_with(session, email, demo_id)
    return person is not None and person.confirmed_at is not None


async def _obstacle(
    session: AsyncSession, invitation: Invitation, account: JointAccount, person: Person | None
) -> RegistrationError | None:
    if person is None:
        return None
    try:
        require_address(person, invitation)
    except RegistrationError as wrong_person:
        return wrong_person
    fresh = await session.get_one(Person, person.id)
    if fresh.demo_id != account.demo_id:
        return NotOfThisDemo()
    return None if fresh.joint_account_id is None else await already_in_one(session, fresh, account.id)
