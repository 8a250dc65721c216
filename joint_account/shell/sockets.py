"""The websocket's outer door: what is no event of ours is dropped before it costs a traceback in the log."""

import json
from typing import Any

import reflex as rx

from joint_account.identity.gate import is_known

LARGEST_EVENT = 64 * 1024
"""Characters of one event, as JSON."""


def guard_sockets(app: rx.App) -> None:
    """Stands before the framework's own reader of events, also of the one that rides in the connect packet."""
    namespace: Any = app.event_namespace
    read = namespace.on_event

    async def on_event(sid: str, data: Any = None) -> None:
        if _is_an_event(data):
            await read(sid, data)

    namespace.on_event = on_event


def _is_an_event(data: Any) -> bool:
    if not isinstance(data, dict) or not is_known(data.get("name")):
        return False
    if not isinstance(data.get("payload", {}), dict) or not isinstance(data.get("router_data", {}), dict):
        return False
    return len(json.dumps(data)) <= LARGEST_EVENT
