"""The websocket's outer door: what is no event of ours is dropped before it costs a traceback in the log.

Socket.IO lets a client name any event, also `connect` and `disconnect`, with arguments of its own, and the framework
answers each that it has a method for. Here only what our own pages send gets through.
"""

import hashlib
import json
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs, urlencode

import reflex as rx
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from joint_account.identity.gate import is_known
from joint_account.shell.places import leave, next_packet, note_heard, place_for

log = logging.getLogger(__name__)

LARGEST_EVENT = 64 * 1024
"""Bytes of one event, as JSON."""

_OUR_OWN_PLACE = re.compile(r"/(?![/\\]).*", re.DOTALL)


_PACKETS = frozenset("134")
"""Close, pong and message: what a page's Engine.IO sends (protocol 4), by the first character."""


async def packets_only(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Serves a websocket, and hangs up on what is no packet, larger than any of ours, too fast, or no page.

    Raises:
        TooManyTries: the address has opened too many.
    """
    place = await place_for(scope)

    async def receive_packet() -> Message:
        message = await next_packet(place, scope, receive) or {"type": "websocket.disconnect", "code": 1008}
        text = message.get("text") or ""
        if message["type"] != "websocket.receive" or (text[:1] in _PACKETS and len(text) <= 2 * LARGEST_EVENT):
            return message
        return {"type": "websocket.disconnect", "code": 1008}

    try:
        await app(scope, receive_packet, send)
    finally:
        leave(place)


def guard_sockets(app: rx.App) -> None:
    """Stands before the framework's own reader of sockets, also of the event that rides in the connect packet."""
    namespace: Any = app.event_namespace
    server: Any = app.sio
    connect, read, leave, ping = namespace.on_connect, namespace.on_event, namespace.on_disconnect, namespace.on_ping

    async def on_event(sid: str, data: Any = None) -> None:
        event = _event_in(data)
        if event is not None and sid in namespace.sid_to_token:
            note_heard(server.get_environ(sid, namespace.namespace)["asgi.scope"])
            await read(sid, event)

    async def trigger_event(name: object, sid: str, *arguments: Any) -> bool | None:
        if name == "event":
            await on_event(sid, *arguments[:1])
        elif name == "ping":
            await ping(sid)
        elif name == "disconnect":
            leave(sid)
        # The server hands over the connection's own environment; a client can only make one up.
        elif name == "connect" and arguments and arguments[0] is server.get_environ(sid, namespace.namespace):
            environ = _environ_of(arguments[0])
            if environ is None:
                return False
            await connect(sid, environ, *arguments[1:2])
        return None

    namespace.on_event = on_event
    namespace.trigger_event = trigger_event
    server.eio.on("message", _hanging_up(server, server.eio.handlers["message"]))


def _hanging_up(server: Any, read: Callable[[str, Any], Awaitable[None]]) -> Callable[[str, Any], Awaitable[None]]:
    async def message(connection: str, data: Any) -> None:
        try:
            await read(connection, data)
        except Exception as error:
            log.warning("a socket sent what is no event, and was closed (%s)", type(error).__name__)
            log.debug("it failed here", exc_info=True)
            await server.eio.disconnect(connection)

    return message


def _environ_of(environ: dict[str, Any]) -> dict[str, Any] | None:
    """What the framework may know of a connection; None for one that names no token.

    A token is the key to a page's state, and outlives its connection. Tied to the cookies it came with, it opens
    nothing for anybody else who gets hold of it, and nothing of the person before after a log-in.
    """
    tokens = parse_qs(environ.get("QUERY_STRING", "")).get("token")
    if not tokens:
        return None
    scope = environ.get("asgi.scope", {})
    cookies = b"; ".join(value for name, value in scope.get("headers", []) if name == b"cookie")
    tied = hashlib.sha256(tokens[0].encode(errors="replace") + b"\n" + cookies).hexdigest()
    return {"QUERY_STRING": urlencode({"token": tied}), "asgi.scope": scope}


def _event_in(data: Any) -> dict[str, Any] | None:
    """The event, with nothing but what an event of ours has; None when it is none."""
    if not isinstance(data, dict) or not is_known(data.get("name")) or not _is_small_text(data):
        return None
    payload, router_data = data.get("payload", {}), data.get("router_data", {})
    if not isinstance(payload, dict) or not isinstance(router_data, dict):
        return None
    place = {key: value for key in ("pathname", "asPath") if _is_a_place(value := router_data.get(key))}
    return {"name": data["name"], "payload": payload, "router_data": {**place, "query": _texts(router_data.get("query"))}}


def _is_small_text(data: dict[str, Any]) -> bool:
    try:
        return len(json.dumps(data, ensure_ascii=False).encode()) <= LARGEST_EVENT
    except UnicodeEncodeError:
        # Half a surrogate pair: no page types it, and no frame, database or mail can hold it.
        return False


def _is_a_place(value: object) -> bool:
    return isinstance(value, str) and _OUR_OWN_PLACE.fullmatch(value) is not None


def _texts(query: object) -> dict[str, str]:
    return {key: value for key, value in query.items() if isinstance(value, str)} if isinstance(query, dict) else {}
