"""The second factor of somebody with an authenticator app: a code that it shows, or a recovery code. Each is good once.

TOTP: RFC 6238, with SHA-1, six digits and steps of 30 seconds, which is what every app takes.
"""

import hmac
import re
import time

from pyotp import TOTP
from sqlmodel import col, delete, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account import audit
from joint_account.database import reading, unit_of_work
from joint_account.identity.changing import tell
from joint_account.identity.models import Authenticator, Person, RecoveryCode
from joint_account.identity.second_factor_errors import WrongCode
from joint_account.identity.sessions import hashed
from joint_account.identity.ways_in import hold_ways_in
from joint_account.sealing import unseal
from joint_account.settings import settings
from joint_account.tries import Try, counting

STEP = 30
"""Seconds that a code is shown for."""

SKEW = 1
"""Steps by which a device's clock may be wrong, or its person slow (RFC 6238, 5.2)."""

_LIKE_DIGITS = str.maketrans("OIL", "011")


async def has_app(person: Person) -> bool:
    """Whether the person has an authenticator app."""
    async with reading() as session:
        return await session.get(Authenticator, person.id) is not None


async def check(person: Person, typed: str, at: float | None = None) -> None:
    """Lets through who has the person's app or one of their recovery codes; what was typed is used up by it.

    Args:
        person: whose second factor it is.
        typed: six digits, or a recovery code, with whatever blanks and hyphens.
        at: when, in seconds since 1970, if not now.

    Raises:
        WrongCode: it is neither, or was used before.
        TooManyTries: too many were wrong lately.
    """
    code = cleaned(typed)
    async with counting(WrongCode, (Try.CODE, person.id)):
        if re.fullmatch(r"[0-9]{6}", code):
            await _use_app(person, code, time.time() if at is None else at)
        else:
            await _use_recovery_code(person, code)


def step_of(secret: str, code: str, at: float) -> int | None:
    """The time step that the app shows this code in, as near to `at` (seconds since 1970) as is allowed; None: in none.

    Args:
        secret: of the app, in base 32.
        code: six digits.
        at: seconds since 1970.
    """
    steps = range(int(at) // STEP - SKEW, int(at) // STEP + SKEW + 1)
    return max((step for step in steps if hmac.compare_digest(TOTP(secret).generate_otp(step), code)), default=None)


def cleaned(typed: str) -> str:
    """A code as it is compared: without what is there for reading, and with letters that look like digits as digits."""
    return re.sub(r"[^0-9A-Z]", "", typed[:100].upper()).translate(_LIKE_DIGITS)


async def codes_left(session: AsyncSession, person: Person) -> int:
    """How many recovery codes of the person's are not used."""
    return (await session.exec(select(func.count()).where(col(RecoveryCode.person_id) == person.id))).one()


async def _use_app(person: Person, code: str, at: float) -> None:
    async with unit_of_work() as work:
        app = await work.get(Authenticator, person.id)
        step = step_of(unseal("authenticator", app.secret).decode(), code, at) if app else None
        if app is None or step is None:
            raise WrongCode
        is_new = (col(Authenticator.person_id) == person.id, col(Authenticator.last_step) < step)
        # The same app still: another one's codes are others.
        used = update(Authenticator).where(*is_new, col(Authenticator.secret) == app.secret).values(last_step=step)
        if (await work.exec(used)).rowcount != 1:
            raise WrongCode


async def _use_recovery_code(person: Person, code: str) -> None:
    async with unit_of_work() as work:
        me = await hold_ways_in(work, person)
        is_it = (col(RecoveryCode.person_id) == me.id, col(RecoveryCode.code_hash) == hashed(code))
        if (await work.exec(delete(RecoveryCode).where(*is_it))).rowcount != 1:
            raise WrongCode
        left = str(await codes_left(work, me))
        await audit.record(work, "recovery_code.used", person_id=me.id, joint_account_id=me.joint_account_id, left=left)
        tell(work, me, "recovery_code_used", left=left, link=f"{settings().public_url}/security")
