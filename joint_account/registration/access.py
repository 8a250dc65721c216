"""Rules for the gate: which members may call a handler."""

from joint_account.identity.models import Person
from joint_account.identity.sessions import acting
from joint_account.registration.belonging import role_of
from joint_account.registration.roles import Act, may


async def member(person: Person | None) -> bool:
    """Whoever is in a joint account."""
    return person is not None and person.joint_account_id is not None


async def operator(person: Person | None) -> bool:
    """Who operates stores."""
    role = await role_of(person) if person else None
    return role is not None and may(role, Act.OPERATE_STORES)


def member_now() -> tuple[Person, int]:
    """The acting person and their joint account's id, behind the rule `member`.

    Raises:
        LookupError: nobody acts, or the person is in no joint account; the gate was not asked.
    """
    person = acting.get()
    if person is None or person.joint_account_id is None:
        raise LookupError("no member is acting")
    return person, person.joint_account_id
