"""What is good once, over all processes: a `state` that came back from a provider, a challenge that a passkey signed."""

from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete

from joint_account.database import now, unit_of_work
from joint_account.identity.models import SpentState
from joint_account.identity.sessions import hashed


async def spend(secret: str, *, lasts: int) -> bool:
    """Whether the secret is used for the first time; from here on it is used.

    Args:
        secret: random, and sealed where it was kept, so that nobody can use up one that we never gave.
        lasts: seconds after which whoever carried it is refused in any case.
    """
    try:
        async with unit_of_work() as work:
            await work.exec(delete(SpentState).where(col(SpentState.expires_at) < now()))
            work.add(SpentState(state_hash=hashed(secret), expires_at=now() + timedelta(seconds=lasts)))
    except IntegrityError:
        return False
    return True
