"""How many sockets one address may hold open here, how fast each may speak, and how soon it must."""

import asyncio
import itertools
import logging
import time
from collections import Counter
from dataclasses import dataclass, field

from starlette.types import Message, Receive, Scope

from joint_account.tries import TooManyTries, Try, take
from joint_account.tries.addresses import somebody_at

log = logging.getLogger(__name__)

MOST_SOCKETS = 400
"""Open at once from one address in one process: every page of an office. Each page's state takes some 200 KB."""
SECONDS_TO_SPEAK = 20.0
"""Until a socket's first event. A page sends it in the packet that connects it."""

_HEARD = "joint_account.heard"
_open: Counter[str] = Counter()
_numbers = itertools.count(1)


@dataclass
class Place:
    """What one socket takes up, from the handshake to its end."""

    somebody: str
    number: int = field(default_factory=lambda: next(_numbers))
    until: float = field(default_factory=lambda: time.monotonic() + SECONDS_TO_SPEAK)


async def place_for(scope: Scope) -> Place:
    """A place, for as long as `leave` is not called with it.

    Raises:
        TooManyTries: the address has opened too many, or holds too many.
    """
    somebody = somebody_at(scope["client"][0])
    await take(Try.ADDRESS_SOCKET, somebody)
    if _open[somebody] >= MOST_SOCKETS:
        raise TooManyTries(60)
    _open[somebody] += 1
    return Place(somebody)


def leave(place: Place) -> None:
    """The socket is gone."""
    _open[place.somebody] -= 1
    if _open[place.somebody] <= 0:
        del _open[place.somebody]


def note_heard(scope: Scope) -> None:
    """An event of ours came over this socket: there is a page behind it."""
    scope[_HEARD] = True


async def next_packet(place: Place, scope: Scope, receive: Receive) -> Message | None:
    """The next packet of a socket; None when it is to be closed: it said nothing in time, or too much."""
    try:
        if scope.get(_HEARD):
            message = await receive()
        else:
            async with asyncio.timeout(place.until - time.monotonic()):
                message = await receive()
        if message["type"] == "websocket.receive":
            await take(Try.SOCKET_EVENT, place.number)
            await take(Try.ADDRESS_EVENT, place.somebody)
    except (TimeoutError, TooManyTries):
        return None
    return message
