"""Open pages that change by themselves: one look a process at the joint accounts that somebody watches.

A push only says "read yourself anew"; the page's own handler then asks who it is for, as at any event.
"""

import asyncio
import logging
from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.event import Event
from reflex_base.utils.format import format_event_handler
from sqlalchemy.exc import SQLAlchemyError

from joint_account.database import reading
from joint_account.database.changes import versions

log = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 0.5


@dataclass
class _Watch:
    joint_account_id: int
    handler: str
    version: int


_watches: dict[tuple[str, str], _Watch] = {}
"""By the page's token and the handler: a page and the frame around it each read themselves anew."""


async def watch(state: rx.State, joint_account_id: int | None, handler: Any) -> None:
    """Calls `handler`, which takes no arguments, on the page behind `state` whenever the joint account changes.

    It comes before reading: what changes in between is read twice, not never.

    Args:
        state: of the page.
        joint_account_id: of whoever looks; who is in none has nothing that changes by itself.
        handler: reads the page anew.
    """
    if joint_account_id is None:
        return
    async with reading() as session:
        seen = await versions(session, [joint_account_id])
    token = state.router.session.client_token
    name = format_event_handler(handler)
    _watches[token, name] = _Watch(joint_account_id, name, seen.get(joint_account_id, 0))


def stop_watching(state: rx.State) -> None:
    """The page behind `state` shows nothing that changes by itself: another page begins, or it is over."""
    token = state.router.session.client_token
    for key in [key for key in _watches if key[0] == token]:
        del _watches[key]


async def push_changes(app: rx.App) -> None:
    """Background work: runs as long as the app does."""
    while True:
        try:
            await _push_once(app)
        except SQLAlchemyError:
            log.warning("could not look for changes; trying again", exc_info=True)
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


async def _push_once(app: rx.App) -> None:
    connected = app.event_namespace.token_to_sid if app.event_namespace else {}
    for key in [key for key in _watches if key[0] not in connected]:
        del _watches[key]
    if not _watches:
        return
    async with reading() as session:
        seen = await versions(session, {one.joint_account_id for one in _watches.values()})
    for (token, _name), one in list(_watches.items()):
        version = seen.get(one.joint_account_id, 0)
        if version != one.version:
            one.version = version
            await app.event_processor.enqueue(token, Event(name=one.handler, payload={}, router_data={}))
