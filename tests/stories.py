"""A handful of situations that tests begin in, made by calling the services that people use."""

import re
from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import col, delete, select

from joint_account.database import now, reading, unit_of_work
from joint_account.identity.models import LoginSession, Person
from joint_account.identity.service import add_person
from joint_account.identity.sessions import hashed
from joint_account.mail import envelope
from joint_account.mail.models import Letter
from joint_account.registration import service as registration
from joint_account.registration.machine import Role
from joint_account.registration.models import Invitation
from joint_account.registration.service import Invitee
from joint_account.sealing import unseal


@dataclass(frozen=True)
class Invited:
    """An open invitation, and the link that was mailed."""

    invitation: Invitation
    link: str


async def a_person(email: str, name: str = "Somebody", country: str = "DE", *, confirmed: bool = True, demo_id=None) -> Person:
    """Somebody who can log in and has no joint account."""
    async with unit_of_work() as work:
        return await add_person(
            work, name=name, email=email, password_hash="", country=country, confirmed=confirmed, demo_id=demo_id
        )


async def an_organizer(email: str = "olga@example.com", name: str = "Olga Berger", country: str = "DE", demo_id=None) -> Person:
    """Somebody who has started a joint account that nobody joined yet."""
    person = await a_person(email, name, country, demo_id=demo_id)
    await registration.start_joint_account(person)
    return await anew(person)


async def an_invitation(
    organizer: Person, email: str = "ana@example.com", name: str = "Ana Silva", role: str = Role.MANAGER, country: str = "ES"
) -> Invited:
    """Somebody was invited, and their mail has arrived."""
    invitee = Invitee(name, email, country, role)
    invitation = await registration.invite(organizer, invitee, understood=True, session=proved(organizer))
    return Invited(invitation, (await links_of(invitation))[-1])


async def a_member(
    organizer: Person, email: str = "ana@example.com", name: str = "Ana Silva", role: str = Role.MANAGER, country: str = "ES"
) -> Person:
    """Somebody who was invited, registered through the link and accepted: the joint account is complete."""
    invited = await an_invitation(organizer, email, name, role, country)
    member = await registration.register_invited(invited.link, name=name, password_hash="", country=country)
    await registration.accept(member, invited.link, understood=True)
    return await anew(member)


async def anew(person: Person) -> Person:
    """The person as the database has them now, as at each event."""
    async with reading() as session:
        return await session.get_one(Person, person.id)


async def session_of(token: str) -> LoginSession:
    """The session behind a cookie's value, as it stands in the database."""
    async with reading() as session:
        return (await session.exec(select(LoginSession).where(LoginSession.token_hash == hashed(token)))).one()


async def end_session(token: str) -> None:
    """A session ends, and nothing else happens."""
    async with unit_of_work() as work:
        await work.exec(delete(LoginSession).where(col(LoginSession.token_hash) == hashed(token)))


def proved(person: Person) -> LoginSession:
    """A session in which the person has just proved who they are; no browser has its cookie."""
    at = now()
    return LoginSession(
        token_hash="",
        id=0,
        person_id=person.id,
        device="A browser",
        stays=False,
        is_strong=False,
        proved_at=at,
        created_at=at,
        seen_at=at,
        expires_at=at,
    )


async def links_of(invitation: Invitation) -> list[str]:
    """Every link that was mailed for an invitation, oldest first, read out of the letters."""
    async with reading() as session:
        letters = await session.exec(
            select(Letter)
            .where(Letter.about == invitation.id, col(Letter.kind).in_(("invitation", "reminder")))
            .order_by(col(Letter.queued_at))
        )
        texts = [envelope.taken_apart(unseal("letter", letter.sealed))[0] for letter in letters if letter.sealed]
    return [found[1] for text in texts if (found := re.search(r"/invitation/(\S+)", text))]


def an_invitee(**changed: str) -> Invitee:
    """Ana, as an organizer types her in."""
    return Invitee(**{"name": "Ana Silva", "email": "ana@example.com", "country": "ES", "role": Role.VIEWER} | changed)


async def let_expire(invitation_id: int) -> None:
    """The invitation's time is over, and nothing has written it down."""
    async with unit_of_work() as work:
        expire = text("UPDATE invitation SET expires_at = sent_at + 1 WHERE id = :id")
        await (await work.connection()).execute(expire, {"id": invitation_id})
