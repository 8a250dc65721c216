"""Passkeys: added, used to log in or to prove who one is, renamed, removed. A person's own, and of nobody else."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import and_, col, delete, func, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account import audit
from joint_account.database import new_id, now, reading, unit_of_work
from joint_account.identity import passkey_answers
from joint_account.identity.addresses import clean_name
from joint_account.identity.ceremonies import Ceremony
from joint_account.identity.changing import tell
from joint_account.identity.errors import BadForm
from joint_account.identity.models import LoginSession, Passkey, Person
from joint_account.identity.passkey_answers import Claim
from joint_account.identity.passkey_errors import (
    MOST,
    ClonedPasskey,
    NotBelieved,
    PasskeyTaken,
    TooManyPasskeys,
    UnknownPasskey,
)
from joint_account.identity.proving import require_recent_proof
from joint_account.identity.ways_in import hold_ways_in, require_a_way_in
from joint_account.settings import settings

NAME_PROBLEM = "Give it a name of 1 to 100 characters."


def handle_of(person: Person) -> bytes:
    """What devices call the person (WebAuthn level 2, 4, "User Handle"): says nothing about them, and never changes."""
    return person.id.to_bytes(8, "big")


async def passkeys_of(person: Person) -> list[Passkey]:
    """The person's passkeys, oldest first."""
    async with reading() as session:
        mine = select(Passkey).where(Passkey.person_id == person.id)
        return list(await session.exec(mine.order_by(col(Passkey.added_at), col(Passkey.id))))


async def add(person: Person, session: LoginSession, ceremony: Ceremony, answer: str, name: str) -> Passkey:
    """Makes what a device made a way into the person's account; a mail says that it happened.

    Args:
        person: who is acting.
        session: theirs, in which they proved lately who they are.
        ceremony: the question, which the person was asked.
        answer: of the device, as JSON.
        name: as the person calls it.

    Raises:
        ProofNeeded: the person did not prove lately who they are.
        BadForm: it cannot be called that.
        NotBelieved: the answer does not hold.
        PasskeyTaken: it is kept here already.
        TooManyPasskeys: the person has as many as anybody may.
    """
    require_recent_proof(session)
    kept_name = _checked(name)
    made = passkey_answers.made_by(ceremony, answer)
    async with unit_of_work() as work:
        me = await hold_ways_in(work, person)
        if (await work.exec(select(func.count()).where(col(Passkey.person_id) == me.id))).one() >= MOST:
            raise TooManyPasskeys
        passkey = Passkey(**vars(made), id=new_id(), person_id=me.id, name=kept_name, added_at=now())
        work.add(passkey)
        try:
            await work.flush()
        except IntegrityError:
            raise PasskeyTaken from None
        await _record(work, me, "passkey.added", kept_name)
        tell(work, me, "passkey_added", passkey=kept_name, link=f"{settings().public_url}/security")
    return passkey


async def person_behind(ceremony: Ceremony, answer: str, demo_id: str | None) -> Person:
    """Who logs in with a passkey.

    Args:
        ceremony: the question, which nobody in particular was asked.
        answer: of the device, as JSON.
        demo_id: of the demo that the browser opened, if any: a demo's passkeys open that demo, and only from there.

    Raises:
        NotBelieved: the answer does not hold.
        UnknownPasskey: nobody has it.
        ClonedPasskey: its counter went back.
    """
    claim = passkey_answers.claim_in(answer)
    async with reading() as session:
        passkey = await session.get(Passkey, claim.credential_id)
        person = await session.get_one(Person, passkey.person_id) if passkey else None
    if passkey is None or person is None or person.demo_id not in {None, demo_id}:
        raise UnknownPasskey
    if claim.handle != handle_of(person):
        raise NotBelieved("another user handle")
    await _use(person, passkey, ceremony, claim)
    return person


async def prove(person: Person, ceremony: Ceremony, answer: str) -> None:
    """Lets through who answers with a passkey of the person's.

    Args:
        person: who is acting.
        ceremony: the question, which the person was asked.
        answer: of the device, as JSON.

    Raises:
        NotBelieved, UnknownPasskey, ClonedPasskey: as when somebody logs in.
    """
    claim = passkey_answers.claim_in(answer)
    async with reading() as session:
        passkey = await session.get(Passkey, claim.credential_id)
    if passkey is None or passkey.person_id != person.id:
        raise UnknownPasskey
    # A device that was told which passkeys to use need not say whose they are (7.2, step 6).
    if claim.handle and claim.handle != handle_of(person):
        raise NotBelieved("another user handle")
    await _use(person, passkey, ceremony, claim)


async def rename(person: Person, passkey_id: int, name: str) -> None:
    """Calls one of the person's passkeys something else; one that is not theirs stays as it is.

    Raises:
        BadForm: it cannot be called that.
    """
    kept_name = _checked(name)
    async with unit_of_work() as work:
        me = await hold_ways_in(work, person)
        is_it = (col(Passkey.person_id) == me.id, col(Passkey.id) == passkey_id, col(Passkey.name) != kept_name)
        if (await work.exec(update(Passkey).where(*is_it).values(name=kept_name))).rowcount:
            await _record(work, me, "passkey.renamed", kept_name)


async def remove(person: Person, session: LoginSession, passkey_id: int) -> None:
    """Takes a passkey from the person's ways in, and says so by mail; one that is not theirs stays.

    Raises:
        ProofNeeded: the person did not prove lately who they are.
        LastWayIn: there would be none left.
    """
    require_recent_proof(session)
    async with unit_of_work() as work:
        me = await hold_ways_in(work, person)
        is_it = (col(Passkey.person_id) == me.id, col(Passkey.id) == passkey_id)
        gone = await work.exec(delete(Passkey).where(*is_it).returning(col(Passkey.name)))
        for name in gone.scalars().all():
            await require_a_way_in(work, me)
            await _record(work, me, "passkey.removed", name)
            tell(work, me, "passkey_removed", passkey=name, link=f"{settings().public_url}/security")


async def _use(person: Person, passkey: Passkey, ceremony: Ceremony, claim: Claim) -> None:
    count = passkey_answers.count_in(ceremony, claim, passkey)
    # Compared where it is kept: of two answers at once with the same count, one is an older one that was sent again.
    kept = col(Passkey.sign_count)
    goes_on = or_(kept < count, and_(kept == 0, count == 0))  # A device that does not count says 0 (6.1.1).
    async with unit_of_work() as work:
        is_it = (col(Passkey.credential_id) == passkey.credential_id, goes_on)
        if (await work.exec(update(Passkey).where(*is_it).values(sign_count=count, used_at=now()))).rowcount:
            return
        if await work.get(Passkey, passkey.credential_id) is None:
            raise UnknownPasskey
        await _record(work, person, "passkey.refused", passkey.name)
    raise ClonedPasskey


async def _record(work: AsyncSession, person: Person, act: str, name: str) -> None:
    await audit.record(work, act, person_id=person.id, joint_account_id=person.joint_account_id, passkey=name)


def _checked(name: str) -> str:
    kept = clean_name(name)
    if kept is None:
        raise BadForm({"passkey": NAME_PROBLEM})
    return kept
