"""What a request may send: as it is, and not so slowly that it keeps a place from others."""

import asyncio
import time

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope

PATIENCE = 20.0
"""Seconds in which a body must be there, and one more for each SLOWEST bytes of it that came."""
SLOWEST = 8 * 1024
"""Bytes a second; a report of 100 MB then takes up to three and a half hours."""


def is_packed(headers: Headers) -> bool:
    """Whether the body is compressed: kilobytes may unpack to gigabytes, and no browser sends a form like that."""
    return headers.get("content-encoding", "identity").lower() != "identity"


def ends_the_connection(scope: Scope) -> bool:
    """Whether nothing more is read after this request.

    One without a length may have come with two, of which the server kept one: what follows may be what a proxy took for
    its body (RFC 9112, 6.1). A refused websocket has nothing more to say.
    """
    return scope["type"] == "websocket" or "transfer-encoding" in Headers(scope=scope)


def hurried(receive: Receive) -> Receive:
    """Receives a request's body, and gives up on one that trickles; what follows it may take its time.

    Raises, when it is asked for more:
        HTTPException: 408, which also ends the connection.
    """
    began, taken, whole = 0.0, 0, False

    async def receive_in_time() -> Message:
        nonlocal began, taken, whole
        if whole:
            return await receive()
        began = began or time.monotonic()
        try:
            async with asyncio.timeout(began + PATIENCE + taken / SLOWEST - time.monotonic()):
                message = await receive()
        except TimeoutError:
            raise HTTPException(408, headers={"Connection": "close"}) from None
        taken += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        return message

    return receive_in_time


def names_a_host_twice(scope: Scope) -> bool:
    """Whether the Host is not said exactly once: two readers would each pick their own (RFC 9112, 3.2)."""
    return [name for name, _value in scope["headers"]].count(b"host") != 1
