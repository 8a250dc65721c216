"""Keeps every open connection in sync, for as long as the process runs. Any number of processes may do it at once.

Each connection has a task of its own, and in it history, changes and Amazon's own figures go on side by side: what fails in
one region, or takes for ever there, holds up no other.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from joint_account.reconciliation import asking
from joint_account.sealing import Unsealable
from joint_account.settings import settings
from joint_account.stores.amazon.clock import REAL, Clock
from joint_account.stores.amazon.connections import account_of, mark_revoked, note_trouble, open_connections
from joint_account.stores.amazon.errors import AmazonDown, AmazonError, ConsentRevoked, TryLater
from joint_account.stores.amazon.models import AmazonConnection
from joint_account.stores.amazon.patience import next_try
from joint_account.sync import fresh, history
from joint_account.sync.troubles import Troubles

log = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 10.0
"""For connections that are new, renewed or closed."""
WITHOUT_HOPE = timedelta(minutes=15)
"""Until what no waiting helps is tried again: somebody may have helped."""
OURS = "Something went wrong on our side. We try again by ourselves."
SEALED = "The key of this connection cannot be opened: SECRET_KEY has changed. Connect again."

Part = Callable[[AmazonConnection, Clock], Awaitable[float]]
PARTS: dict[str, Part] = {"history": history.go_on, "changes": fresh.look, "figures": asking.look}


async def keep_synced(clock: Clock = REAL) -> None:
    """Runs until it is cancelled."""
    tasks: dict[tuple[int, int, bytes | None], asyncio.Task[None]] = {}
    async with asyncio.TaskGroup() as group:
        while True:
            found = await _open_now()
            for key in tasks.keys() - found.keys():
                # Closed, revoked, or renewed with another key.
                tasks.pop(key).cancel()
            for key, connection in found.items():
                if key not in tasks:
                    tasks[key] = group.create_task(keep_in_sync(connection, clock))
            await clock.sleep(SECONDS_BETWEEN_LOOKS)


async def _open_now() -> dict[tuple[int, int, bytes | None], AmazonConnection]:
    if not settings().connects_amazon:
        return {}
    while True:
        try:
            found = await open_connections()
        except (SQLAlchemyError, OSError) as error:
            log.warning("could not look for connections (%s); trying again", type(error).__name__)
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        else:
            return {(one.joint_account_id, one.id, one.refresh_token): one for one in found}


async def keep_in_sync(connection: AmazonConnection, clock: Clock) -> None:
    """Keeps one connection in sync until its consent is over."""
    try:
        account_of(connection)
    except Unsealable:
        log.warning("connection %s: its key cannot be opened", connection.id)
        await _written(note_trouble(connection, SEALED, None))
        return
    troubles = Troubles(connection)
    async with asyncio.TaskGroup() as both:
        for name, part in PARTS.items():
            both.create_task(_again_and_again(name, part, connection, clock, troubles))


async def _again_and_again(name: str, part: Part, connection: AmazonConnection, clock: Clock, troubles: Troubles) -> None:
    failures = 0
    while True:
        try:
            wait = await part(connection, clock)
            failures = 0
            await troubles.well(name)
        except Exception as trouble:
            if isinstance(trouble, ConsentRevoked) and await _written(mark_revoked(connection)):
                return
            failures += 1
            again, sentence = _what_to_do(trouble, failures, clock.now())
            _log(name, connection, trouble)
            await _written(troubles.hit(name, sentence, again))
            wait = (again - clock.now()).total_seconds()
        await clock.sleep(max(wait, 1.0))


def _what_to_do(trouble: Exception, failures: int, at: datetime) -> tuple[datetime, str]:
    """When to try again, and what people are told."""
    if isinstance(trouble, TryLater):
        return next_try(failures, trouble, at), trouble.sentence
    if isinstance(trouble, AmazonError):
        return at + WITHOUT_HOPE, trouble.sentence
    return next_try(failures, AmazonDown(), at), OURS


async def _written(writing: Awaitable[object]) -> bool:
    """Whether it could be written down: it may be the database that is in trouble."""
    try:
        await writing
    except (SQLAlchemyError, OSError) as error:
        log.warning("could not write down what is wrong (%s)", type(error).__name__)
        return False
    return True


def _log(name: str, connection: AmazonConnection, trouble: Exception) -> None:
    if isinstance(trouble, AmazonError):
        log.warning("connection %s, %s: %s, %s", connection.id, name, type(trouble).__name__, trouble.reason)
    else:
        log.error("connection %s, %s", connection.id, name, exc_info=trouble)
