"""A reply as the letter that it travels as: to the buyer's anonymised address, from the mailbox's own, in the same thread."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from sqlmodel import col, update
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.mail.delivery import OwnWay
from joint_account.mail.models import Delivery, Letter
from joint_account.messages.mailboxes import server_of
from joint_account.messages.models import Message, Thread
from joint_account.messages.recounting import recount
from joint_account.sealing import seal

SUBJECT = "Reply to a buyer"
"""What the outbox says of it: who the buyer is stands in the sealed letter alone."""
_MOST_REFERENCES = 20


def reply_letter(
    thread: Thread,
    *,
    letter_id: int,
    demo_id: str | None,
    sender: str,
    to: str,
    subject: str,
    text: str,
    answered: Sequence[str],
    at: datetime,
    due_at: datetime,
) -> Letter:
    """The letter that carries a reply.

    Args:
        thread: that it answers in.
        letter_id: a new one.
        demo_id: of a demo, whose letters never leave this machine.
        sender: the mailbox's From address.
        to: the buyer's anonymised address.
        subject: the buyer's.
        text: what is answered, as plain text.
        answered: Message-IDs of the buyer's messages, the oldest first.
        at: when it was written.
        due_at: when it leaves.
    """
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    message["From"] = _address(sender)
    message["To"] = _address(to)
    message["Subject"] = subject if subject.lower().startswith("re:") else f"Re: {subject or 'your message'}"
    message["Date"] = at
    message["Message-ID"] = f"<{secrets.token_hex(16)}@{_address(sender).domain}>"
    if answered:
        message["In-Reply-To"] = answered[-1]
        message["References"] = " ".join(answered[-_MOST_REFERENCES:])
    message.set_content(text)
    return Letter(
        joint_account_id=thread.joint_account_id,
        id=letter_id,
        demo_id=demo_id,
        about=thread.id,
        mailbox_id=thread.mailbox_id or 0,
        kind="reply",
        recipient=f"the buyer of {thread.order_id}" if thread.order_id else "a buyer",
        language=thread.language or "en",
        subject=SUBJECT,
        message_id=message["Message-ID"],
        sealed=seal("letter", message.as_bytes()),
        delivery=Delivery.QUEUED,
        queued_at=at,
        due_at=due_at,
    )


async def settled(work: AsyncSession, letter: Letter) -> None:
    """A reply's end: once it has left, it stops the clocks of its thread; why it did not is written beside it."""
    left = letter.settled_at if letter.delivery in (Delivery.SENT, Delivery.KEPT) else None
    its = (col(Message.joint_account_id) == letter.joint_account_id, col(Message.letter_id) == letter.id)
    await work.exec(update(Message).where(*its).values(left_at=left, trouble=letter.trouble, message_id=letter.message_id))
    thread = await work.get(Thread, (letter.joint_account_id, letter.about or 0))
    if thread is not None:
        await recount(work, thread)


WAY = OwnWay(server_of, settled)


def _address(text: str) -> Address:
    local, _, domain = text.rpartition("@")
    return Address(username=local, domain=domain)
