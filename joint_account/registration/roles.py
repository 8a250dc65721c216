"""Who may do what in a joint account: one table. What is not in it is refused."""

from enum import StrEnum

from joint_account.registration.machine import Role


class Act(StrEnum):
    """What a member can ask for."""

    LOOK = "look at sales, orders, stores and members"
    INVITE = "add members"
    RESEND = "send invitations again"
    REVOKE = "revoke invitations"
    OPERATE_STORES = "operate stores"
    SEE_ACTIVITY = "see who did what"
    ANSWER_BUYERS = "read and answer buyers' messages"
    ALLOW_VIEWERS = "decide whether viewers read buyers' messages"


MAY: dict[Role, frozenset[Act]] = {
    Role.ORGANIZER: frozenset(Act),
    Role.MANAGER: frozenset({Act.LOOK, Act.OPERATE_STORES, Act.SEE_ACTIVITY, Act.ANSWER_BUYERS}),
    Role.VIEWER: frozenset({Act.LOOK}),
}


def may(role: Role, act: Act) -> bool:
    """Whether a member of this role may do this."""
    return act in MAY[role]
