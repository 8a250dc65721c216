"""What the clock says about an invitation. Pure."""

from datetime import datetime, timedelta

from joint_account.registration.machine import InvitationState
from joint_account.registration.models import Invitation
from joint_account.settings import settings

_LAST_CALL = timedelta(hours=24)


def state_at(invitation: Invitation, at: datetime) -> InvitationState:
    """The invitation's state by the clock, whatever has been written down."""
    over = invitation.state == InvitationState.PENDING and invitation.expires_at <= at
    return InvitationState.EXPIRED if over else InvitationState(invitation.state)


def times_of(sent_at: datetime) -> dict[str, datetime | None]:
    """When an invitation that is sent at this moment ends, and when its first reminder is due, by field name."""
    expires_at = sent_at + timedelta(days=settings().invitation_days)
    return {"sent_at": sent_at, "expires_at": expires_at, "remind_at": next_reminder(sent_at, expires_at, sent_at)}


def next_reminder(sent_at: datetime, expires_at: datetime, at: datetime) -> datetime | None:
    """The first reminder after `at`: one at half time, one 24 hours before the end; None when there is none left."""
    due = sorted({sent_at + (expires_at - sent_at) / 2, expires_at - _LAST_CALL})
    return next((moment for moment in due if moment > at), None)
