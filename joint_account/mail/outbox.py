"""The outbox: a letter is queued in the transaction that makes it necessary, so neither exists without the other."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy import event
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import NO_JOINT_ACCOUNT, new_id, now
from joint_account.mail.envelope import put_together
from joint_account.mail.models import Delivery, Letter
from joint_account.mail.wording import write
from joint_account.sealing import seal
from joint_account.settings import settings

_alarms: set[asyncio.Event] = set()


def queue(
    work: AsyncSession,
    kind: str,
    *,
    to: str,
    to_name: str,
    language: str,
    joint_account_id: int | None = None,
    demo_id: str | None = None,
    about: int | None = None,
    **values: str,
) -> None:
    """Adds a letter that arrives if, and only if, `work` is committed; the relay of this process wakes by itself then.

    Args:
        work: the unit of work that makes the letter necessary.
        kind: a folder in templates/; tests/mail_stories.py has each with the values that it takes.
        to: one valid address, as it will be written to.
        to_name: whose it is.
        language: asked for by the recipient (en, de, fr, es, it, ja, zh); English is sent where a text has no translation.
        joint_account_id: whose letter it is; None for somebody who belongs to no joint account yet.
        demo_id: the demo that it was written in; such a letter never leaves this machine.
        about: id of the invitation that it carries; Family Members shows the letter's trouble beside it.
        values: what the template names, any text; `name` is `to_name` when it is not given. `link` is a whole http(s)
            address, `until` an instant as `datetime.isoformat()` writes it, `country` an ISO 3166-1 code, `role` a Role,
            `days` a number.

    Raises:
        ValueError: `to`, `link` or `until` is not what it must be.
        jinja2.UndefinedError: a value that the template names is missing.
    """
    at = now()
    wording = write(kind, language, {"name": to_name, **values})
    message = put_together(wording, to=to, to_name=to_name, at=at)
    stays = demo_id is not None or not settings().sends_mail
    work.add(
        Letter(
            joint_account_id=NO_JOINT_ACCOUNT if joint_account_id is None else joint_account_id,
            id=new_id(),
            demo_id=demo_id,
            about=about,
            kind=kind,
            recipient=message["To"].addresses[0].addr_spec,
            language=language,
            subject=wording.subject,
            message_id=message["Message-ID"],
            sealed=seal("letter", message.as_bytes()),
            delivery=Delivery.KEPT if stays else Delivery.QUEUED,
            queued_at=at,
            due_at=at,
            settled_at=at if stays else None,
        )
    )
    event.listen(work.sync_session, "after_commit", lambda _session: wake(), once=True)


def wake() -> None:
    """Tells this process's relay that a letter may be due."""
    for alarm in _alarms:
        alarm.set()


@contextmanager
def alarm() -> Generator[asyncio.Event]:
    """An event that `wake` sets, for as long as the block runs."""
    made = asyncio.Event()
    _alarms.add(made)
    try:
        yield made
    finally:
        _alarms.discard(made)
