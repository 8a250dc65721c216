"""Identities at providers, and whose they are. An identity is issuer and subject; an e-mail address links nothing."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account import audit
from joint_account.database import new_id, now, reading, unit_of_work
from joint_account.identity import address_links, service
from joint_account.identity.addresses import clean_email, clean_name, is_country
from joint_account.identity.changing import tell
from joint_account.identity.errors import BadForm
from joint_account.identity.models import LoginSession, Person, ProviderIdentity
from joint_account.identity.oidc import Proved
from joint_account.identity.provider_errors import LinkedElsewhere, NotInADemo
from joint_account.identity.proving import require_recent_proof
from joint_account.identity.unproved import release_unproved
from joint_account.identity.ways_in import hold_ways_in, require_a_way_in
from joint_account.provider_settings import Provider
from joint_account.settings import settings


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


def require_may_link(person: Person, session: LoginSession, label: str) -> None:
    """Lets through who may make an identity a way into their account.

    Args:
        person: who is acting.
        session: theirs, in which they proved lately who they are.
        label: the provider's.

    Raises:
        ProofNeeded: they did not.
        NotInADemo: they belong to a demo.
    """
    if person.demo_id is not None:
        raise NotInADemo(label)
    require_recent_proof(session)


async def link(person: Person, session: LoginSession, proved: Proved) -> None:
    """Makes an identity a way into the account of somebody who is logged in, and says so by mail; once.

    Args:
        person: who is acting.
        session: theirs, in which they proved lately who they are.
        proved: the identity.

    Raises:
        ProofNeeded, NotInADemo: as `require_may_link`.
        LinkedElsewhere: it is somebody else's.
    """
    require_may_link(person, session, proved.label)
    async with unit_of_work() as work:
        me = await hold_ways_in(work, person)
        owner = await _person_of(work, proved)
        if owner is not None and owner.id != me.id:
            raise LinkedElsewhere(proved.label)
        if owner is None:
            await _link(work, me, proved)
            tell(work, me, "provider_linked", provider=proved.label, link=_page())


async def identities_of(person: Person) -> list[ProviderIdentity]:
    """The person's identities at providers, oldest first."""
    async with reading() as session:
        mine = select(ProviderIdentity).where(ProviderIdentity.person_id == person.id)
        return list(await session.exec(mine.order_by(col(ProviderIdentity.linked_at), col(ProviderIdentity.id))))


async def providers_of(person: Person) -> list[Provider]:
    """The configured providers that can say that it is this person, by an identity that is linked."""
    issuers = {one.issuer for one in await identities_of(person)}
    return [one for one in settings().providers if one.issuer in issuers]


async def unlink(person: Person, session: LoginSession, identity_id: int) -> None:
    """Takes an identity from the person's ways in, and says so by mail; one that is not theirs stays.

    Args:
        person: who is acting.
        session: theirs, in which they proved lately who they are.
        identity_id: which.

    Raises:
        ProofNeeded: they did not.
        LastWayIn: there would be none left.
    """
    require_recent_proof(session)
    async with unit_of_work() as work:
        me = await hold_ways_in(work, person)
        is_it = (col(ProviderIdentity.person_id) == me.id, col(ProviderIdentity.id) == identity_id)
        gone = await work.exec(delete(ProviderIdentity).where(*is_it).returning(col(ProviderIdentity.label)))
        for label in gone.scalars().all():
            await require_a_way_in(work, me)
            await _record(work, me, "identity.unlinked", label)
            tell(work, me, "provider_unlinked", provider=label, link=_page())


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
    await _record(work, person, "identity.linked", proved.label)


async def _record(work: AsyncSession, person: Person, act: str, label: str) -> None:
    await audit.record(work, act, person_id=person.id, joint_account_id=person.joint_account_id, provider=label)


def _page() -> str:
    return f"{settings().public_url}/security"
