"""What somebody does who holds an invitation's link: register, accept, decline. Each call is one unit of work."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import lock_joint_account, now, unit_of_work
from joint_account.identity.addresses import clean_name, is_country
from joint_account.identity.models import Person
from joint_account.identity.service import add_person
from joint_account.identity.unproved import release_unproved
from joint_account.registration.effects import Occasion
from joint_account.registration.errors import (
    LINK_REFUSALS,
    LinkReplaced,
    LinkUnknown,
    PermanenceNotUnderstood,
    WrongFields,
    WrongPerson,
)
from joint_account.registration.fields import PROBLEMS, masked
from joint_account.registration.links import Link, parse_link
from joint_account.registration.machine import Event, InvitationState, NotPossible
from joint_account.registration.models import Invitation, InvitationLink, JointAccount
from joint_account.registration.moving import carry_out, move
from joint_account.registration.timing import state_at


async def accept(person: Person, link: str, *, understood: bool) -> None:
    """Makes the person a member; the joint account is complete from then on. The link proves the invited address.

    Args:
        person: who accepts.
        link: the last part of the mailed address.
        understood: whether the person ticked that a joint account is permanent.

    Raises:
        RegistrationError: PermanenceNotUnderstood, a LinkNotOpen, WrongPerson, NotOfThisDemo, AlreadyMemberHere,
            AlreadyElsewhere or MemberLimitReached; nothing was changed.
    """
    if not understood:
        raise PermanenceNotUnderstood
    async with unit_of_work() as work:
        await _answer(work, link, Event.ACCEPT, await work.get_one(Person, person.id))


async def decline(link: str, person: Person | None) -> None:
    """Declines for the invited person: whoever holds the link may, unless logged in as somebody else.

    Raises:
        RegistrationError: a LinkNotOpen or WrongPerson; nothing was changed.
    """
    async with unit_of_work() as work:
        await _answer(work, link, Event.DECLINE, person and await work.get_one(Person, person.id))


async def register_invited(link: str, *, name: str, password_hash: str, country: str) -> Person:
    """Makes an account with the invited address, which the link proves. The invitation itself stays as it is.

    Whoever registered the address before and never proved it loses it.

    Raises:
        LinkNotOpen: the link cannot be answered with.
        WrongFields: name or country cannot be taken.
        identity.errors.AddressTaken: the address has a confirmed account; log in instead.
    """
    kept_name = clean_name(name)
    problems = {"name": kept_name is None, "country": not is_country(country)}
    if kept_name is None or any(problems.values()):
        raise WrongFields({field: PROBLEMS[field] for field, wrong in problems.items() if wrong})
    parsed = parse_link(link)
    async with unit_of_work() as work:
        await lock_joint_account(work, parsed.joint_account_id)
        invitation = await open_invitation(work, parsed, now())
        account = await work.get_one(JointAccount, invitation.joint_account_id)
        await release_unproved(work, invitation.email, account.demo_id)
        return await add_person(
            work,
            name=kept_name,
            email=invitation.email,
            password_hash=password_hash,
            country=country,
            language=invitation.language,
            confirmed=True,
            demo_id=account.demo_id,
            joint_account_id=account.id,
        )


async def open_invitation(session: AsyncSession, link: Link, at: datetime) -> Invitation:
    """The invitation behind a link that can be answered with; looking changes nothing.

    Raises:
        LinkNotOpen: by the clock, it cannot.
    """
    found = await _find(session, link)
    invitation = await session.get_one(Invitation, (found.joint_account_id, found.invitation_id))
    if refusal := LINK_REFUSALS.get(state_at(invitation, at)):
        raise refusal
    if found.replaced:
        raise LinkReplaced
    return invitation


async def _answer(work: AsyncSession, link: str, event: Event, person: Person | None) -> None:
    parsed = parse_link(link)
    await lock_joint_account(work, parsed.joint_account_id)
    found = await _find(work, parsed)
    occasion = await _move(work, found, event, person)
    if found.replaced:
        raise LinkReplaced
    require_address(person, occasion.invitation)
    await carry_out(occasion)


async def _move(work: AsyncSession, found: InvitationLink, event: Event, person: Person | None) -> Occasion:
    try:
        return await move(work, found.joint_account_id, found.invitation_id, event, by=person, at=now())
    except NotPossible as error:
        raise LINK_REFUSALS[InvitationState(error.state or "")] from None


def require_address(person: Person | None, invitation: Invitation) -> None:
    """Lets the invited person through, and whoever is not logged in; raises WrongPerson for somebody else."""
    if person is not None and person.email != invitation.email:
        raise WrongPerson(masked(invitation.email))


async def _find(session: AsyncSession, link: Link) -> InvitationLink:
    found = await session.get(InvitationLink, (link.joint_account_id, link.secret_hash))
    if found is None:
        raise LinkUnknown
    return found
