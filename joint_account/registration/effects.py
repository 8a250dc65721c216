"""What a transition of an invitation brings with it: one function for each effect in the machine's table."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, update
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account import audit
from joint_account.identity.models import Person
from joint_account.mail import outbox
from joint_account.registration import joining
from joint_account.registration.links import address_of, new_link, parse_link
from joint_account.registration.machine import Effect, Event
from joint_account.registration.models import Invitation, InvitationLink, JointAccount
from joint_account.settings import settings

ACTS = {
    Event.INVITE: "invitation.sent",
    Event.RESEND: "invitation.sent_again",
    Event.REMIND: "invitation.reminded",
    Event.ACCEPT: "invitation.accepted",
    Event.DECLINE: "invitation.declined",
    Event.REVOKE: "invitation.revoked",
    Event.EXPIRE: "invitation.expired",
}
"""What the audit trail calls each event of an invitation."""


@dataclass
class Occasion:
    """A transition that is happening."""

    work: AsyncSession
    event: Event
    effects: tuple[Effect, ...]
    account: JointAccount
    invitation: Invitation
    by: Person | None
    """Who does it; None: the clock, or somebody who holds the link and is not logged in."""
    at: datetime
    link: str = ""


async def _audit(occasion: Occasion) -> None:
    invitation = occasion.invitation
    await audit.record(
        occasion.work,
        ACTS[occasion.event],
        person_id=occasion.by.id if occasion.by else None,
        joint_account_id=invitation.joint_account_id,
        invitation=str(invitation.id),
        name=invitation.name,
        email=invitation.email,
        role=invitation.role,
    )


async def _replace_links(occasion: Occasion) -> None:
    invitation = occasion.invitation
    await occasion.work.exec(
        update(InvitationLink)
        .where(
            col(InvitationLink.joint_account_id) == invitation.joint_account_id,
            col(InvitationLink.invitation_id) == invitation.id,
        )
        .values(replaced=True)
    )


async def _new_link(occasion: Occasion) -> None:
    invitation = occasion.invitation
    occasion.link = new_link(invitation.joint_account_id)
    made = InvitationLink(**vars(parse_link(occasion.link)), invitation_id=invitation.id)
    occasion.work.add(made)


async def _add_membership(occasion: Occasion) -> None:
    if occasion.by is None:
        raise RuntimeError("only a person joins")
    await joining.join(occasion.work, occasion.account, occasion.invitation, occasion.by, occasion.at)


async def _member_joins(occasion: Occasion) -> None:
    await joining.complete(occasion.work, occasion.account, occasion.at, by=occasion.by)


async def _mail_invitation(occasion: Occasion) -> None:
    await _mail_link(occasion, "invitation")


async def _mail_reminder(occasion: Occasion) -> None:
    await _mail_link(occasion, "reminder")


async def _mail_link(occasion: Occasion, kind: str) -> None:
    invitation = occasion.invitation
    inviter = await _inviter(occasion)
    _queue(
        occasion,
        kind,
        invitation,
        inviter=inviter.name,
        account=occasion.account.name,
        role=invitation.role,
        country=invitation.country,
        message=invitation.message,
        link=address_of(occasion.link),
        until=invitation.expires_at.isoformat(),
    )


async def _mail_revoked(occasion: Occasion) -> None:
    inviter = await _inviter(occasion)
    _queue(occasion, "revoked", occasion.invitation, inviter=inviter.name, account=occasion.account.name)


async def _mail_welcome(occasion: Occasion) -> None:
    _queue(occasion, "welcome", occasion.invitation, account=occasion.account.name, link=f"{settings().public_url}/membership")


async def _mail_accepted(occasion: Occasion) -> None:
    await _mail_answer(occasion, "accepted", role=occasion.invitation.role)


async def _mail_declined(occasion: Occasion) -> None:
    await _mail_answer(occasion, "declined")


async def _mail_answer(occasion: Occasion, kind: str, **values: str) -> None:
    link = f"{settings().public_url}/membership/family"
    _queue(occasion, kind, await _inviter(occasion), member=occasion.invitation.name, link=link, **values)


async def _inviter(occasion: Occasion) -> Person:
    return await occasion.work.get_one(Person, occasion.invitation.invited_by)


def _queue(occasion: Occasion, kind: str, to: Person | Invitation, **values: str) -> None:
    outbox.queue(
        occasion.work,
        kind,
        to=to.email,
        to_name=to.name,
        language=to.language,
        joint_account_id=occasion.account.id,
        demo_id=occasion.account.demo_id,
        about=occasion.invitation.id,
        name=to.name,
        **values,
    )


EFFECTS: dict[Effect, Callable[[Occasion], Awaitable[None]]] = {
    Effect.ADD_MEMBERSHIP: _add_membership,
    Effect.MEMBER_JOINS: _member_joins,
    Effect.REPLACE_LINKS: _replace_links,
    Effect.NEW_LINK: _new_link,
    Effect.AUDIT: _audit,
    Effect.MAIL_INVITATION: _mail_invitation,
    Effect.MAIL_REMINDER: _mail_reminder,
    Effect.MAIL_ACCEPTED: _mail_accepted,
    Effect.MAIL_WELCOME: _mail_welcome,
    Effect.MAIL_DECLINED: _mail_declined,
    Effect.MAIL_REVOKED: _mail_revoked,
}
