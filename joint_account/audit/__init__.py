"""Who did what, from where: one call adds an entry to the unit of work that changes the thing."""

from contextvars import ContextVar
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.audit.chain import Entry, append, end_of
from joint_account.database import NO_JOINT_ACCOUNT, lock_joint_account, now

asked_from: ContextVar[str] = ContextVar("asked_from", default="")
"""The network address behind the event or request that is being handled; empty for the clock and the command line."""


async def record(
    work: AsyncSession, act: str, *, person_id: int | None, joint_account_id: int | None = None, **facts: str
) -> None:
    """Adds an audit entry that is kept if, and only if, `work` is; from here on nobody else adds one to the same chain.

    Args:
        work: the unit of work that makes the change.
        act: what was done, `subject.verb` in the past: `invitation.sent`.
        person_id: who did it; None when the clock did, or somebody who is not logged in.
        joint_account_id: where; None for somebody who belongs to no joint account yet: a chain of their own.
        facts: what a reader needs to understand it; no secrets.
    """
    if joint_account_id is None:
        key = (NO_JOINT_ACCOUNT, person_id or 0)
    else:
        # Here, so that no caller can forget it; whoever has the lock already loses nothing.
        await lock_joint_account(work, joint_account_id)
        key = (joint_account_id, 0)
    last, previous = await end_of(work, *key)
    await append(work, Entry(*key, last + 1, act, now(), person_id, asked_from.get(), facts), previous)


async def record_past(
    work: AsyncSession, act: str, at: datetime, *, person_id: int | None, joint_account_id: int, **facts: str
) -> None:
    """Adds an entry about a demo's invented past, which came from no address. Nobody but `work` sees so new a demo."""
    last, previous = await end_of(work, joint_account_id, 0)
    await append(work, Entry(joint_account_id, 0, last + 1, act, at, person_id, "", facts), previous)
