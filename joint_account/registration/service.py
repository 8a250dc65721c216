"""What can be done here. Every function takes the acting person, is one unit of work, and raises named errors."""

from joint_account.registration.answering import accept, decline, register_invited
from joint_account.registration.clockwork import expire_due, remind_due
from joint_account.registration.fields import Invitee
from joint_account.registration.inviting import LineResult, invite, invite_several, require, resend, revoke
from joint_account.registration.second_factors import require_second_factors
from joint_account.registration.starting import start, start_joint_account

__all__ = [
    "Invitee",
    "LineResult",
    "accept",
    "decline",
    "expire_due",
    "invite",
    "invite_several",
    "register_invited",
    "remind_due",
    "require",
    "require_second_factors",
    "resend",
    "revoke",
    "start",
    "start_joint_account",
]
