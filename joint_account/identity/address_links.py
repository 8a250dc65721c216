"""Links that confirm an address: mailed, looked at, used once."""

import secrets
from datetime import timedelta

from sqlmodel import col, delete, update
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account import audit
from joint_account.database import now, reading, unit_of_work
from joint_account.identity.errors import LinkNotGood
from joint_account.identity.models import AddressLink, Person
from joint_account.identity.sessions import hashed
from joint_account.identity.ways_in import hold_ways_in
from joint_account.mail import outbox
from joint_account.settings import settings

ADDRESS_LINK_LASTS = timedelta(days=7)


async def send_address_link(person: Person) -> None:
    """Mails a new link that confirms the address; older ones die."""
    async with unit_of_work() as work:
        await hold_ways_in(work, person)
        await queue_address_link(work, person)
        await audit.record(work, "address.link_sent", person_id=person.id, joint_account_id=person.joint_account_id)


async def person_behind_address_link(token: str) -> Person | None:
    """Whose address this link would confirm; looking changes nothing."""
    async with reading() as session:
        link = await session.get(AddressLink, hashed(token))
        return await session.get(Person, link.person_id) if link and link.expires_at > now() else None


async def confirm_address(token: str) -> Person:
    """Confirms the address that this link was mailed to; the link dies.

    Raises:
        LinkNotGood: unknown, used, replaced or too old.
    """
    async with unit_of_work() as work:
        used = await work.exec(
            delete(AddressLink)
            .where(col(AddressLink.token_hash) == hashed(token), col(AddressLink.expires_at) > now())
            .returning(col(AddressLink.person_id))
        )
        person_id = used.scalar_one_or_none()
        if person_id is None:
            raise LinkNotGood
        await mark_confirmed(work, person_id)
        return await work.get_one(Person, person_id, populate_existing=True)


async def mark_confirmed(work: AsyncSession, person_id: int) -> None:
    """Notes that a person's address is proved, once."""
    confirmed = await work.exec(
        update(Person).where(col(Person.id) == person_id, col(Person.confirmed_at).is_(None)).values(confirmed_at=now())
    )
    if confirmed.rowcount:
        person = await work.get_one(Person, person_id)
        await audit.record(work, "address.confirmed", person_id=person_id, joint_account_id=person.joint_account_id)


async def queue_address_link(work: AsyncSession, person: Person) -> None:
    """Queues a mail with a new link that confirms the address; older links die."""
    await work.exec(delete(AddressLink).where(col(AddressLink.person_id) == person.id))
    token = secrets.token_urlsafe(32)
    work.add(AddressLink(token_hash=hashed(token), person_id=person.id, expires_at=now() + ADDRESS_LINK_LASTS))
    outbox.queue(
        work,
        "confirm_address",
        to=person.email,
        to_name=person.name,
        language=person.language,
        joint_account_id=person.joint_account_id,
        demo_id=person.demo_id,
        name=person.name,
        link=f"{settings().public_url}/confirm/{token}",
        days=str(ADDRESS_LINK_LASTS.days),
    )
