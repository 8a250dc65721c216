"""Where somebody belongs: their joint account and their role in it, which whatever shows or changes something starts from."""

from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import reading
from joint_account.identity.models import Person
from joint_account.registration.machine import Role
from joint_account.registration.models import Membership
from joint_account.registration.roles import Act, may
from joint_account.registration.second_factors import require_strong


async def membership_of(person: Person) -> Membership | None:
    """The person's place in their joint account; None while they have none."""
    async with reading() as session:
        return await membership_in(session, person)


async def role_of(person: Person) -> Role | None:
    """The person's role; None while they have no joint account."""
    membership = await membership_of(person)
    return Role(membership.role) if membership else None


async def where_may(session: AsyncSession, person: Person, act: Act) -> int | None:
    """The id of the joint account in which the person's role lets them do this; None when there is none."""
    membership = await membership_in(session, person)
    return membership.joint_account_id if membership and may(Role(membership.role), act) else None


async def membership_in(session: AsyncSession, person: Person) -> Membership | None:
    """`membership_of`, in a session that is open.

    Raises:
        SecondFactorNeeded: they act in a session that is shut out.
    """
    fresh = await session.get_one(Person, person.id)
    if fresh.joint_account_id is None:
        return None
    # Here, because whatever shows or changes something of a joint account comes by here.
    await require_strong(session, fresh, fresh.joint_account_id)
    return await session.get(Membership, (fresh.joint_account_id, person.id))
