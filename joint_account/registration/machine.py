"""The walk-through as a state machine: what may follow what. Pure, and the only place that knows.

A joint account forms until its first member joins and is complete for ever. An invitation is pending until it is
accepted, declined, revoked or expired; sending it again keeps it pending. What a person sees of the walk-through
is derived from those facts.
"""

from enum import StrEnum


class Role(StrEnum):
    """What a member may do."""

    ORGANIZER = "organizer"
    MANAGER = "manager"
    VIEWER = "viewer"


class JointAccountState(StrEnum):
    """How far a joint account is."""

    FORMING = "forming"
    COMPLETE = "complete"


class InvitationState(StrEnum):
    """What became of an invitation."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REVOKED = "revoked"
    EXPIRED = "expired"


class Step(StrEnum):
    """The walk-through's steps, in order."""

    LOG_IN = "log in"
    FAMILY_MEMBERS = "family members"
    ADD_A_MEMBER = "add a member"
    ACCEPT_THE_INVITATION = "accept the invitation"
    JOINT_ACCOUNT = "joint account"


class Event(StrEnum):
    """What can happen."""

    MEMBER_JOINS = "member joins"
    ACCEPT = "accept"
    DECLINE = "decline"
    REVOKE = "revoke"
    EXPIRE = "expire"
    RESEND = "resend"
    REMIND = "remind"


class Effect(StrEnum):
    """What a transition brings with it, in the same transaction."""

    ADD_MEMBERSHIP = "add membership"
    JOIN = "member joins"
    REPLACE_LINKS = "older links die"
    NEW_LINK = "new link"
    AUDIT = "audit entry"
    MAIL_INVITATION = "mail invitation"
    MAIL_REMINDER = "mail reminder"
    MAIL_ACCEPTED = "mail accepted"
    MAIL_DECLINED = "mail declined"
    MAIL_REVOKED = "mail revoked"


State = JointAccountState | InvitationState
Outcome = tuple[State, tuple[Effect, ...]]

_FORMING, _COMPLETE = JointAccountState
_PENDING, _ACCEPTED, _DECLINED, _REVOKED, _EXPIRED = InvitationState

TRANSITIONS: dict[tuple[State, Event], Outcome] = {
    (_FORMING, Event.MEMBER_JOINS): (_COMPLETE, (Effect.AUDIT,)),
    (_COMPLETE, Event.MEMBER_JOINS): (_COMPLETE, ()),
    (_PENDING, Event.ACCEPT): (_ACCEPTED, (Effect.ADD_MEMBERSHIP, Effect.JOIN, Effect.AUDIT, Effect.MAIL_ACCEPTED)),
    (_PENDING, Event.DECLINE): (_DECLINED, (Effect.AUDIT, Effect.MAIL_DECLINED)),
    (_PENDING, Event.REVOKE): (_REVOKED, (Effect.AUDIT, Effect.MAIL_REVOKED)),
    (_PENDING, Event.EXPIRE): (_EXPIRED, (Effect.AUDIT,)),
    (_PENDING, Event.RESEND): (_PENDING, (Effect.REPLACE_LINKS, Effect.NEW_LINK, Effect.AUDIT, Effect.MAIL_INVITATION)),
    (_PENDING, Event.REMIND): (_PENDING, (Effect.NEW_LINK, Effect.AUDIT, Effect.MAIL_REMINDER)),
}
