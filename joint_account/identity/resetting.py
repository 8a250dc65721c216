"""A forgotten password: a mailed link sets a new one. Holding the link proves the address."""

import secrets
from datetime import datetime, timedelta

from sqlmodel import col, delete, select

from joint_account import audit
from joint_account.database import now, reading, unit_of_work
from joint_account.identity import passwords
from joint_account.identity.address_links import mark_confirmed
from joint_account.identity.changing import set_password, tell
from joint_account.identity.errors import BadForm, ResetLinkNotGood
from joint_account.identity.models import AddressLink, Person, ResetLink
from joint_account.identity.service import person_meant
from joint_account.identity.sessions import hashed
from joint_account.identity.unproved import forget_ways_in
from joint_account.identity.ways_in import hold_ways_in
from joint_account.settings import settings
from joint_account.tries import TooManyTries, Try, take

RESET_LINK_LASTS = timedelta(minutes=30)


async def ask_for_reset(email: str, demo_id: str | None = None) -> None:
    """Mails a link that sets a new password, if the address has an account; tells nobody whether it has.

    Args:
        email: as typed.
        demo_id: of the demo that the browser opened, if any: its people come first.
    """
    async with unit_of_work() as work:
        person = await person_meant(work, email, demo_id)
        if person is None:
            return
        try:
            await take(Try.RESET_PERSON, person.id)
        except TooManyTries:
            return  # The last link that was mailed is still good; whoever asked is told the same as ever.
        await hold_ways_in(work, person)
        await work.exec(delete(ResetLink).where(col(ResetLink.person_id) == person.id))
        token = secrets.token_urlsafe(32)
        work.add(ResetLink(token_hash=hashed(token), person_id=person.id, expires_at=now() + RESET_LINK_LASTS))
        minutes = str(int(RESET_LINK_LASTS.total_seconds()) // 60)
        tell(work, person, "reset_password", link=f"{settings().public_url}/reset/{token}", minutes=minutes)
        await audit.record(work, "password.reset_asked", person_id=person.id, joint_account_id=person.joint_account_id)


async def reset_password(token: str, new: str, at: datetime | None = None) -> Person:
    """Sets a new password; every session ends, the address is proved, and a mail says that it happened.

    It also gives an address back to its owner, when somebody else registered it and never proved it.

    Args:
        token: of the mailed link, which dies.
        new: what is to be the password.
        at: when, if not now.

    Returns:
        Whose it is.

    Raises:
        ResetLinkNotGood: unknown, used, replaced or too old.
        BadForm: the password cannot be taken; the link lives on.
    """
    moment = at or now()
    is_it = (col(ResetLink.token_hash) == hashed(token), col(ResetLink.expires_at) > moment)
    async with reading() as session:
        owned = select(Person).join(ResetLink, col(ResetLink.person_id) == col(Person.id)).where(*is_it)
        person = (await session.exec(owned)).first()
    if person is None:
        raise ResetLinkNotGood
    if problem := passwords.problem_with(new, person.name, person.email):
        raise BadForm({"password": problem})
    password_hash = await passwords.hash_password(new)
    async with unit_of_work() as work:
        await hold_ways_in(work, person)
        used = await work.exec(delete(ResetLink).where(*is_it))
        if used.rowcount != 1 or not await set_password(work, person, password_hash, known_hash=person.password_hash):
            raise ResetLinkNotGood
        await work.exec(delete(AddressLink).where(col(AddressLink.person_id) == person.id))
        if person.confirmed_at is None:
            await forget_ways_in(work, person.id)
        await mark_confirmed(work, person.id)
        await audit.record(work, "password.reset", person_id=person.id, joint_account_id=person.joint_account_id)
    return person
