"""The one door through which an invitation changes its state, and what goes through it together.

`move` changes the state by one conditional UPDATE; `carry_out` does what the machine's table says follows, in the same
unit of work. Whatever a check before it said: the UPDATE's row count decides.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, update
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account import audit
from joint_account.identity.models import Person
from joint_account.registration import joining, letters
from joint_account.registration.errors import NoSuchInvitation, PageOutOfDate
from joint_account.registration.links import new_link, parse_link
from joint_account.registration.machine import Effect, Event, InvitationState, NotPossible, after
from joint_account.registration.models import Invitation, InvitationLink, JointAccount
from joint_account.settings import settings

_LAST_CALL = timedelta(hours=24)

_ACTS = {
    Event.INVITE: "invitation.sent",
    Event.RESEND: "invitation.sent_again",
    Event.REMIND: "invitation.reminded",
    Event.ACCEPT: "invitation.accepted",
    Event.DECLINE: "invitation.declined",
    Event.REVOKE: "invitation.revoked",
    Event.EXPIRE: "invitation.expired",
}


@dataclass
class Occasion:
    """A transition that is happening."""

    work: AsyncSession
    event: Event
    effects: tuple[Effect, ...]
    account: JointAccount
    invitation: Invitation
    by: Person | None
    """Who does it; None: the clock, or somebody who holds the link."""
    at: datetime
    link: str = ""


def state_at(invitation: Invitation, at: datetime) -> InvitationState:
    """The invitation's state by the clock, whatever has been written down."""
    over = invitation.state == InvitationState.PENDING and invitation.expires_at <= at
    return InvitationState.EXPIRED if over else InvitationState(invitation.state)


def times_of(sent_at: datetime) -> dict[str, datetime | None]:
    """When an invitation that is sent now ends, and when its first reminder is due."""
    expires_at = sent_at + timedelta(days=settings().invitation_days)
    return {"sent_at": sent_at, "expires_at": expires_at, "remind_at": next_reminder(sent_at, expires_at, sent_at)}


def next_reminder(sent_at: datetime, expires_at: datetime, at: datetime) -> datetime | None:
    """The first reminder after `at`: one at half time, one 24 hours before the end."""
    due = sorted({sent_at + (expires_at - sent_at) / 2, expires_at - _LAST_CALL})
    return next((moment for moment in due if moment > at), None)


async def move(
    work: AsyncSession, joint_account_id: int, invitation_id: int, event: Event, *, by: Person | None, at: datetime
) -> Occasion:
    """Moves a pending invitation; `carry_out` must follow. The joint account is locked already.

    Raises:
        NoSuchInvitation: this joint account has none of this id.
        NotPossible: it is not in a state that `event` can follow; the error names the state by the clock.
    """
    state, effects = after(InvitationState.PENDING, event)
    moved = await work.exec(
        update(Invitation)
        .where(
            col(Invitation.joint_account_id) == joint_account_id,
            col(Invitation.id) == invitation_id,
            col(Invitation.state) == InvitationState.PENDING,
            *_only_when(event, at),
        )
        .values(state=state)
        .execution_options(synchronize_session=False)
    )
    invitation = await work.get(Invitation, (joint_account_id, invitation_id), populate_existing=True)
    if invitation is None:
        raise NoSuchInvitation
    if moved.rowcount != 1:
        raise NotPossible(state_at(invitation, at), event)
    _set_times(invitation, event, at)
    account = await work.get_one(JointAccount, joint_account_id, populate_existing=True)
    return Occasion(work, event, effects, account, invitation, by, at)


async def carry_out(occasion: Occasion) -> None:
    """Does everything that the transition brings with it."""
    for effect in occasion.effects:
        await EFFECTS[effect](occasion)
    await occasion.work.flush()


async def count_change(work: AsyncSession, account: JointAccount, seen: int | None = None) -> None:
    """Counts a change of members or invitations.

    Raises:
        PageOutOfDate: the page shows `seen`, which is not the newest.
    """
    expected = [] if seen is None else [col(JointAccount.version) == seen]
    counted = await work.exec(
        update(JointAccount)
        .where(col(JointAccount.id) == account.id, *expected)
        .values(version=col(JointAccount.version) + 1)
        .execution_options(synchronize_session=False)
    )
    if counted.rowcount != 1:
        raise PageOutOfDate


def _only_when(event: Event, at: datetime) -> list[Any]:
    if event == Event.EXPIRE:
        return [col(Invitation.expires_at) <= at]
    due = [col(Invitation.remind_at) <= at] if event == Event.REMIND else []
    return [col(Invitation.expires_at) > at, *due]


def _set_times(invitation: Invitation, event: Event, at: datetime) -> None:
    if event == Event.RESEND:
        for field, moment in times_of(at).items():
            setattr(invitation, field, moment)
    elif event == Event.REMIND:
        invitation.remind_at = next_reminder(invitation.sent_at, invitation.expires_at, at)
    else:
        invitation.settled_at = at


async def _audit(occasion: Occasion) -> None:
    invitation = occasion.invitation
    audit.record(
        occasion.work,
        _ACTS[occasion.event],
        person_id=occasion.by.id if occasion.by else None,
        joint_account_id=invitation.joint_account_id,
        invitation=str(invitation.id),
        name=invitation.name,
        email=invitation.email,
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
    occasion.work.add(
        InvitationLink(
            joint_account_id=invitation.joint_account_id,
            secret_hash=parse_link(occasion.link).secret_hash,
            invitation_id=invitation.id,
        )
    )
