"""Who did what: one call adds an entry to the unit of work that changes the thing."""

from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.audit.models import AuditEntry
from joint_account.database import NO_JOINT_ACCOUNT, new_id, now


def record(work: AsyncSession, act: str, *, person_id: int | None, joint_account_id: int | None = None, **facts: str) -> None:
    """Adds an audit entry that is kept if, and only if, `work` is.

    Args:
        work: the unit of work that makes the change.
        act: what was done, `subject.verb` in the past: `invitation.sent`.
        person_id: who did it; None when the clock did.
        joint_account_id: where; None for somebody who belongs to no joint account yet.
        facts: what a reader needs to understand it; no secrets.
    """
    tenant = NO_JOINT_ACCOUNT if joint_account_id is None else joint_account_id
    work.add(AuditEntry(joint_account_id=tenant, id=new_id(), at=now(), act=act, person_id=person_id, facts=facts))
