"""An address that somebody registered and never proved gives way to whoever proves it."""

from sqlmodel import col, delete, update
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account import audit
from joint_account.identity.models import (
    AddressLink,
    Authenticator,
    EmailChange,
    LoginSession,
    Passkey,
    Person,
    ProviderIdentity,
    RecoveryCode,
    ResetLink,
)
from joint_account.identity.service import person_with


async def release_unproved(work: AsyncSession, email: str, demo_id: str | None) -> None:
    """Takes an address from an account that never proved it, for somebody who has: it is logged out, for good.

    Otherwise whoever registers somebody else's address first would keep its owner out.
    """
    unproved = await person_with(work, email, demo_id)
    if unproved is None or unproved.confirmed_at is not None:
        return
    released = await work.exec(
        update(Person)
        .where(col(Person.id) == unproved.id, col(Person.confirmed_at).is_(None))
        .values(email=f"{unproved.id}@unproved.invalid", password_hash="")
    )
    if released.rowcount:
        await work.exec(delete(LoginSession).where(col(LoginSession.person_id) == unproved.id))
        await forget_ways_in(work, unproved.id)
        for table in (AddressLink, ResetLink, EmailChange):
            await work.exec(delete(table).where(col(table.person_id) == unproved.id))
        await audit.record(work, "address.released", person_id=unproved.id, joint_account_id=unproved.joint_account_id)


async def forget_ways_in(work: AsyncSession, person_id: int) -> None:
    """Takes the ways in that somebody gave an account whose address they never proved, for the address's owner.

    A second factor of theirs goes too: it would keep the owner out.
    """
    for table in (ProviderIdentity, Passkey, Authenticator, RecoveryCode):
        await work.exec(delete(table).where(col(table.person_id) == person_id))
