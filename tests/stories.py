"""A handful of situations that tests begin in."""

from joint_account.database import new_id, now, unit_of_work
from joint_account.identity.models import Person
from joint_account.registration.machine import Role
from joint_account.registration.models import JointAccount, Membership


async def an_organizer(email: str = "olga@example.com", name: str = "Olga Berger", country: str = "DE") -> Person:
    """Somebody who has started a joint account that nobody joined yet."""
    account = JointAccount(id=new_id(), name=name, created_at=now())
    person = Person(
        id=new_id(),
        email=email,
        name=name,
        country=country,
        password_hash="",
        created_at=now(),
        confirmed_at=now(),
        joint_account_id=account.id,
    )
    async with unit_of_work() as work:
        work.add(person)
        work.add(account)
        await work.flush()
        work.add(Membership(joint_account_id=account.id, person_id=person.id, role=Role.ORGANIZER, joined_at=now()))
    return person
