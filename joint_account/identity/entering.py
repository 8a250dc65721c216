"""Coming in and going out: a session begins or ends, and it is on record who, how, and from where."""

from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account import audit
from joint_account.database import unit_of_work
from joint_account.identity.models import Authenticator, LoginSession, Person
from joint_account.identity.second_factor_errors import CodeNeeded
from joint_account.identity.sessions import begin_session, hashed


async def enter(person: Person, *, how: str, device: str, stays: bool = False, strong: bool = False) -> str:
    """Begins a session for somebody who has proved who they are, as `begin_session`; returns the cookie's value.

    Args:
        person: who it is.
        how: they proved it, in words: a password, a passkey, the provider's label.
        device: their browser, in words.
        stays: whether they asked to stay signed in.
        strong: whether they used a passkey or a second factor.

    Raises:
        CodeNeeded: they have an authenticator app, and did not.
    """
    async with unit_of_work() as work:
        if not strong and await work.get(Authenticator, person.id):
            raise CodeNeeded(person)
        token = begin_session(work, person, device=device, stays=stays, strong=strong)
        await _record(work, person, "person.logged_in", how=how, device=device)
    return token


async def leave(token: str) -> None:
    """Logs the browser with this cookie out; its open pages can do nothing more. Without a session nothing happens."""
    async with unit_of_work() as work:
        ended = delete(LoginSession).where(col(LoginSession.token_hash) == hashed(token))
        for person_id, device in await work.exec(ended.returning(col(LoginSession.person_id), col(LoginSession.device))):
            await _record(work, await work.get_one(Person, person_id), "person.logged_out", device=device)


async def _record(work: AsyncSession, person: Person, act: str, **facts: str) -> None:
    await audit.record(work, act, person_id=person.id, joint_account_id=person.joint_account_id, **facts)
