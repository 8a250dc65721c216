"""What a member does: connect a mailbox, whose two servers are tried first, and disconnect it again."""

import asyncio

from sqlmodel import col, delete, select, update

from joint_account import audit
from joint_account.database import new_id, now, unit_of_work
from joint_account.identity.models import LoginSession, Person
from joint_account.identity.proving import require_recent_proof
from joint_account.mail.transport import DeliveryFailed, try_out
from joint_account.messages.imap import ImapTrouble, Inbox, in_words
from joint_account.messages.models import PASSWORDS, Mailbox, MailboxStore
from joint_account.messages.refusals import DemoStaysDemo, MailboxRefused, UnknownMailbox
from joint_account.messages.wanted import Wanted
from joint_account.registration.inviting import require
from joint_account.registration.roles import Act
from joint_account.registration.starting import start
from joint_account.sealing import seal_for


async def connect_mailbox(person: Person, session: LoginSession, mailbox: Wanted) -> Mailbox:
    """Connects a mailbox for some stores, once both of its servers let us in.

    Args:
        person: who asks; operates stores. Their joint account is started if there is none.
        session: theirs.
        mailbox: what they want connected.

    Raises:
        ProofNeeded: the person did not prove lately who they are.
        NotYourRole: they do not operate stores.
        MessagesRefused: DemoStaysDemo; or MailboxRefused: a server refuses, or another mailbox serves one of the stores.
    """
    require_recent_proof(session, now())
    if person.demo_id is not None:
        raise DemoStaysDemo
    async with unit_of_work() as work:
        # Who may not connect one has us call no server, either.
        account = await start(work, person)
        await require(work, account.id, person, Act.OPERATE_STORES)
    await try_both(mailbox)
    async with unit_of_work() as work:
        account = await start(work, person)
        await require(work, account.id, person, Act.OPERATE_STORES)
        ours, served = col(MailboxStore.joint_account_id) == account.id, col(MailboxStore.store).in_(mailbox.stores)
        if taken := (await work.exec(select(MailboxStore.store).where(ours, served))).all():
            raise MailboxRefused(f"Another mailbox serves {', '.join(sorted(taken))} already. Disconnect that one first.")
        made = _row(account.id, person, mailbox)
        work.add(made)
        work.add_all(MailboxStore(joint_account_id=account.id, store=one, mailbox_id=made.id) for one in mailbox.stores)
        facts = {"address": made.from_address, "stores": ", ".join(mailbox.stores)}
        await audit.record(work, "mailbox.connected", person_id=person.id, joint_account_id=account.id, **facts)
    return made


async def disconnect_mailbox(person: Person, mailbox_id: int) -> None:
    """Closes a mailbox and forgets its passwords. What came by it stays.

    Raises:
        NotYourRole: the person does not operate stores.
        UnknownMailbox: their joint account has none of this id that is open.
    """
    async with unit_of_work() as work:
        account = await start(work, person)
        await require(work, account.id, person, Act.OPERATE_STORES)
        ours = (col(Mailbox.joint_account_id) == account.id, col(Mailbox.id) == mailbox_id, col(Mailbox.is_open).is_(True))
        closing = update(Mailbox).where(*ours).values(is_open=False, imap_password=None, smtp_password=None, trouble="")
        if (await work.exec(closing)).rowcount != 1:
            raise UnknownMailbox
        served = (col(MailboxStore.joint_account_id) == account.id, col(MailboxStore.mailbox_id) == mailbox_id)
        await work.exec(delete(MailboxStore).where(*served))
        closed = await work.get_one(Mailbox, (account.id, mailbox_id), populate_existing=True)
        facts = {"address": closed.from_address}
        await audit.record(work, "mailbox.disconnected", person_id=person.id, joint_account_id=account.id, **facts)


async def try_both(mailbox: Wanted) -> None:
    """Logs in to both servers, and leaves again.

    Raises:
        MailboxRefused: one of them did not let us in; the sentence says which, and why.
    """
    try:
        await asyncio.to_thread(lambda: Inbox(mailbox.imap).close())
    except ImapTrouble as error:
        raise MailboxRefused(in_words(error, mailbox.imap)) from None
    try:
        await try_out(mailbox.smtp)
    except DeliveryFailed as failure:
        there = f"{mailbox.smtp.host}, port {mailbox.smtp.port}"
        raise MailboxRefused(f"The SMTP server at {there}: {failure.sentence}.") from None


def _row(joint_account_id: int, person: Person, mailbox: Wanted) -> Mailbox:
    return Mailbox(
        joint_account_id=joint_account_id,
        id=new_id(),
        imap_host=mailbox.imap.host,
        imap_port=mailbox.imap.port,
        imap_user=mailbox.imap.user,
        imap_password=seal_for(joint_account_id, PASSWORDS, mailbox.imap.password.encode()),
        smtp_host=mailbox.smtp.host,
        smtp_port=mailbox.smtp.port,
        smtp_user=mailbox.smtp.user,
        smtp_password=seal_for(joint_account_id, PASSWORDS, mailbox.smtp.password.encode()) if mailbox.smtp.user else None,
        from_address=mailbox.smtp.sender,
        security=mailbox.imap.security,
        trusted_server=mailbox.trusted_server,
        connected_by=person.id,
        connected_at=now(),
    )
