"""The relay: brings queued letters to the mail server until it has them, whatever dies in between.

A letter may arrive twice when a process dies between the server's yes and our note of it, always under one Message-ID.
"""

import asyncio
import email
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.policy import SMTP

from sqlalchemy import CursorResult, and_, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import NO_JOINT_ACCOUNT, lock_joint_account, now, reading, unit_of_work
from joint_account.mail import transport
from joint_account.mail.models import Delivery, Letter
from joint_account.mail.outbox import alarm
from joint_account.mail.transport import DeliveryFailed, Server
from joint_account.sealing import Unsealable, unseal
from joint_account.settings import settings

LEASE = timedelta(seconds=30)
"""How long a claimed letter is nobody else's: twice the time of a try, and all that a crash can delay it."""
GIVE_UP_AFTER = timedelta(days=3)
LONGEST_PAUSE = timedelta(minutes=60)

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class OwnWay:
    """How letters leave that leave from a joint account's own mailbox; a room above knows."""

    server: Callable[[int, int], Awaitable[Server]]
    """Of a joint account's mailbox, by both ids. Raises DeliveryFailed when there is none any more."""
    settled: Callable[[AsyncSession, Letter], Awaitable[None]]
    """What else a letter's end changes, in the same transaction."""


async def _no_server(_joint_account_id: int, _mailbox_id: int) -> Server:
    raise DeliveryFailed("nobody here knows its mailbox")


async def _nothing_else(_work: AsyncSession, _letter: Letter) -> None:
    pass


NO_OTHER_WAY = OwnWay(_no_server, _nothing_else)


async def relay(way: OwnWay = NO_OTHER_WAY) -> None:
    """Delivers what is due, for as long as the app runs; several processes may do so on one database."""
    told = ""
    with alarm() as woken:
        while True:
            woken.clear()
            try:
                await deliver_due(now(), way)
                told = ""
            except Exception as error:
                # Only the kind: a database error quotes the statement's values. And once, not once a second.
                if type(error).__name__ != told:
                    told = type(error).__name__
                    _log.error("mail: letters cannot be delivered at the moment (%s); going on trying", told)
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await woken.wait()


async def deliver_due(instant: datetime, way: OwnWay = NO_OTHER_WAY) -> int:
    """Tries every letter that is due at `instant`, and what comes due meanwhile.

    Returns:
        How many letters a mail server took.
    """
    if not settings().sends_mail:
        await _keep_all(instant)
    began, taken = time.monotonic(), 0
    while (letter := await _claim(instant + timedelta(seconds=time.monotonic() - began))) is not None:
        taken += await _try(letter, instant, way)
    return taken


async def _keep_all(instant: datetime) -> None:
    """Letters that were queued when there still was a mail server lie in Mailbox now."""
    queued = and_(col(Letter.delivery) == Delivery.QUEUED, col(Letter.mailbox_id).is_(None))
    async with reading() as session:
        if (await session.exec(select(Letter.id).where(queued).limit(1))).first() is None:
            return
    async with unit_of_work() as work:
        await work.exec(update(Letter).where(queued).values(delivery=Delivery.KEPT, settled_at=instant, trouble=""))


async def _claim(instant: datetime) -> Letter | None:
    """The letter that waits longest, for this process alone until its `due_at`; None when nothing is due."""
    while (letter := await _longest_waiting(instant)) is not None:
        due_at, attempts = instant + LEASE, letter.attempts + 1
        async with unit_of_work() as work:
            won = await _change(work, letter, due_at=due_at, attempts=attempts)
        if won:
            letter.due_at, letter.attempts = due_at, attempts
            return letter
    return None


async def _longest_waiting(instant: datetime) -> Letter | None:
    due = select(Letter).where(
        col(Letter.delivery) == Delivery.QUEUED,
        col(Letter.due_at) <= instant,
        or_(col(Letter.demo_id).is_(None), col(Letter.mailbox_id).is_not(None)),
    )
    if not settings().sends_mail:
        due = due.where(col(Letter.mailbox_id).is_not(None))
    async with reading() as session:
        return (await session.exec(due.order_by(col(Letter.due_at)).limit(1))).first()


async def _try(letter: Letter, instant: datetime, way: OwnWay) -> bool:
    try:
        if letter.demo_id is not None:
            await _settle(letter, way, delivery=Delivery.KEPT, settled_at=instant, trouble="")
            return False
        await _send(letter, unseal("letter", letter.sealed or b""), way)
    except DeliveryFailed as failure:
        await _settle(letter, way, **_after(failure, letter, instant))
        return False
    except Unsealable:
        await _settle(letter, way, **_failed("SECRET_KEY changed before it could be sent", instant))
        return False
    await _settle(letter, way, delivery=Delivery.SENT, settled_at=instant, sealed=None, trouble="")
    return True


async def _send(letter: Letter, message: bytes, way: OwnWay) -> None:
    if letter.mailbox_id is None:
        await transport.send(letter.recipient, message)
        return
    # Whom it goes to is a buyer's, and stands in nothing but the sealed letter.
    to = email.message_from_bytes(message, policy=SMTP)["To"].addresses[0].addr_spec
    await transport.send(to, message, await way.server(letter.joint_account_id, letter.mailbox_id))


def _after(failure: DeliveryFailed, letter: Letter, instant: datetime) -> dict[str, object]:
    if failure.permanent:
        return _failed(failure.sentence, instant)
    due_at = instant + min(timedelta(minutes=2 ** min(letter.attempts - 1, 6)), LONGEST_PAUSE)
    if due_at > letter.queued_at + GIVE_UP_AFTER:
        return _failed(f"{failure.sentence}, for 3 days", instant)
    return {"due_at": due_at, "trouble": failure.sentence}


def _failed(sentence: str, instant: datetime) -> dict[str, object]:
    return {"delivery": Delivery.FAILED, "settled_at": instant, "sealed": None, "trouble": sentence}


async def _settle(letter: Letter, way: OwnWay, **changed: object) -> None:
    """Notes how a try ended, unless another process took the letter over since; open pages are told of new trouble."""
    _log.info("mail: letter %s of kind %s: %s", letter.message_id, letter.kind, changed.get("trouble") or "sent")
    async with unit_of_work() as work:
        news = changed["trouble"] != letter.trouble or letter.mailbox_id is not None
        if letter.joint_account_id != NO_JOINT_ACCOUNT and news:
            await lock_joint_account(work, letter.joint_account_id)
        if await _change(work, letter, **changed) and letter.mailbox_id is not None:
            await way.settled(work, letter.model_copy(update=changed))


async def _change(work: AsyncSession, letter: Letter, **changed: object) -> bool:
    """The one conditional UPDATE: it counts only if nobody has claimed or settled the letter since it was read."""
    result: CursorResult = await work.exec(
        update(Letter)
        .where(
            col(Letter.joint_account_id) == letter.joint_account_id,
            col(Letter.id) == letter.id,
            col(Letter.delivery) == Delivery.QUEUED,
            col(Letter.due_at) == letter.due_at,
        )
        .values(**changed)
    )
    return result.rowcount == 1
