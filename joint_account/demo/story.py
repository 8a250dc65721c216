"""How a visitor's joint account came to be: who started it, who was asked to join, and what became of it."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account import audit
from joint_account.database import new_id, now
from joint_account.demo.catalogue import SELLER
from joint_account.demo.seasons import DAYS
from joint_account.identity.models import Person
from joint_account.registration.machine import InvitationState, JointAccountState, Role
from joint_account.registration.models import Invitation, JointAccount, Membership
from joint_account.registration.service import Invitee
from joint_account.registration.starting import base_currency_of

_LASTS = timedelta(days=7)
_ORGANIZER = ("Maria Lindqvist", "DE")


@dataclass(frozen=True)
class _Asked:
    """Somebody whom the organizer invited."""

    name: str
    country: str
    role: Role
    days_ago: int
    became: InvitationState
    took: timedelta
    """How long it took to become that."""


# Whoever joins first completes the account.
_ASKED = (
    _Asked("Kenji Mori", "JP", Role.MANAGER, DAYS + 9, InvitationState.ACCEPTED, timedelta(hours=5)),
    _Asked("Tom Becker", "DE", Role.VIEWER, DAYS - 60, InvitationState.DECLINED, timedelta(hours=30)),
    _Asked("Claire Dubois", "FR", Role.VIEWER, DAYS // 2 + 12, InvitationState.ACCEPTED, timedelta(hours=19)),
    _Asked("Piotr Zielinski", "PL", Role.MANAGER, DAYS // 2 - 3, InvitationState.EXPIRED, _LASTS),
    _Asked("Emily Clarke", "GB", Role.VIEWER, 40, InvitationState.REVOKED, timedelta(minutes=4)),
)


def waiting() -> Invitee:
    """Whom the visitor finds invited, with a letter in Mailbox, which they can read, and no answer yet."""
    return Invitee("Ana Torres", _address("Ana Torres"), "ES", Role.VIEWER, "en", "See Spain beside all the others.")


def newcomer(name: str, country: str, demo_id: str) -> Person:
    """Somebody new in a demo, with an address that nobody else has, and that no password opens.

    Args:
        name: as people call them.
        country: ISO 3166-1 alpha-2.
        demo_id: the demo they are born in.
    """
    at = now()
    return Person(
        id=new_id(),
        email=_address(name),
        name=name,
        country=country,
        password_hash="",
        created_at=at,
        confirmed_at=at,
        demo_id=demo_id,
    )


async def tell(work: AsyncSession, joint_account_id: int, demo_id: str, instant: datetime) -> Person:
    """Adds a complete joint account of that id, its members, and what its audit trail says of them.

    Args:
        work: a unit of work that has locked the joint account.
        joint_account_id: a new one.
        demo_id: of the visitor.
        instant: the visit; everything happened before it.

    Returns:
        The organizer.
    """
    began = instant - timedelta(days=DAYS + 10)
    organizer = newcomer(*_ORGANIZER, demo_id)
    organizer.joint_account_id = joint_account_id
    account = JointAccount(
        id=joint_account_id,
        name=SELLER,
        state=JointAccountState.COMPLETE,
        base_currency=base_currency_of(organizer.country),
        created_at=began,
        completed_at=instant - timedelta(days=_ASKED[0].days_ago) + _ASKED[0].took,
        demo_id=demo_id,
    )
    work.add_all([organizer, account])
    await work.flush()
    work.add(Membership(joint_account_id=joint_account_id, person_id=organizer.id, role=Role.ORGANIZER, joined_at=began))
    await _note(work, account, began, "account.started", organizer, name=SELLER)
    for asked in _ASKED:
        await _ask(work, account, organizer, asked, instant - timedelta(days=asked.days_ago))
    return organizer


async def _ask(work: AsyncSession, account: JointAccount, organizer: Person, asked: _Asked, sent_at: datetime) -> None:
    person = newcomer(asked.name, asked.country, account.demo_id or "")
    settled_at = sent_at + asked.took
    invitation = Invitation(
        joint_account_id=account.id,
        id=new_id(),
        state=asked.became,
        email=person.email,
        name=asked.name,
        country=asked.country,
        role=asked.role,
        language="en",
        invited_by=organizer.id,
        sent_at=sent_at,
        expires_at=sent_at + _LASTS,
        settled_at=settled_at,
    )
    work.add(invitation)
    facts = {"invitation": str(invitation.id), "name": asked.name, "email": person.email, "role": asked.role}
    await _note(work, account, sent_at, "invitation.sent", organizer, **facts)
    by = {InvitationState.ACCEPTED: person, InvitationState.REVOKED: organizer}.get(asked.became)
    await _note(work, account, settled_at, f"invitation.{asked.became}", by, **facts)
    if asked.became == InvitationState.ACCEPTED:
        await _join(work, account, person, asked.role, settled_at)


async def _join(work: AsyncSession, account: JointAccount, person: Person, role: Role, joined_at: datetime) -> None:
    person.joint_account_id = account.id
    work.add(person)
    work.add(Membership(joint_account_id=account.id, person_id=person.id, role=role, joined_at=joined_at))
    if joined_at == account.completed_at:
        await _note(work, account, joined_at, "account.completed", person, name=account.name)


async def _note(work: AsyncSession, account: JointAccount, at: datetime, act: str, by: Person | None, **facts: str) -> None:
    person_id = by.id if by else None
    await audit.record_past(work, act, at, person_id=person_id, joint_account_id=account.id, **facts)


def _address(name: str) -> str:
    # example.com is reserved (RFC 2606, 3): a letter to it can never reach anybody.
    return f"{name.lower().replace(' ', '.')}.{secrets.token_hex(6)}@example.com"
