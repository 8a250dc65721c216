"""Removes demos that are over, and never anything else."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import col, delete, select

from joint_account.audit.models import AuditEntry, AuditHead
from joint_account.database import NO_JOINT_ACCOUNT, now, reading, unit_of_work
from joint_account.demo.business import SIZE
from joint_account.demo.erasing import erase
from joint_account.demo.template import prepare
from joint_account.identity.models import LoginSession, Person
from joint_account.mail.models import Letter
from joint_account.registration.models import JointAccount

LASTS = timedelta(hours=24)
"""How long a demo can be used."""
_PAUSE = timedelta(hours=1)

_log = logging.getLogger(__name__)


async def sweep(instant: datetime) -> int:
    """Removes every demo that was opened more than 24 hours before `instant`; returns how many."""
    over = await _opened_before(instant - LASTS)
    for demo_id in over:
        await _sweep_demo(demo_id)
    return len(over)


async def keep_swept(*, size: int = SIZE) -> None:
    """Prepares each day's template and sweeps every hour, until it is cancelled. Any number of processes may do it.

    Args:
        size: orders that a template aims at.
    """
    while True:
        try:
            await prepare(size=size)
            await sweep(now())
        except Exception:
            # The next hour tries again: a database that is away for a moment must not end the loop for ever.
            _log.exception("demo.sweep_failed")
        await asyncio.sleep(_PAUSE.total_seconds())


async def _opened_before(instant: datetime) -> Sequence[str]:
    """Demos whose first person is older than `instant`. A demo's persons go last, so one that was half swept is found again."""
    async with reading() as session:
        over = await session.exec(
            select(Person.demo_id)
            .where(col(Person.demo_id).is_not(None))
            .group_by(col(Person.demo_id))
            .having(func.min(col(Person.created_at)) < instant)
        )
        return [demo_id for demo_id in over if demo_id]


async def _sweep_demo(demo_id: str) -> None:
    people = select(Person.id).where(col(Person.demo_id) == demo_id)
    async with unit_of_work() as work:
        # First of all, so that nobody writes into what is being removed.
        await work.exec(delete(LoginSession).where(col(LoginSession.person_id).in_(people)))
    async with reading() as session:
        accounts = (await session.exec(select(JointAccount.id).where(col(JointAccount.demo_id) == demo_id))).all()
    for joint_account_id in accounts:
        await erase(joint_account_id)
    async with unit_of_work() as work:
        await work.exec(delete(Letter).where(col(Letter.demo_id) == demo_id))
        for table in (AuditEntry, AuditHead):
            own = (col(table.joint_account_id) == NO_JOINT_ACCOUNT, col(table.chain).in_(people))
            await work.exec(delete(table).where(*own))
        await work.exec(delete(Person).where(col(Person.demo_id) == demo_id))
