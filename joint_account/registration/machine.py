"""The walk-through as a state machine: what may follow what. Pure, and the only place that knows.

A joint account forms until its first member joins and is complete for ever. An invitation is pending until it is
accepted, declined, revoked or expired; sending it again keeps it pending. What a person sees of the walk-through
is derived from those facts (walkthrough.py), and drawing.py draws all of it.
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


class Event(StrEnum):
    """What can happen."""

    START = "start"
    MEMBER_JOINS = "member joins"
    INVITE = "invite"
    ACCEPT = "accept"
    DECLINE = "decline"
    REVOKE = "revoke"
    EXPIRE = "expire"
    RESEND = "resend"
    REMIND = "remind"


class Effect(StrEnum):
    """What a transition brings with it, in the same transaction."""

    ADD_MEMBERSHIP = "add membership"
    MEMBER_JOINS = "member joins the joint account"
    REPLACE_LINKS = "older links die"
    NEW_LINK = "new link"
    AUDIT = "audit entry"
    MAIL_INVITATION = "mail invitation"
    MAIL_REMINDER = "mail reminder"
    MAIL_ACCEPTED = "mail accepted"
    MAIL_WELCOME = "mail welcome"
    MAIL_DECLINED = "mail declined"
    MAIL_REVOKED = "mail revoked"


State = JointAccountState | InvitationState | None
"""None: it does not exist yet."""
Outcome = tuple[JointAccountState | InvitationState, tuple[Effect, ...]]

_FORMING, _COMPLETE = JointAccountState
_PENDING, _ACCEPTED, _DECLINED, _REVOKED, _EXPIRED = InvitationState

JOINT_ACCOUNT: dict[tuple[State, Event], Outcome] = {
    (None, Event.START): (_FORMING, (Effect.ADD_MEMBERSHIP, Effect.AUDIT)),
    (_FORMING, Event.MEMBER_JOINS): (_COMPLETE, (Effect.AUDIT,)),
    (_COMPLETE, Event.MEMBER_JOINS): (_COMPLETE, ()),
}

INVITATION: dict[tuple[State, Event], Outcome] = {
    (None, Event.INVITE): (_PENDING, (Effect.NEW_LINK, Effect.AUDIT, Effect.MAIL_INVITATION)),
    (_PENDING, Event.RESEND): (_PENDING, (Effect.REPLACE_LINKS, Effect.NEW_LINK, Effect.AUDIT, Effect.MAIL_INVITATION)),
    (_PENDING, Event.REMIND): (_PENDING, (Effect.NEW_LINK, Effect.AUDIT, Effect.MAIL_REMINDER)),
    (_PENDING, Event.ACCEPT): (
        _ACCEPTED,
        (Effect.ADD_MEMBERSHIP, Effect.AUDIT, Effect.MEMBER_JOINS, Effect.MAIL_ACCEPTED, Effect.MAIL_WELCOME),
    ),
    (_PENDING, Event.DECLINE): (_DECLINED, (Effect.AUDIT, Effect.MAIL_DECLINED)),
    (_PENDING, Event.REVOKE): (_REVOKED, (Effect.AUDIT, Effect.MAIL_REVOKED)),
    (_PENDING, Event.EXPIRE): (_EXPIRED, (Effect.AUDIT,)),
}

TRANSITIONS: dict[tuple[State, Event], Outcome] = JOINT_ACCOUNT | INVITATION
"""Everything that can happen. What is not in here cannot."""


class NotPossible(Exception):
    """An event that cannot follow a state."""

    def __init__(self, state: State, event: Event) -> None:
        super().__init__(f"{event} is not possible: the state is {state or 'not begun'}.")
        self.state, self.event = state, event


def after(state: State, event: Event) -> Outcome:
    """The state that `event` leads to from `state`, and what it brings with it.

    Raises:
        NotPossible: the table has no such transition; the error names both.
    """
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise NotPossible(state, event) from None
