"""A person's address is changed, once both addresses have agreed by mailed links."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account import audit
from joint_account.database import lock_joint_account, now, reading, unit_of_work
from joint_account.identity.addresses import clean_email
from joint_account.identity.changing import tell
from joint_account.identity.errors import BadForm, EmailLinkNotGood
from joint_account.identity.models import AddressLink, EmailChange, LoginSession, Person, ResetLink
from joint_account.identity.proving import require_recent_proof
from joint_account.identity.service import person_with
from joint_account.identity.sessions import hashed
from joint_account.identity.unproved import release_unproved
from joint_account.settings import settings
from joint_account.tries import Try, take

EMAIL_LINK_LASTS = timedelta(hours=24)

INCOMPLETE = "This address is not complete: something like marie@example.com."
THE_SAME = "This is your address already."
NOT_THIS_ONE = "This address cannot be taken. Use another one."


async def ask_to_change_email(person: Person, session: LoginSession, email: str) -> None:
    """Mails a link to either address; nothing changes before both were used. An earlier wish is forgotten.

    Args:
        person: who is acting.
        session: theirs, in which they proved lately who they are.
        email: the new address, as typed.

    Raises:
        ProofNeeded: they did not.
        BadForm: it is no address, their own, or one that somebody else has proved.
        TooManyTries: they asked too often.
    """
    require_recent_proof(session)
    new = clean_email(email)
    if new is None or new == person.email:
        raise BadForm({"email": THE_SAME if new else INCOMPLETE})
    old_token, new_token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    await take(Try.CHANGE_EMAIL, person.id)
    async with unit_of_work() as work:
        holder = await person_with(work, new, person.demo_id)
        if holder is not None and holder.confirmed_at is not None:
            raise BadForm({"email": NOT_THIS_ONE})
        await work.exec(delete(EmailChange).where(col(EmailChange.person_id) == person.id))
        work.add(
            EmailChange(
                person_id=person.id,
                new_email=new,
                old_token_hash=hashed(old_token),
                new_token_hash=hashed(new_token),
                expires_at=now() + EMAIL_LINK_LASTS,
            )
        )
        for to, token in ((person.email, old_token), (new, new_token)):
            tell(work, person, "change_email", to=to, new=new, link=f"{settings().public_url}/email/{token}", hours=_hours())
        await audit.record(work, "email.change_asked", person_id=person.id, joint_account_id=person.joint_account_id)


async def change_of(person: Person, at: datetime) -> EmailChange | None:
    """The change of address that the person asked for and that is not complete, if it can still be."""
    async with reading() as session:
        change = await session.get(EmailChange, person.id)
        return change if change and change.expires_at > at else None


async def agree_to_email(token: str, at: datetime | None = None) -> bool:
    """One address agrees; when both have, the address changes, and a mail to each says so.

    Args:
        token: of the mailed link, which dies.
        at: when, if not now.

    Returns:
        Whether the address has changed now.

    Raises:
        EmailLinkNotGood: unknown, used, replaced or too old, or somebody proved the address meanwhile: nothing changed.
    """
    moment = at or now()
    person = await _person_behind(token, moment)
    async with unit_of_work() as work:
        if person.joint_account_id is not None:
            await lock_joint_account(work, person.joint_account_id)
        await _use(work, token, moment)
        change = await work.get_one(EmailChange, person.id, populate_existing=True)
        if change.old_token_hash or change.new_token_hash:
            return False
        await _change(work, person, change.new_email, moment)
    return True


async def _person_behind(token: str, at: datetime) -> Person:
    either = or_(col(EmailChange.old_token_hash) == hashed(token), col(EmailChange.new_token_hash) == hashed(token))
    owned = select(Person).join(EmailChange, col(EmailChange.person_id) == col(Person.id))
    async with reading() as session:
        person = (await session.exec(owned.where(either, col(EmailChange.expires_at) > at))).first()
    if person is None:
        raise EmailLinkNotGood
    return person


async def _use(work: AsyncSession, token: str, at: datetime) -> None:
    """The link dies; it is one of the two, and was not used before."""
    used = 0
    for name in ("old_token_hash", "new_token_hash"):
        mine = update(EmailChange).where(getattr(EmailChange, name) == hashed(token), col(EmailChange.expires_at) > at)
        used += (await work.exec(mine.values({name: None}))).rowcount
    if used != 1:
        raise EmailLinkNotGood


async def _change(work: AsyncSession, person: Person, email: str, at: datetime) -> None:
    await release_unproved(work, email, person.demo_id)
    changed = update(Person).where(col(Person.id) == person.id, col(Person.email) == person.email)
    try:
        done = await work.exec(changed.values(email=email, confirmed_at=person.confirmed_at or at))
    except IntegrityError:
        raise EmailLinkNotGood from None
    if done.rowcount != 1:
        raise EmailLinkNotGood
    # Those were mailed to the old address.
    for table in (EmailChange, AddressLink, ResetLink):
        await work.exec(delete(table).where(col(table.person_id) == person.id))
    for to in (person.email, email):
        tell(work, person, "email_changed", to=to, new=email)
    await audit.record(work, "email.changed", person_id=person.id, joint_account_id=person.joint_account_id)


def _hours() -> str:
    return str(int(EMAIL_LINK_LASTS.total_seconds()) // 3600)
