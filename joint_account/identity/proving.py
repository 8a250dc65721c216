"""Somebody who is logged in proves once more who they are, before what could lock its owner out or lasts for ever."""

import secrets
from datetime import datetime, timedelta

from sqlmodel import col, or_, update

from joint_account.database import now, unit_of_work
from joint_account.identity.errors import ProofNeeded
from joint_account.identity.models import Authenticator, LoginSession, Person
from joint_account.identity.second_factor_errors import CodeNeeded
from joint_account.identity.sessions import hashed

PROOF_LASTS = timedelta(minutes=10)


def is_recently_proved(session: LoginSession | None, at: datetime | None = None) -> bool:
    """Whether the session's person proved who they are in the last ten minutes, as by logging in."""
    return session is not None and session.proved_at > (at or now()) - PROOF_LASTS


def require_recent_proof(session: LoginSession | None, at: datetime | None = None) -> None:
    """Lets a session through whose person proved who they are in the last ten minutes.

    Raises:
        ProofNeeded: they did not; no session has proved nothing.
    """
    if not is_recently_proved(session, at):
        raise ProofNeeded


async def renew_session(session: LoginSession, *, strong: bool) -> str:
    """Notes that the session's person has proved who they are; returns the cookie's new value, the old one is void.

    Args:
        session: that goes on.
        strong: whether they used a passkey or a second factor; a session that was strong stays it.

    Raises:
        ProofNeeded: the session ended meanwhile.
        CodeNeeded: the person has an authenticator app, and less than its code proves nothing.
    """
    token = secrets.token_urlsafe(32)
    async with unit_of_work() as work:
        if not strong and await work.get(Authenticator, session.person_id):
            raise CodeNeeded(await work.get_one(Person, session.person_id))
        renewed = await work.exec(
            update(LoginSession)
            .where(col(LoginSession.token_hash) == session.token_hash)
            .values(token_hash=hashed(token), proved_at=now(), is_strong=or_(col(LoginSession.is_strong), strong))
        )
        if renewed.rowcount != 1:
            raise ProofNeeded
    return token
