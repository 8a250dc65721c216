"""People with passkeys: what they do with them, by calling the services."""

from sqlmodel import select, update

from joint_account.audit.models import AuditEntry
from joint_account.database import reading, unit_of_work
from joint_account.identity import ceremonies, passkeys
from joint_account.identity.models import LoginSession, Person
from joint_account.identity.passkey_questions import to_make, to_use
from joint_account.identity.sessions import hashed, start_session
from joint_account.mail.queries import mailbox
from tests.authenticator import Authenticator
from tests.snapshots import snapshot
from tests.stories import a_person

HOME = "https://account.example"


async def a_session(person: Person) -> LoginSession:
    token = await start_session(person)
    async with reading() as session:
        return await session.get_one(LoginSession, hashed(token))


async def added(person, device, *, name="Chrome on Linux", lie=None, **how):
    ceremony = ceremonies.begin(person.id)
    options = to_make(ceremony, person, await passkeys.passkeys_of(person))
    answer = device.make(options, **how, **({"lie": lie} if lie else {}))
    return await passkeys.add(person, await a_session(person), ceremony, answer, name)


async def logged_in(device, *, demo_id=None, lie=None):
    ceremony = ceremonies.begin()
    return await passkeys.person_behind(ceremony, device.use(to_use(ceremony), **({"lie": lie} if lie else {})), demo_id)


async def proved(person, device, *, among=None, lie=None):
    ceremony = ceremonies.begin(person.id)
    options = to_use(ceremony, await passkeys.passkeys_of(among or person))
    await passkeys.prove(person, ceremony, device.use(options, **({"lie": lie} if lie else {})))


async def somebody(email="olga@example.com"):
    """Somebody with a passkey, and its device."""
    person, device = await a_person(email, "Olga Berger"), Authenticator(HOME)
    await added(person, device)
    return person, device


async def acts():
    async with reading() as session:
        return [(entry.act, entry.facts) for entry in await session.exec(select(AuditEntry).order_by(AuditEntry.at))]


async def kinds():
    return [letter.kind for letter in reversed(await mailbox(None))]


async def what_is_kept():
    """Everything but what was spent: a challenge is, whatever the answer was."""
    return {table: rows for table, rows in (await snapshot()).items() if table != "spent_state"}


async def a_way_in(person):
    async with unit_of_work() as work:
        await work.exec(update(Person).where(Person.id == person.id).values(password_hash="there is one"))


async def carried(purpose, ceremony):
    """The Cookie header of a browser that was asked."""
    from starlette.responses import Response

    return ceremonies.carry(Response(), purpose, ceremony).headers["set-cookie"].partition(";")[0]
