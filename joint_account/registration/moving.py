"""The one door through which an invitation changes its state.

`move` changes the state by one conditional UPDATE; `carry_out` does what the machine's table says follows, in the same
unit of work. Whatever a check before it said: the UPDATE's row count decides.
"""

from datetime import datetime
from typing import Any

from sqlmodel import col, update
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.identity.models import Person
from joint_account.registration.effects import EFFECTS, Occasion
from joint_account.registration.errors import NoSuchInvitation, PageOutOfDate
from joint_account.registration.machine import Event, InvitationState, NotPossible, after
from joint_account.registration.models import Invitation, JointAccount
from joint_account.registration.timing import next_reminder, state_at, times_of


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
    if occasion.event not in {Event.INVITE, Event.REMIND}:
        await count_change(occasion.work, occasion.account)
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
