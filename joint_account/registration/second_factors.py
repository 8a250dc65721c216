"""Who sees Amazon's data has a second factor: from the day a joint account is connected, its members need one.

Source: Amazon's Data Protection Policy, 1.1 and 1.2 (accounts, multi-factor authentication). A session without one is
shut out from everything but its person's own settings: `is_shut_out` for pages, routes and events, `require_strong` for
services.
"""

from collections.abc import Sequence

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account import audit
from joint_account.database import lock_joint_account, now, reading
from joint_account.identity.models import LoginSession, Person
from joint_account.identity.sessions import acting_session
from joint_account.registration.errors import SecondFactorNeeded
from joint_account.registration.models import JointAccount


async def require_second_factors(work: AsyncSession, joint_account_id: int, person: Person) -> None:
    """Shuts sessions without a second factor out of a joint account, from now on; once.

    Args:
        work: the unit of work, as of a connection to Amazon.
        joint_account_id: of the joint account.
        person: who connected it.
    """
    await lock_joint_account(work, joint_account_id)
    is_it = (col(JointAccount.id) == joint_account_id, col(JointAccount.second_factor_since).is_(None))
    if (await work.exec(update(JointAccount).where(*is_it).values(second_factor_since=now()))).rowcount:
        await audit.record(work, "account.second_factor_asked", person_id=person.id, joint_account_id=joint_account_id)


async def is_shut_out(person: Person, session: LoginSession) -> bool:
    """Whether this session of the person's may see nothing but their own settings."""
    if session.is_strong or person.joint_account_id is None:
        return False
    async with reading() as database:
        return await _asks(database, person.joint_account_id)


async def shut_out_among(sessions: Sequence[str]) -> set[str]:
    """Those of these sessions, by the SHA-256 of their cookies, of which `is_shut_out` is true."""
    wanted = (
        select(LoginSession.token_hash)
        .join(Person, col(Person.id) == col(LoginSession.person_id))
        .join(JointAccount, col(JointAccount.id) == col(Person.joint_account_id))
        .where(col(LoginSession.token_hash).in_(sessions), col(LoginSession.is_strong).is_(False))
        .where(col(JointAccount.second_factor_since).is_not(None))
    )
    async with reading() as database:
        return set(await database.exec(wanted))


async def require_strong(database: AsyncSession, person: Person, joint_account_id: int) -> None:
    """Lets the person through, unless they act in a session that is shut out. The clock and the command line act in none.

    Raises:
        SecondFactorNeeded: they do.
    """
    session = acting_session.get()
    if session is None or session.person_id != person.id or session.is_strong:
        return
    if await _asks(database, joint_account_id):
        raise SecondFactorNeeded


async def _asks(database: AsyncSession, joint_account_id: int) -> bool:
    asks = select(JointAccount.second_factor_since).where(JointAccount.id == joint_account_id)
    return (await database.exec(asks)).one_or_none() is not None
