"""What the command line does with the activity: verify follows every chain of entries."""

from collections.abc import AsyncIterator

from sqlmodel import col, select

from joint_account.audit.checking import faults
from joint_account.audit.models import AuditHead
from joint_account.database import reading
from joint_account.registration.models import JointAccount


async def print_faults() -> int:
    """Prints where a chain of audit entries is not as it was written; the exit status is 1 if one is not."""
    found = 0
    for source in (faults(), _silent_accounts()):
        async for fault in source:
            _say(fault)
            found += 1
    _say(f"{found:,} faults in the activity." if found else "Every chain of audit entries is as it was written.")
    return 1 if found else 0


async def _silent_accounts() -> AsyncIterator[str]:
    """Real joint accounts of which every trace is gone: none begins without an entry."""
    heads = select(AuditHead.joint_account_id).where(col(AuditHead.joint_account_id) == col(JointAccount.id))
    silent = select(JointAccount.id).where(col(JointAccount.demo_id).is_(None), ~heads.exists())
    async with reading() as session:
        for joint_account_id in await session.exec(silent.order_by(col(JointAccount.id))):
            yield f"activity of joint account {joint_account_id}: all of it is missing"


def _say(text: str) -> None:
    print(text)  # noqa: T201
