"""What can be asked about letters: those that stayed in Mailbox, and those that could not be delivered."""

import asyncio
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from joint_account.database import reading
from joint_account.mail.envelope import taken_apart
from joint_account.mail.models import Delivery, Letter
from joint_account.sealing import Unsealable, unseal
from joint_account.settings import settings

MAILBOX_LIMIT = 50

_CARRIES_AN_INVITATION = ("invitation", "reminder")
_LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class MailboxLetter:
    """A letter as its recipient would read it."""

    id: int
    kind: str
    recipient: str
    subject: str
    when: datetime
    language: str
    text: str
    html: str
    link: str
    """What its button opens; empty when it has none."""


async def mailbox(demo_id: str | None) -> list[MailboxLetter]:
    """The newest 50 letters that stayed here, newest first.

    Args:
        demo_id: the demo that asks, for its own letters; None for those of everybody who is in no demo, which are there
            only while no mail leaves this machine. Whoever sees them can act for anybody: show them to its owner only.
    """
    where = _kept_for(demo_id)
    if where is None:
        return []
    newest = select(Letter).where(*where).order_by(col(Letter.queued_at).desc(), col(Letter.id).desc())
    async with reading() as session:
        letters = (await session.exec(newest.limit(MAILBOX_LIMIT))).all()
    return await asyncio.to_thread(lambda: [_opened(letter) for letter in letters])


async def one_letter(demo_id: str | None, letter_id: int) -> MailboxLetter | None:
    """One of the letters that `mailbox` may show to `demo_id`; None when it is not among them."""
    where = _kept_for(demo_id)
    if where is None:
        return None
    async with reading() as session:
        letter = (await session.exec(select(Letter).where(col(Letter.id) == letter_id, *where))).first()
    return None if letter is None else await asyncio.to_thread(_opened, letter)


async def trouble_of(joint_account_id: int, abouts: Collection[int]) -> dict[int, str]:
    """Why the newest letter of each of these invitations is not there, in words; those that are there are left out."""
    carried = select(Letter.about, Letter.delivery, Letter.trouble).where(
        col(Letter.joint_account_id) == joint_account_id,
        col(Letter.about).in_(abouts),
        col(Letter.kind).in_(_CARRIES_AN_INVITATION),
    )
    async with reading() as session:
        rows = await session.exec(carried.order_by(col(Letter.queued_at), col(Letter.id)))
        newest = {about: _sentence(delivery, trouble) for about, delivery, trouble in rows if about is not None}
    return {about: sentence for about, sentence in newest.items() if sentence}


def _kept_for(demo_id: str | None) -> tuple[ColumnElement[bool], ...] | None:
    if demo_id is None and settings().sends_mail:
        return None
    return (col(Letter.demo_id) == demo_id, col(Letter.delivery) == Delivery.KEPT)


def _opened(letter: Letter) -> MailboxLetter:
    try:
        text, html = taken_apart(unseal("letter", letter.sealed or b""))
    except Unsealable:
        text, html = "This letter cannot be read any more: SECRET_KEY has changed since it was written.\n", ""
    link = _LINK.search(text)
    return MailboxLetter(
        id=letter.id,
        kind=letter.kind,
        recipient=letter.recipient,
        subject=letter.subject,
        when=letter.queued_at,
        language=letter.language,
        text=text,
        html=html,
        link=link[0] if link else "",
    )


def _sentence(delivery: str, trouble: str) -> str:
    if not trouble:
        return ""
    if delivery == Delivery.FAILED:
        return f"could not be delivered: {trouble}"
    return f"not delivered yet: {trouble}; it is tried again by itself"
