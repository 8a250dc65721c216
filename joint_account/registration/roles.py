"""Who may do what in a joint account: one table. What is not in it is refused."""

from enum import StrEnum

from joint_account.registration.machine import Role


class Act(StrEnum):
    """What a member can ask for, beyond looking."""

    INVITE = "add members"
    RESEND = "send invitations again"
    REVOKE = "revoke invitations"
    OPERATE_STORES = "operate stores"


MAY: dict[Role, frozenset[Act]] = {
    Role.ORGANIZER: frozenset(Act),
    Role.MANAGER: frozenset({Act.OPERATE_STORES}),
    Role.VIEWER: frozenset(),
}


def may(role: Role, act: Act) -> bool:
    """Whether a member of this role may do this."""
    return act in MAY[role]
