"""Mail as Amazon sends it for buyers, and as nobody should: built byte by byte."""

from datetime import UTC, datetime
from email.utils import format_datetime

from sqlmodel import col, select

from joint_account.database import lock_joint_account, new_id, now, reading, unit_of_work
from joint_account.mail.transport import Security
from joint_account.messages.models import Mailbox, Thread
from joint_account.messages.reading import read_mail
from joint_account.messages.storing import put

TRUSTED = "mx.seller.example"
BUYER = "abc123def456@marketplace.amazon.de"
ORDER = "303-1111111-2222222"
CHECKED = f"{TRUSTED}; spf=pass; dkim=pass header.d=amazon.de; dmarc=pass header.from=marketplace.amazon.de"
SAID = "Guten Tag, wann kommt meine Bestellung? Ich habe sie noch nicht erhalten."


def a_mail(
    said=SAID,
    *,
    sender=f"Erika <{BUYER}>",
    checked=CHECKED,
    order=ORDER,
    at=None,
    message_id="<first@amazon.example>",
    kind='text/plain; charset="utf-8"',
    **headers,
):
    """A buyer's message."""
    lines = {
        "Authentication-Results": checked,
        "From": sender,
        "To": "seller@seller.example",
        "Subject": f"Anfrage von Amazon-Kunde Erika (Bestellung: {order})" if order else "Anfrage von Amazon-Kunde Erika",
        "Date": format_datetime(at or datetime.now(UTC)),
        "Message-ID": message_id,
        "MIME-Version": "1.0",
        "Content-Type": kind,
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value is not None)
    return head.encode() + b"\r\n" + (said if isinstance(said, bytes) else said.encode())


async def a_mailbox(person, *, is_open=True):
    """A mailbox of the person's joint account, at servers that nobody asks."""
    async with unit_of_work() as work:
        await lock_joint_account(work, person.joint_account_id)
        servers = {"imap_host": "imap.seller.example", "imap_port": 993, "smtp_host": "smtp.seller.example", "smtp_port": 465}
        users = {"imap_user": "seller", "smtp_user": "", "from_address": "seller@seller.example", "trusted_server": TRUSTED}
        made = Mailbox(
            joint_account_id=person.joint_account_id, id=new_id(), is_open=is_open, security=Security.TLS, **servers, **users
        )
        made.connected_by, made.connected_at = person.id, now()
        work.add(made)
    return made


async def arrives(person, mailbox, raw, at=None):
    """A mail is read from the mailbox; whether it was new."""
    async with unit_of_work() as work:
        await lock_joint_account(work, person.joint_account_id)
        return await put(work, person.joint_account_id, mailbox.id, read_mail(raw, TRUSTED, at or now()))


async def threads_of(person):
    """All threads of the person's joint account, the oldest first."""
    async with reading() as session:
        ours = select(Thread).where(col(Thread.joint_account_id) == person.joint_account_id)
        return list(await session.exec(ours.order_by(col(Thread.id))))
