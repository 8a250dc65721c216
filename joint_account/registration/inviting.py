"""What an organizer does: invite, send again, revoke. Each call is one unit of work."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import lock_joint_account, new_id, now, unit_of_work
from joint_account.identity.models import LoginSession, Person
from joint_account.identity.proving import require_recent_proof
from joint_account.registration.clockwork import expire_in
from joint_account.registration.effects import Occasion
from joint_account.registration.errors import (
    AddressNotConfirmed,
    AlreadyInvited,
    AlreadyMemberHere,
    InvitationSettled,
    InvitingOneself,
    MemberLimitReached,
    NoSuchInvitation,
    NotYourRole,
    PermanenceNotUnderstood,
    RegistrationError,
    TooManyLines,
)
from joint_account.registration.fields import Invitee, name_and_address
from joint_account.registration.joining import count_members, count_open_invitations
from joint_account.registration.machine import Event, InvitationState, NotPossible, Role, after
from joint_account.registration.models import Invitation, JointAccount, Membership
from joint_account.registration.moving import carry_out, count_change, move
from joint_account.registration.roles import Act, may
from joint_account.registration.second_factors import require_strong
from joint_account.registration.starting import start
from joint_account.registration.timing import times_of
from joint_account.settings import settings
from joint_account.tries import TooManyTries, Try, take


@dataclass(frozen=True)
class LineResult:
    """What became of one pasted line."""

    line: str
    email: str
    problem: str
    """Why nobody was invited, as a sentence; empty when the invitation was sent."""


async def invite(
    person: Person,
    invitee: Invitee,
    *,
    understood: bool,
    session: LoginSession | None = None,
    version: int | None = None,
) -> Invitation:
    """Invites somebody; the first invitation starts the joint account.

    Args:
        person: who invites.
        invitee: who is invited; its fields are checked already.
        understood: whether the inviter ticked that a joint account is permanent.
        session: theirs, in which they proved lately who they are; without that they invite no manager.
        version: of the joint account that the page shows; 0 when it shows none.

    Raises:
        ProofNeeded: a manager is to be invited, and they did not.
        RegistrationError: PermanenceNotUnderstood, AddressNotConfirmed, NotYourRole, PageOutOfDate, InvitingOneself,
            AlreadyMemberHere, AlreadyInvited or MemberLimitReached; nothing was changed.
        TooManyTries: the person, or the joint account, sent too many lately; nothing was changed.
    """
    if not understood:
        raise PermanenceNotUnderstood
    if invitee.role == Role.MANAGER:
        require_recent_proof(session)
    at = now()
    async with unit_of_work() as work:
        inviter = await work.get_one(Person, person.id)
        if inviter.confirmed_at is None:
            raise AddressNotConfirmed
        account = await start(work, inviter)
        await require(work, account.id, inviter, Act.INVITE)
        await count_change(work, account, version)
        await expire_in(work, account.id, at)
        await _refuse_if_known(work, account.id, inviter, invitee.email)
        await _require_a_seat(work, account.id, at)
        return await _send(work, account, inviter, invitee, at)


async def invite_several(
    person: Person,
    lines: str,
    *,
    country: str,
    role: str,
    language: str,
    message: str,
    understood: bool,
    session: LoginSession | None = None,
) -> list[LineResult]:
    """Invites whom each line names, `Name <mail@example.com>` or a bare address: each by itself, with its own result.

    Raises:
        ProofNeeded: as `invite`; nobody was invited.
        PermanenceNotUnderstood: the checkbox is not ticked.
        TooManyLines: more than a joint account has seats.
    """
    if not understood:
        raise PermanenceNotUnderstood
    written = [line.strip() for line in lines.splitlines() if line.strip()]
    if len(written) > settings().max_members:
        raise TooManyLines(settings().max_members)
    results = []
    for line in written:
        name, email = name_and_address(line)
        try:
            invitee = Invitee(name, email, country, role, language, message)
            await invite(person, invitee, understood=understood, session=session)
        except (RegistrationError, TooManyTries) as error:
            results.append(LineResult(line, email, error.sentence))
        else:
            results.append(LineResult(line, invitee.email, ""))
    return results


async def resend(person: Person, invitation_id: int) -> None:
    """Sends an open invitation again, with a new link and a new end; its older links die.

    Raises:
        RegistrationError: NotYourRole, NoSuchInvitation or InvitationSettled; nothing was changed.
        TooManyTries: as when somebody is invited.
    """
    await _move_own(person, invitation_id, Event.RESEND, Act.RESEND)


async def revoke(person: Person, invitation_id: int) -> None:
    """Takes an open invitation back; its links die.

    Raises:
        RegistrationError: NotYourRole, NoSuchInvitation or InvitationSettled; nothing was changed.
    """
    await _move_own(person, invitation_id, Event.REVOKE, Act.REVOKE)


async def require(work: AsyncSession, joint_account_id: int, person: Person, act: Act) -> None:
    """Lets the person do it, or raises NotYourRole or SecondFactorNeeded."""
    await require_strong(work, person, joint_account_id)
    membership = await work.get_one(Membership, (joint_account_id, person.id))
    if not may(Role(membership.role), act):
        raise NotYourRole(Role(membership.role), act)


async def _move_own(person: Person, invitation_id: int, event: Event, act: Act) -> None:
    async with unit_of_work() as work:
        actor = await work.get_one(Person, person.id)
        if actor.joint_account_id is None:
            raise NoSuchInvitation
        await lock_joint_account(work, actor.joint_account_id)
        await require(work, actor.joint_account_id, actor, act)
        if event == Event.RESEND:
            await _count_a_mail(actor, actor.joint_account_id)
        try:
            occasion = await move(work, actor.joint_account_id, invitation_id, event, by=actor, at=now())
        except NotPossible as error:
            raise InvitationSettled(InvitationState(error.state or "")) from None
        await carry_out(occasion)


async def _count_a_mail(person: Person, joint_account_id: int) -> None:
    await take(Try.INVITE_PERSON, person.id)
    await take(Try.INVITE_ACCOUNT, joint_account_id)


async def _refuse_if_known(work: AsyncSession, joint_account_id: int, inviter: Person, email: str) -> None:
    """Says only what an organizer may know: nothing about accounts and memberships elsewhere."""
    if email == inviter.email:
        raise InvitingOneself
    member = select(Person.id).where(Person.email == email, Person.joint_account_id == joint_account_id)
    if (await work.exec(member)).first():
        raise AlreadyMemberHere
    pending = select(Invitation.id).where(
        Invitation.joint_account_id == joint_account_id,
        Invitation.email == email,
        col(Invitation.state) == InvitationState.PENDING,
    )
    if (await work.exec(pending)).first():
        raise AlreadyInvited


async def _require_a_seat(work: AsyncSession, joint_account_id: int, at: datetime) -> None:
    taken = await count_members(work, joint_account_id) + await count_open_invitations(work, joint_account_id, at)
    if taken >= settings().max_members:
        raise MemberLimitReached(settings().max_members)


async def _send(work: AsyncSession, account: JointAccount, inviter: Person, invitee: Invitee, at: datetime) -> Invitation:
    state, effects = after(None, Event.INVITE)
    invitation = Invitation(
        joint_account_id=account.id, id=new_id(), state=state, invited_by=inviter.id, **vars(invitee), **times_of(at)
    )
    work.add(invitation)
    try:
        await work.flush()
    except IntegrityError:
        raise AlreadyInvited from None
    await _count_a_mail(inviter, account.id)
    await carry_out(Occasion(work, Event.INVITE, effects, account, invitation, inviter, at))
    return invitation
