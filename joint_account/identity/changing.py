"""A person's password is changed: by themselves, or by a mailed link (`resetting`)."""

from sqlmodel import col, delete, update
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account import audit
from joint_account.database import unit_of_work
from joint_account.identity import passwords
from joint_account.identity.ending import end_all
from joint_account.identity.errors import BadForm
from joint_account.identity.models import EmailChange, LoginSession, Person, ResetLink
from joint_account.identity.proving import require_recent_proof
from joint_account.identity.ways_in import hold_ways_in
from joint_account.mail import outbox
from joint_account.settings import settings
from joint_account.tries import Try, counting

WRONG_PASSWORD = "This is not your password."  # noqa: S105
HAS_ONE = "You have a password already: load the page anew to change it."


async def change_password(person: Person, session: LoginSession, old: str, new: str) -> None:
    """Changes the password; every other session ends, and a mail says that it happened.

    Args:
        person: who is acting.
        session: theirs, in which they proved lately who they are; it goes on.
        old: the password until now.
        new: what is to be the password.

    Raises:
        ProofNeeded: they did not.
        BadForm: the old one is not right, or the new one cannot be taken.
        TooManyTries: in this session, the old one was not right too often.
    """
    require_recent_proof(session)
    async with counting(BadForm, (Try.PASSWORD, session.id)):
        if not await passwords.matches(old, person.password_hash):
            raise BadForm({"old": WRONG_PASSWORD})
    if problem := passwords.problem_with(new, person.name, person.email):
        raise BadForm({"new": problem})
    password_hash = await passwords.hash_password(new)
    async with unit_of_work() as work:
        await hold_ways_in(work, person)
        # Not if it changed since it was checked: whoever knew an older one changes nothing.
        if not await set_password(work, person, password_hash, known_hash=person.password_hash, but=session.id):
            raise BadForm({"old": WRONG_PASSWORD})
        await audit.record(work, "password.changed", person_id=person.id, joint_account_id=person.joint_account_id)


async def set_first_password(person: Person, session: LoginSession, new: str) -> None:
    """Gives somebody a password who got in without one so far; every other session ends, and a mail says so.

    Args:
        person: who is acting.
        session: theirs, in which they proved lately who they are; it goes on.
        new: what is to be the password.

    Raises:
        ProofNeeded: they did not.
        BadForm: it cannot be taken, or they have one.
    """
    require_recent_proof(session)
    if problem := passwords.problem_with(new, person.name, person.email):
        raise BadForm({"new": problem})
    password_hash = await passwords.hash_password(new)
    async with unit_of_work() as work:
        await hold_ways_in(work, person)
        if not await set_password(work, person, password_hash, known_hash="", but=session.id):
            raise BadForm({"new": HAS_ONE})
        await audit.record(work, "password.set", person_id=person.id, joint_account_id=person.joint_account_id)


async def set_password(work: AsyncSession, person: Person, password_hash: str, *, known_hash: str, but: int = 0) -> bool:
    """Replaces the password, ends sessions and links that came before it, and queues the mail that says so.

    Args:
        work: the unit of work, which has held the person's ways in.
        person: whose.
        password_hash: of the new password.
        known_hash: what it replaces; when it is another by now, nothing happens.
        but: the id of a session that goes on.

    Returns:
        Whether it was replaced.
    """
    replaced = await work.exec(
        update(Person)
        .where(col(Person.id) == person.id, col(Person.password_hash) == known_hash)
        .values(password_hash=password_hash)
    )
    if replaced.rowcount != 1:
        return False
    await end_all(work, person, but=but)
    # Whoever asked for them may be whom the new password keeps out.
    await work.exec(delete(ResetLink).where(col(ResetLink.person_id) == person.id))
    await work.exec(delete(EmailChange).where(col(EmailChange.person_id) == person.id))
    tell(work, person, "password_changed", link=f"{settings().public_url}/forgot")
    return True


def tell(work: AsyncSession, person: Person, kind: str, *, to: str = "", **values: str) -> None:
    """Queues a letter to a person, at their own address unless `to` is another."""
    outbox.queue(
        work,
        kind,
        to=to or person.email,
        to_name=person.name,
        language=person.language,
        joint_account_id=person.joint_account_id,
        demo_id=person.demo_id,
        **values,  # ty: ignore[invalid-argument-type]
    )
