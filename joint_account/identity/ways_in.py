"""A person's ways in: a password, identities at providers, passkeys. One of them always stays."""

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import lock_joint_account
from joint_account.identity.errors import LastWayIn
from joint_account.identity.models import Passkey, Person, ProviderIdentity


async def hold_ways_in(work: AsyncSession, person: Person) -> Person:
    """Makes this unit of work the only one that changes the person's ways in until it ends; comes first in it.

    Returns:
        The person as they are now.
    """
    # Before the person's row, as everywhere: the audit entry needs it in any case.
    if person.joint_account_id is not None:
        await lock_joint_account(work, person.joint_account_id)
    held = select(Person).where(Person.id == person.id).with_for_update().execution_options(populate_existing=True)
    return (await work.exec(held)).one()


async def ways_in(session: AsyncSession, person: Person) -> int:
    """How many ways in the person has."""
    found = 1 if person.password_hash else 0
    for table in (ProviderIdentity, Passkey):
        found += (await session.exec(select(func.count()).where(col(table.person_id) == person.id))).one()
    return found


async def require_a_way_in(work: AsyncSession, person: Person) -> None:
    """Stands after whatever takes a way in, in a unit of work that has held them.

    Raises:
        LastWayIn: there is none left; the unit of work must come to nothing.
    """
    if not await ways_in(work, person):
        raise LastWayIn
