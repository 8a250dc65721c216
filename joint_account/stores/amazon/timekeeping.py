"""The clock's work for connections: whoever gave a consent hears in time that it ends. Safe with several processes."""

import asyncio
import logging
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select, update

from joint_account.database import lock_joint_account, now, reading, unit_of_work
from joint_account.identity.models import Person
from joint_account.mail import outbox
from joint_account.settings import settings
from joint_account.stores.amazon.accounts import NAMES, Region
from joint_account.stores.amazon.ending import next_reminder
from joint_account.stores.amazon.models import AmazonConnection, ConnectionState
from joint_account.stores.amazon.opening import record

log = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 600


async def keep_consents() -> None:
    """Reminds of consents that end, for as long as the app runs."""
    while True:
        try:
            await remind_due(now())
        except SQLAlchemyError as error:
            log.warning("could not look for consents that end (%s); trying again", type(error).__name__)
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


async def remind_due(at: datetime) -> int:
    """Mails the reminders that are due, each once; returns how many."""
    due = select(AmazonConnection).where(
        col(AmazonConnection.state) == ConnectionState.OPEN, col(AmazonConnection.remind_at) <= at
    )
    async with reading() as session:
        connections = list(await session.exec(due))
    return sum([await _remind(one, at) for one in connections])


async def _remind(connection: AmazonConnection, at: datetime) -> bool:
    if connection.ends_at is None:
        return False
    async with unit_of_work() as work:
        await lock_joint_account(work, connection.joint_account_id)
        reminded = await work.exec(
            update(AmazonConnection)
            .where(
                col(AmazonConnection.joint_account_id) == connection.joint_account_id,
                col(AmazonConnection.id) == connection.id,
                col(AmazonConnection.state) == ConnectionState.OPEN,
                col(AmazonConnection.remind_at) == connection.remind_at,
            )
            .values(remind_at=next_reminder(connection.ends_at, at))
        )
        if reminded.rowcount != 1:
            # Another process was faster, or the consent was renewed.
            return False
        person = await work.get_one(Person, connection.consented_by)
        outbox.queue(
            work,
            "consent_ends",
            to=person.email,
            to_name=person.name,
            language=person.language,
            joint_account_id=connection.joint_account_id,
            region=NAMES[Region(connection.region)],
            until=connection.ends_at.isoformat(),
            link=f"{settings().public_url}/stores",
        )
        await record(work, "amazon.reminded", None, connection, name=person.name)
    return True
