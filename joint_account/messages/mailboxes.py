"""What can be asked about mailboxes, and the servers behind one."""

from dataclasses import dataclass

from sqlmodel import col, select

from joint_account.database import reading
from joint_account.identity.models import Person
from joint_account.mail.transport import DeliveryFailed, Security, Server
from joint_account.messages.imap import Account
from joint_account.messages.models import PASSWORDS, Mailbox, MailboxStore
from joint_account.registration.belonging import where_may
from joint_account.registration.roles import Act
from joint_account.sealing import Unsealable, unseal_for


@dataclass(frozen=True)
class Connected:
    """A mailbox that is connected, and the stores that it serves."""

    mailbox: Mailbox
    stores: tuple[str, ...]


async def mailboxes_of(person: Person) -> list[Connected]:
    """The mailboxes of the person's joint account, for those who operate stores."""
    async with reading() as session:
        here = await where_may(session, person, Act.OPERATE_STORES)
        if here is None:
            return []
        served = list(await session.exec(select(MailboxStore).where(col(MailboxStore.joint_account_id) == here)))
        found = select(Mailbox).where(col(Mailbox.joint_account_id) == here, col(Mailbox.is_open).is_(True))
        boxes = list(await session.exec(found.order_by(col(Mailbox.id))))
    return [Connected(box, tuple(sorted(one.store for one in served if one.mailbox_id == box.id))) for box in boxes]


async def open_mailboxes() -> list[Mailbox]:
    """Every mailbox that is to be read, of all joint accounts."""
    async with reading() as session:
        return list(await session.exec(select(Mailbox).where(col(Mailbox.is_open).is_(True))))


def account_of(mailbox: Mailbox) -> Account:
    """How one gets into a mailbox.

    Raises:
        Unsealable: SECRET_KEY has changed.
    """
    password = unseal_for(mailbox.joint_account_id, PASSWORDS, mailbox.imap_password or b"").decode()
    return Account(mailbox.imap_host, mailbox.imap_port, mailbox.imap_user, password, Security(mailbox.security))


async def server_of(joint_account_id: int, mailbox_id: int) -> Server:
    """The server that replies leave by.

    Raises:
        DeliveryFailed: the mailbox was disconnected, or its password cannot be opened.
    """
    async with reading() as session:
        box = await session.get(Mailbox, (joint_account_id, mailbox_id))
    if box is None or not box.is_open:
        raise DeliveryFailed("its mailbox was disconnected", permanent=True)
    try:
        password = unseal_for(joint_account_id, PASSWORDS, box.smtp_password).decode() if box.smtp_password else ""
    except Unsealable:
        raise DeliveryFailed("the mailbox's password cannot be opened: SECRET_KEY has changed", permanent=True) from None
    return Server(box.smtp_host, box.smtp_port, box.smtp_user, password, Security(box.security), box.from_address)
