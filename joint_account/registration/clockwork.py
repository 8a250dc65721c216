"""What the clock does to invitations: reminders, and writing down what has expired. Safe with several processes."""

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import lock_joint_account, reading, unit_of_work
from joint_account.registration.machine import Event, InvitationState, NotPossible
from joint_account.registration.models import Invitation
from joint_account.registration.moving import carry_out, move


async def remind_due(now: datetime) -> int:
    """Mails the reminders that are due: at half time, and 24 hours before the end. Each once; returns how many."""
    async with reading() as session:
        due = await session.exec(
            select(Invitation.joint_account_id, Invitation.id).where(
                col(Invitation.state) == InvitationState.PENDING,
                col(Invitation.remind_at) <= now,
                col(Invitation.expires_at) > now,
            )
        )
    return sum([await _remind(joint_account_id, invitation_id, now) for joint_account_id, invitation_id in due.all()])


async def expire_due(now: datetime) -> int:
    """Writes down which invitations have expired. Nothing waits for it: expiry is read from the clock everywhere."""
    async with reading() as session:
        over = select(Invitation.joint_account_id).where(*_expired(now)).distinct()
        joint_account_ids = (await session.exec(over)).all()
    return sum([await _expire(joint_account_id, now) for joint_account_id in joint_account_ids])


async def expire_in(work: AsyncSession, joint_account_id: int, now: datetime) -> int:
    """Writes down which of a joint account's invitations have expired, so that they can be sent anew."""
    over = select(Invitation.id).where(col(Invitation.joint_account_id) == joint_account_id, *_expired(now))
    invitation_ids = (await work.exec(over)).all()
    for invitation_id in invitation_ids:
        await carry_out(await move(work, joint_account_id, invitation_id, Event.EXPIRE, by=None, at=now))
    return len(invitation_ids)


async def _expire(joint_account_id: int, now: datetime) -> int:
    async with unit_of_work() as work:
        await lock_joint_account(work, joint_account_id)
        return await expire_in(work, joint_account_id, now)


async def _remind(joint_account_id: int, invitation_id: int, now: datetime) -> bool:
    try:
        async with unit_of_work() as work:
            await lock_joint_account(work, joint_account_id)
            await carry_out(await move(work, joint_account_id, invitation_id, Event.REMIND, by=None, at=now))
    except NotPossible:
        # Somebody was faster: another process reminded, or the invitation was answered.
        return False
    return True


def _expired(now: datetime) -> tuple:
    return col(Invitation.state) == InvitationState.PENDING, col(Invitation.expires_at) <= now
