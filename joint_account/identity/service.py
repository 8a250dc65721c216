"""Registering and logging in."""

from collections.abc import Mapping

from sqlalchemy.exc import IntegrityError
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account import audit
from joint_account.database import new_id, now, reading, unit_of_work
from joint_account.identity import passwords
from joint_account.identity.address_links import queue_address_link
from joint_account.identity.addresses import clean_email, clean_name, is_country
from joint_account.identity.entering import enter
from joint_account.identity.errors import AddressTaken, BadForm, WrongEmailOrPassword
from joint_account.identity.known_browsers import counted_as
from joint_account.identity.models import Person
from joint_account.identity.sessions import begin_session
from joint_account.tries import Try, asker, counting, take


def checked_fields(name: str, email: str, password: str, country: str) -> tuple[str, str]:
    """The name and the address as they are kept.

    Raises:
        BadForm: with a sentence for each field that cannot be taken.
    """
    kept_name, kept_email = clean_name(name), clean_email(email)
    problems = {
        "name": "" if kept_name else "Tell us your name, in at most 100 characters.",
        "email": "" if kept_email else "This address is not complete: something like marie@example.com.",
        "password": passwords.problem_with(password, name, email),
        "country": "" if is_country(country) else "Choose a country or region.",
    }
    found = {field: sentence for field, sentence in problems.items() if sentence}
    if found or not kept_name or not kept_email:
        raise BadForm(found)
    return kept_name, kept_email


async def register(
    name: str, email: str, password: str, country: str, *, device: str = "A browser", stays: bool = False
) -> tuple[Person, str]:
    """Makes an account, mails a link that confirms the address, and begins a session, as `begin_session`.

    Returns:
        The person, and the value of the session cookie.

    Raises:
        BadForm: a field cannot be taken.
        AddressTaken: the address has an account.
        TooManyTries: from where it is asked, too many registered lately.
    """
    kept_name, kept_email = checked_fields(name, email, password, country)
    await take(Try.REGISTER_ADDRESS, asker())
    password_hash = await passwords.hash_password(password)
    async with unit_of_work() as work:
        person = await add_person(work, name=kept_name, email=kept_email, password_hash=password_hash, country=country)
        await queue_address_link(work, person)
        session = begin_session(work, person, device=device, stays=stays)
    return person, session


async def add_person(
    work: AsyncSession,
    *,
    name: str,
    email: str,
    password_hash: str,
    country: str,
    language: str = "en",
    confirmed: bool = False,
    demo_id: str | None = None,
    joint_account_id: int | None = None,
) -> Person:
    """Adds a person to the unit of work, with its audit entry.

    Args:
        work: the unit of work.
        name: as people call them, cleaned.
        email: cleaned and in lower case.
        password_hash: from `passwords.hash_password`; empty: no password fits.
        country: ISO 3166-1 alpha-2.
        language: of the mails they get.
        confirmed: whether the address is proved already, as by an invitation's link.
        demo_id: the demo they are born in.
        joint_account_id: whose audit trail the entry belongs to, if any; does not make them a member.

    Raises:
        AddressTaken: the address has an account.
    """
    moment = now()
    person = Person(
        id=new_id(),
        email=email,
        name=name,
        country=country,
        language=language,
        password_hash=password_hash,
        created_at=moment,
        confirmed_at=moment if confirmed else None,
        demo_id=demo_id,
    )
    work.add(person)
    try:
        await work.flush()
    except IntegrityError:
        raise AddressTaken from None
    await audit.record(work, "person.registered", person_id=person.id, joint_account_id=joint_account_id)
    return person


async def log_in(
    email: str,
    password: str,
    demo_id: str | None = None,
    *,
    device: str = "A browser",
    stays: bool = False,
    known: Mapping[str, str] | None = None,
) -> tuple[Person, str]:
    """Checks the password and begins a session. Failures are counted for the address that asks, and for the account.

    Args:
        email: as typed.
        password: as typed.
        demo_id: of the demo that the browser opened, if any: its people come first.
        device: the browser, in words.
        stays: whether the person asked to stay signed in.
        known: whose account knows this browser, as `known_browsers.known_in`.

    Returns:
        The person, and the value of the session cookie.

    Raises:
        WrongEmailOrPassword: said alike, and after the same time, for an unknown address.
        TooManyTries: the password was not looked at; said alike, too.
    """
    async with reading() as session:
        person = await person_meant(session, email, demo_id)
    own = counted_as(known or {}, person.id) if person else ""
    account = (Try.LOG_IN, own) if own else (Try.LOG_IN_ACCOUNT, person.id if person else clean_email(email) or email)
    async with counting(WrongEmailOrPassword, (Try.LOG_IN_ADDRESS, asker()), account):
        if not await passwords.matches(password, person.password_hash if person else None) or person is None:
            raise WrongEmailOrPassword
    return person, await enter(person, how="a password", device=device, stays=stays)


async def person_meant(session: AsyncSession, email: str, demo_id: str | None) -> Person | None:
    """Whose address was typed: in the demo that the browser opened, if any, and otherwise outside of all demos."""
    cleaned = clean_email(email) or ""
    person = await person_with(session, cleaned, demo_id)
    return await person_with(session, cleaned, None) if person is None and demo_id is not None else person


async def person_with(session: AsyncSession, email: str, demo_id: str | None) -> Person | None:
    """Whose address this is, in a demo or, with None, outside of all demos."""
    return (await session.exec(select(Person).where(Person.email == email, Person.demo_id == demo_id))).one_or_none()
