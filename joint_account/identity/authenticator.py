"""An authenticator app: added, removed; and the recovery codes that stand in for it, which are shown once."""

import secrets
import time

import pyotp
from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account import audit
from joint_account.database import now, unit_of_work
from joint_account.identity.changing import tell
from joint_account.identity.models import Authenticator, LoginSession, Person, RecoveryCode
from joint_account.identity.proving import require_recent_proof
from joint_account.identity.relying_party import NAME
from joint_account.identity.second_factor import cleaned, step_of
from joint_account.identity.second_factor_errors import HasApp, NoApp, WrongCode
from joint_account.identity.sessions import hashed
from joint_account.identity.ways_in import hold_ways_in
from joint_account.sealing import seal
from joint_account.settings import settings

CODES = 10
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""None of them is taken for another (Crockford's base 32)."""
_GROUPS, _GROUP = 6, 4
"""24 letters of 5 bits: 120. From 112 on a plain hash is enough to keep them by (OWASP ASVS 5.0, 6.5.2)."""


def new_secret() -> str:
    """What an app is to hold: 160 random bits in base 32 (RFC 4226, 4, R6)."""
    return pyotp.random_base32()


def link_of(secret: str, person: Person) -> str:
    """The secret as apps read it, with whose it is (`otpauth`, Google's Key URI format)."""
    return pyotp.TOTP(secret).provisioning_uri(name=person.email, issuer_name=NAME)


async def add(person: Person, session: LoginSession, secret: str, code: str, at: float | None = None) -> list[str]:
    """Asks for the app's codes from now on; a mail says so.

    Args:
        person: who is acting.
        session: theirs, in which they proved lately who they are.
        secret: that was shown to them.
        code: what the app shows: proof that it holds the secret.
        at: when, in seconds since 1970, if not now.

    Returns:
        The recovery codes, as they are to be read.

    Raises:
        ProofNeeded: they did not.
        WrongCode: the app shows another.
        HasApp: they have one.
    """
    require_recent_proof(session)
    step = step_of(secret, cleaned(code), time.time() if at is None else at)
    if step is None:
        raise WrongCode
    async with unit_of_work() as work:
        me = await hold_ways_in(work, person)
        if await work.get(Authenticator, me.id):
            raise HasApp
        sealed = seal("authenticator", secret.encode())
        work.add(Authenticator(person_id=me.id, secret=sealed, last_step=step, added_at=now()))
        codes = await _new_codes(work, me)
        await _record(work, me, "authenticator.added")
        tell(work, me, "authenticator_added", link=_page())
    return codes


async def remove(person: Person, session: LoginSession) -> None:
    """Asks for no codes any more; recovery codes go, too, and a mail says so. Without an app nothing happens.

    Raises:
        ProofNeeded: the person did not prove lately who they are.
    """
    require_recent_proof(session)
    async with unit_of_work() as work:
        me = await hold_ways_in(work, person)
        gone = await work.exec(delete(Authenticator).where(col(Authenticator.person_id) == me.id))
        if gone.rowcount:
            await work.exec(delete(RecoveryCode).where(col(RecoveryCode.person_id) == me.id))
            await _record(work, me, "authenticator.removed")
            tell(work, me, "authenticator_removed", link=_page())


async def make_recovery_codes(person: Person, session: LoginSession) -> list[str]:
    """New recovery codes, as they are to be read; those of before are void, and a mail says so.

    Raises:
        ProofNeeded: the person did not prove lately who they are.
        NoApp: there is nothing they could stand in for.
    """
    require_recent_proof(session)
    async with unit_of_work() as work:
        me = await hold_ways_in(work, person)
        if await work.get(Authenticator, me.id) is None:
            raise NoApp
        codes = await _new_codes(work, me)
        await _record(work, me, "recovery_codes.made")
        tell(work, me, "recovery_codes_made", link=_page())
    return codes


async def _new_codes(work: AsyncSession, person: Person) -> list[str]:
    await work.exec(delete(RecoveryCode).where(col(RecoveryCode.person_id) == person.id))
    codes = [_new_code() for _ in range(CODES)]
    for code in codes:
        work.add(RecoveryCode(person_id=person.id, code_hash=hashed(cleaned(code))))
    return codes


def _new_code() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))


async def _record(work: AsyncSession, person: Person, act: str) -> None:
    await audit.record(work, act, person_id=person.id, joint_account_id=person.joint_account_id)


def _page() -> str:
    return f"{settings().public_url}/security"
