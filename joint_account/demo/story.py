"""How a visitor's joint account came to be: who started it, who was asked to join, and what became of it."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.audit.models import AuditEntry
from joint_account.database import new_id, now
from joint_account.demo.catalogue import SELLER
from joint_account.demo.seasons import DAYS
from joint_account.identity.models import Person
from joint_account.registration.links import new_link, parse_link
from joint_account.registration.machine import InvitationState, JointAccountState, Role
from joint_account.registration.models import Invitation, InvitationLink, JointAccount, Membership

_LASTS = timedelta(days=7)


@dataclass(frozen=True)
class _Asked:
    """Somebody whom the organizer invited."""

    name: str
    country: str
    language: str
    role: Role
    before: timedelta
    """How long before the visit."""
    became: InvitationState
    after: timedelta
    """How long it took to become that."""
    message: str = ""


_ORGANIZER = ("Maria Lindqvist", "DE")
_ASKED = (
    _Asked(
        "Kenji Mori", "JP", "ja", Role.MANAGER, timedelta(days=DAYS + 9), InvitationState.ACCEPTED, timedelta(hours=5),
        "Kenji, with this you see all twelve countries in one place.",
    ),
    _Asked("Tom Becker", "DE", "de", Role.VIEWER, timedelta(days=DAYS - 60), InvitationState.DECLINED, timedelta(hours=30)),
    _Asked("Claire Dubois", "FR", "fr", Role.VIEWER, timedelta(days=DAYS // 2), InvitationState.ACCEPTED, timedelta(days=1)),
    _Asked("Piotr Zielinski", "PL", "en", Role.MANAGER, timedelta(days=DAYS // 2), InvitationState.EXPIRED, _LASTS),
    _Asked("Office", "GB", "en", Role.VIEWER, timedelta(days=40), InvitationState.REVOKED, timedelta(minutes=4)),
    _Asked("Ana Torres", "ES", "es", Role.VIEWER, timedelta(hours=20), InvitationState.PENDING, timedelta(0)),
)  # fmt: skip


def newcomer(name: str, country: str, language: str, demo_id: str) -> Person:
    """Somebody new in a demo, with an address that nobody else has, and that no password opens.

    Args:
        name: as people call them.
        country: ISO 3166-1 alpha-2.
        language: of the mails they get.
        demo_id: the demo they are born in.
    """
    # example.com is reserved (RFC 2606, 3): a letter to it can never reach anybody.
    email = f"{name.lower().replace(' ', '.')}.{secrets.token_hex(6)}@example.com"
    at = now()
    return Person(
        id=new_id(),
        email=email,
        name=name,
        country=country,
        language=language,
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
    organizer = newcomer(*_ORGANIZER, "en", demo_id)
    organizer.joint_account_id = joint_account_id
    first = _ASKED[0]
    account = JointAccount(
        id=joint_account_id,
        name=SELLER,
        state=JointAccountState.COMPLETE,
        created_at=began,
        completed_at=instant - first.before + first.after,
        demo_id=demo_id,
    )
    work.add_all([organizer, account])
    await work.flush()
    work.add(Membership(joint_account_id=joint_account_id, person_id=organizer.id, role=Role.ORGANIZER, joined_at=began))
    _note(work, account, began, "account.started", organizer.id, name=SELLER)
    for asked in _ASKED:
        await _ask(work, account, organizer, asked, instant)
    _note(work, account, account.completed_at or instant, "account.completed", None)
    return organizer


async def _ask(work: AsyncSession, account: JointAccount, organizer: Person, asked: _Asked, instant: datetime) -> None:
    invited = newcomer(asked.name, asked.country, asked.language, account.demo_id or "")
    sent_at = instant - asked.before
    settled_at = None if asked.became == InvitationState.PENDING else sent_at + asked.after
    invitation = _invitation(account, organizer, asked, invited.email, sent_at, settled_at)
    work.add(invitation)
    await work.flush()
    link = parse_link(new_link(account.id))
    work.add(InvitationLink(joint_account_id=account.id, secret_hash=link.secret_hash, invitation_id=invitation.id))
    facts = {"invitation": str(invitation.id), "name": asked.name, "email": invited.email}
    _note(work, account, sent_at, "invitation.sent", organizer.id, **facts)
    joined = asked.became == InvitationState.ACCEPTED
    if joined and settled_at:
        _join(work, account, invited, asked.role, settled_at)
    if settled_at:
        by = {InvitationState.ACCEPTED: invited.id, InvitationState.REVOKED: organizer.id}.get(asked.became)
        _note(work, account, settled_at, f"invitation.{asked.became}", by, **facts)


def _invitation(
    account: JointAccount, organizer: Person, asked: _Asked, email: str, sent_at: datetime, settled_at: datetime | None
) -> Invitation:
    return Invitation(
        joint_account_id=account.id,
        id=new_id(),
        state=asked.became,
        email=email,
        name=asked.name,
        country=asked.country,
        role=asked.role,
        language=asked.language,
        message=asked.message,
        invited_by=organizer.id,
        sent_at=sent_at,
        expires_at=sent_at + _LASTS,
        settled_at=settled_at,
    )


def _join(work: AsyncSession, account: JointAccount, person: Person, role: Role, joined_at: datetime) -> None:
    person.joint_account_id = account.id
    work.add(person)
    work.add(Membership(joint_account_id=account.id, person_id=person.id, role=role, joined_at=joined_at))


def _note(work: AsyncSession, account: JointAccount, at: datetime, act: str, person_id: int | None, **facts: str) -> None:
    # Not by audit.record: that one dates an entry now, and this one is about the past.
    work.add(AuditEntry(joint_account_id=account.id, id=new_id(), at=at, act=act, person_id=person_id, facts=facts))
