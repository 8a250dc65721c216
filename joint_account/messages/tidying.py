"""What buyers wrote goes 30 days after a thread's last message, and where they could be reached with it.

Amazon's Data Protection Policy (2.1, retention) lets personal data of orders stay for 30 days after delivery at most. No
report that we read says when an order was delivered, so a thread's last message counts.
"""

from datetime import datetime, timedelta

from sqlmodel import col, delete, select, update

from joint_account.database import lock_joint_account, reading, unit_of_work
from joint_account.messages.models import Draft, Message, Thread, ThreadWord

STAYS = timedelta(days=30)
AT_ONCE = 500
"""Threads of one transaction."""


async def clear_away(at: datetime) -> None:
    """Erases the texts, addresses, subjects and drafts of threads whose last message is 30 days older than `at`.

    When which message came and was answered stays, so that no figure changes; so does each message's key, so that a
    mailbox that is read again does not bring the message back.
    """
    over = (col(Thread.erased_at).is_(None), col(Thread.last_at) <= at - STAYS)
    async with reading() as session:
        accounts = list(await session.exec(select(Thread.joint_account_id).where(*over).distinct()))
    for here in accounts:
        while await _erase_some(here, at, over) == AT_ONCE:
            pass


async def _erase_some(here: int, at: datetime, over: tuple) -> int:
    async with unit_of_work() as work:
        await lock_joint_account(work, here)
        some = select(Thread.id).where(col(Thread.joint_account_id) == here, *over).order_by(col(Thread.id)).limit(AT_ONCE)
        ids = list(await work.exec(some))
        said = (col(Message.joint_account_id) == here, col(Message.thread_id).in_(ids))
        await work.exec(update(Message).where(*said).values(text=None, files=None, raw=None, message_id=""))
        await work.exec(delete(Draft).where(col(Draft.joint_account_id) == here, col(Draft.thread_id).in_(ids)))
        await work.exec(delete(ThreadWord).where(col(ThreadWord.joint_account_id) == here, col(ThreadWord.thread_id).in_(ids)))
        theirs = (col(Thread.joint_account_id) == here, col(Thread.id).in_(ids))
        gone = {"buyer": None, "subject": None, "last_line": None, "buyer_mark": b"", "erased_at": at}
        await work.exec(update(Thread).where(*theirs).values(**gone))
    return len(ids)
