"""Identities at providers, and whose they are. An identity is issuer and subject; an e-mail address links nothing."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account import audit
from joint_account.database import new_id, now, reading, unit_of_work
from joint_account.identity import address_links, service
from joint_account.identity.addresses import clean_email, clean_name, is_country
from joint_account.identity.errors import BadForm
from joint_account.identity.models import Person, ProviderIdentity
from joint_account.identity.oidc import Proved
from joint_account.identity.provider_errors import LinkedElsewhere
from joint_account.identity.unproved import release_unproved
from joint_account.identity.ways_in import hold_ways_in, require_a_way_in


async def person_of(proved: Proved) -> Person | None:
    """Whose way in this identity is; confirms their address when the provider vouches for that very one."""
    async with reading() as session:
        person = await _person_of(session, proved)
    if person and person.confirmed_at is None and proved.verified and clean_email(proved.email) == person.email:
        async with unit_of_work() as work:
            await address_links.mark_confirmed(work, person.id)
    return person


async def owner_of_address(proved: Proved) -> Person | None:
    """Who has an account with the provider's address, and must log in to it before it is linked.

    An account that never proved its address gives way to somebody whose provider vouches for it.
    """
    async with reading() as session:
        person = await service.person_with(session, clean_email(proved.email) or "", None)
    return None if person and person.confirmed_at is None and proved.verified else person


async def join_through(proved: Proved, name: str, country: str) -> Person:
    """Makes an account without a password for somebody new; an address that nobody vouches for gets a confirmation mail.

    Raises:
        BadForm: name or country cannot be taken.
        AddressTaken: the address has an account, whose own log-in comes first.
    """
    kept_name, email = clean_name(name), clean_email(proved.email)
    problems = {
        "name": "" if kept_name else "Tell us your name, in at most 100 characters.",
        "country": "" if is_country(country) else "Choose a country or region.",
    }
    if email is None or kept_name is None or any(problems.values()):
        raise BadForm({field: problem for field, problem in problems.items() if problem})
    async with unit_of_work() as work:
        if proved.verified:
            await release_unproved(work, email, None)
        person = await service.add_person(
            work, name=kept_name, email=email, password_hash="", country=country, confirmed=proved.verified
        )
        await _link(work, person, proved)
        if not proved.verified:
            await address_links.queue_address_link(work, person)
    return person


async def link(person: Person, proved: Proved) -> None:
    """Makes an identity a way into the account of somebody who is logged in; a second time changes nothing.

    Raises:
        LinkedElsewhere: it is somebody else's.
    """
    async with unit_of_work() as work:
        owner = await _person_of(work, proved)
        if owner is not None and owner.id != person.id:
            raise LinkedElsewhere(proved.label)
        if owner is None:
            await _link(work, person, proved)


async def identities_of(person: Person) -> list[ProviderIdentity]:
    """The person's identities at providers, oldest first."""
    async with reading() as session:
        mine = select(ProviderIdentity).where(ProviderIdentity.person_id == person.id)
        return list(await session.exec(mine.order_by(col(ProviderIdentity.linked_at), col(ProviderIdentity.id))))


async def unlink(person: Person, identity_id: int) -> None:
    """Takes an identity from the person's ways in; one that is not theirs stays.

    Raises:
        LastWayIn: there would be none left.
    """
    async with unit_of_work() as work:
        me = await hold_ways_in(work, person)
        mine = col(ProviderIdentity.person_id) == me.id
        gone = await work.exec(delete(ProviderIdentity).where(mine, col(ProviderIdentity.id) == identity_id))
        if gone.rowcount:
            await require_a_way_in(work, me)
            await audit.record(work, "identity.unlinked", person_id=me.id, joint_account_id=me.joint_account_id)


async def _person_of(session: AsyncSession, proved: Proved) -> Person | None:
    found = await session.exec(
        select(Person)
        .join(ProviderIdentity, col(ProviderIdentity.person_id) == col(Person.id))
        .where(ProviderIdentity.issuer == proved.issuer, ProviderIdentity.subject == proved.subject)
    )
    return found.one_or_none()


async def _link(work: AsyncSession, person: Person, proved: Proved) -> None:
    work.add(
        ProviderIdentity(
            id=new_id(),
            issuer=proved.issuer,
            subject=proved.subject,
            person_id=person.id,
            label=proved.label,
            email=clean_email(proved.email) or "",
            linked_at=now(),
        )
    )
    try:
        await work.flush()
    except IntegrityError:
        raise LinkedElsewhere(proved.label) from None
    tenant = person.joint_account_id
    await audit.record(work, "identity.linked", person_id=person.id, joint_account_id=tenant, provider=proved.label)
