"""A person's sessions: which there are, and how they end."""

from datetime import datetime

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account import audit
from joint_account.database import reading, unit_of_work
from joint_account.identity.models import LoginSession, Person
from joint_account.identity.sessions import is_good
from joint_account.identity.ways_in import hold_ways_in


async def sessions_of(person: Person, at: datetime) -> list[LoginSession]:
    """The person's sessions that have not ended at `at`, the one that was used last first."""
    theirs = select(LoginSession).where(LoginSession.person_id == person.id, is_good(at))
    async with reading() as session:
        return list(await session.exec(theirs.order_by(col(LoginSession.seen_at).desc(), col(LoginSession.id))))


async def end_one(person: Person, session_id: int) -> None:
    """Ends one of the person's sessions; of anybody else's, or one that is gone, nothing happens."""
    async with unit_of_work() as work:
        await hold_ways_in(work, person)
        ended = delete(LoginSession).where(col(LoginSession.person_id) == person.id, col(LoginSession.id) == session_id)
        for device in (await work.exec(ended.returning(col(LoginSession.device)))).scalars().all():
            await _record(work, person, device)


async def end_others(person: Person, session_id: int) -> None:
    """Ends every session of the person but this one."""
    async with unit_of_work() as work:
        await hold_ways_in(work, person)
        for device in await end_all(work, person, but=session_id):
            await _record(work, person, device)


async def end_as_operator(email: str | None) -> int:
    """Ends every session of one account, by its address, or with None of all accounts that are in no demo.

    Returns:
        How many people were logged out.
    """
    is_meant = col(Person.email) == email if email is not None else col(Person.id) == col(LoginSession.person_id)
    theirs = select(Person).join(LoginSession, col(LoginSession.person_id) == col(Person.id)).distinct()
    async with reading() as session:
        people = (await session.exec(theirs.where(is_meant, col(Person.demo_id).is_(None)))).all()
    for person in people:
        async with unit_of_work() as work:
            await end_all(work, person)
            await audit.record(work, "session.ended_by_operator", person_id=person.id, joint_account_id=person.joint_account_id)
    return len(people)


async def end_all(work: AsyncSession, person: Person, *, but: int = 0) -> list[str]:
    """Ends the person's sessions in a unit of work; returns the devices they were on, in words.

    Args:
        work: the unit of work.
        person: whose.
        but: the id of a session that goes on.
    """
    ended = delete(LoginSession).where(col(LoginSession.person_id) == person.id, col(LoginSession.id) != but)
    return list((await work.exec(ended.returning(col(LoginSession.device)))).scalars().all())


async def _record(work: AsyncSession, person: Person, device: str) -> None:
    await audit.record(work, "session.ended", person_id=person.id, joint_account_id=person.joint_account_id, device=device)
