"""Reads every open mailbox, for as long as the process runs. Any number of processes may: a claim lets one read a mailbox.

IMAP blocks, so each mailbox has a thread of its own. What is read is stored message by message, each with the UID that it
stands at in one transaction: a kill at any moment loses nothing and counts nothing twice.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, update

from joint_account.database import lock_joint_account, now, unit_of_work
from joint_account.messages.imap import Account, Head, ImapTrouble, Inbox, in_words
from joint_account.messages.mailboxes import account_of, open_mailboxes
from joint_account.messages.models import Mailbox
from joint_account.messages.reading import Incoming, is_a_buyers, read_mail
from joint_account.messages.storing import put
from joint_account.sealing import Unsealable

log = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 1.0
"""For mailboxes that are new, or closed."""
WAIT = 20.0
"""Seconds that one wait for new mail lasts."""
LEASE = timedelta(seconds=90)
"""How long a claim lasts: longer than a wait and a slow answer."""
LONGEST_PAUSE = 300.0
LOCKED = "The password of this mailbox cannot be opened: SECRET_KEY has changed. Disconnect it, and connect it again."
OURS = "Something went wrong on our side. We try again by ourselves."

_us = secrets.token_hex(8)
Mail = tuple[Head, Incoming | None]


class NotOurs(Exception):
    """Another process reads this mailbox, or nobody any more."""


async def keep_fetching() -> None:
    """Runs until it is cancelled."""
    tasks: dict[tuple[int, int], asyncio.Task[None]] = {}
    async with asyncio.TaskGroup() as group:
        while True:
            try:
                found = {(one.joint_account_id, one.id): one for one in await open_mailboxes()}
            except (SQLAlchemyError, OSError) as error:
                log.warning("could not look for mailboxes (%s); trying again", type(error).__name__)
            else:
                for key in tasks.keys() - found.keys():
                    tasks.pop(key).cancel()
                for key in found.keys() - {key for key, task in tasks.items() if not task.done()}:
                    tasks[key] = group.create_task(_keep(found[key]))
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


async def _keep(mailbox: Mailbox) -> None:
    failures = 0
    while True:
        pause = WAIT
        try:
            await read_on(mailbox)
        except NotOurs:
            return await asyncio.sleep(WAIT / 4)
        except (*ImapTrouble, Unsealable, SQLAlchemyError) as error:
            failures += 1
            pause = min(5.0 * 2**failures, LONGEST_PAUSE)
            await _note(mailbox, error)
        await asyncio.sleep(pause)


async def read_on(mailbox: Mailbox, rounds: int = 0) -> None:
    """Reads a mailbox until something is wrong.

    Args:
        mailbox: as it was found.
        rounds: how often it is looked into; 0 is for ever.

    Raises:
        NotOurs: another process has the claim, or the mailbox was disconnected.
        ImapToolsError, imaplib.IMAP4.error, OSError: the server is not there, or refuses.
        Unsealable: its password cannot be opened.
    """
    await _claim(mailbox, now())
    account, inbox = account_of(mailbox), None
    thread = ThreadPoolExecutor(1, thread_name_prefix="imap")

    async def there(call: Callable[..., Any], *arguments: object) -> Any:
        return await asyncio.get_running_loop().run_in_executor(thread, call, *arguments)

    try:
        inbox = await there(Inbox, account)
        looked = 0
        while True:
            await _take_new(mailbox, inbox, there)
            looked += 1
            if looked == rounds:
                return
            await there(inbox.wait, WAIT, time.sleep)
            await _claim(mailbox, now())
            await there(inbox.open)
    finally:
        if inbox is not None:
            inbox.close()
        thread.shutdown(wait=False, cancel_futures=True)


async def _take_new(mailbox: Mailbox, inbox: Inbox, there: Callable[..., Any]) -> None:
    if inbox.uid_validity != mailbox.uid_validity:
        # The server counts anew: everything is looked at again, and what is here already is known by its Message-ID.
        mailbox.uid_validity, mailbox.last_uid = inbox.uid_validity, 0
    mails = iter(_new_mail(inbox, mailbox))
    while (mail := await there(next, mails, None)) is not None:
        await _store(mailbox, *mail)
    await _write(mailbox, fresh_at=now(), trouble="")


def _new_mail(inbox: Inbox, mailbox: Mailbox) -> Iterator[Mail]:
    """In the mailbox's thread: each new mail, and what a buyer says in it."""
    for head in inbox.heads_after(mailbox.last_uid):
        if is_a_buyers(head.header, mailbox.trusted_server):
            yield head, read_mail(inbox.whole(head), mailbox.trusted_server, head.arrived)
        else:
            yield head, None


async def _store(mailbox: Mailbox, head: Head, incoming: Incoming | None) -> None:
    if incoming is not None:
        async with unit_of_work() as work:
            await lock_joint_account(work, mailbox.joint_account_id)
            await put(work, mailbox.joint_account_id, mailbox.id, incoming)
            seen = update(Mailbox).where(*_ours(mailbox)).values(uid_validity=mailbox.uid_validity, last_uid=head.uid)
            if (await work.exec(seen)).rowcount != 1:
                raise NotOurs
    mailbox.last_uid = head.uid


async def _claim(mailbox: Mailbox, at: datetime) -> None:
    async with unit_of_work() as work:
        free = or_(col(Mailbox.claimed_by) == _us, col(Mailbox.claimed_until).is_(None), col(Mailbox.claimed_until) < at)
        mine = (col(Mailbox.joint_account_id) == mailbox.joint_account_id, col(Mailbox.id) == mailbox.id)
        claimed = update(Mailbox).where(*mine, col(Mailbox.is_open).is_(True), free)
        if (await work.exec(claimed.values(claimed_by=_us, claimed_until=at + LEASE))).rowcount != 1:
            raise NotOurs
        fresh = await work.get_one(Mailbox, (mailbox.joint_account_id, mailbox.id), populate_existing=True)
        mailbox.uid_validity, mailbox.last_uid, mailbox.trouble = fresh.uid_validity, fresh.last_uid, fresh.trouble


async def _write(mailbox: Mailbox, **values: Any) -> None:
    news = mailbox.trouble != values["trouble"] or mailbox.fresh_at is None
    async with unit_of_work() as work:
        if news:
            await lock_joint_account(work, mailbox.joint_account_id)
        where = {"uid_validity": mailbox.uid_validity, "last_uid": mailbox.last_uid}
        if (await work.exec(update(Mailbox).where(*_ours(mailbox)).values(**where, **values))).rowcount != 1:
            raise NotOurs
    mailbox.trouble, mailbox.fresh_at = values["trouble"], values.get("fresh_at", mailbox.fresh_at)


async def _note(mailbox: Mailbox, error: Exception) -> None:
    log.warning("mailbox %s: %s", mailbox.id, type(error).__name__)
    if isinstance(error, Unsealable):
        sentence = LOCKED
    elif isinstance(error, SQLAlchemyError):
        sentence = OURS
    else:
        there = Account(mailbox.imap_host, mailbox.imap_port, mailbox.imap_user, "", mailbox.security)
        sentence = in_words(error, there)
    with suppress(SQLAlchemyError, NotOurs):
        await _write(mailbox, trouble=sentence)


def _ours(mailbox: Mailbox) -> tuple[Any, ...]:
    mine = (col(Mailbox.joint_account_id) == mailbox.joint_account_id, col(Mailbox.id) == mailbox.id)
    return (*mine, col(Mailbox.claimed_by) == _us, col(Mailbox.is_open).is_(True))
