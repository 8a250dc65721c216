"""Counts tries: in this process, or in Redis for all processes when REDIS_URL is set."""

import asyncio
import hashlib
import logging
import math
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cache, lru_cache
from typing import Any, TypeVar, cast

from limits import RateLimitItem, parse_many
from limits.aio.storage import MemoryStorage, Storage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import StorageError
from limits.storage import storage_from_string

from joint_account.settings import settings
from joint_account.tries.table import LIMITS, LOCAL, Try
from joint_account.ui.numbers import plural

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")

SECONDS_AWAY = 10.0
"""How long this process counts for itself before it asks a Redis again that was away."""


class TooManyTries(Exception):
    """Somebody tried too often. `sentence` says when to try again, `seconds` after how many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds
        self.sentence = f"Too many tries. Try again in {_in_words(seconds)}."


async def take(kind: Try, who: object) -> None:
    """Counts one try before it is made, so that many at once do not get past together.

    Args:
        kind: what is tried.
        who: by whom, as the name of `kind` says.

    Raises:
        TooManyTries: it must not be made now.
    """
    who = _digest(who)
    over = [item for item in _items(kind) if not await _hit(kind, item, who)]
    if not over:
        return
    seconds = max([await _seconds_until(kind, item, who) for item in over])
    # One line a refused thing, however often it is tried.
    if await _hit(kind, over[-1].__class__(1, over[-1].multiples), "said", who):
        log.warning("refused, too many tries: %s; for %s seconds", kind.value, seconds)
    raise TooManyTries(seconds)


async def give_back(kind: Try, who: object) -> None:
    """The try that `take` counted succeeded: it does not count where only failures do."""
    who = _digest(who)
    for item in _items(kind):
        await _hit(kind, item, who, cost=-1)


@asynccontextmanager
async def counting(failure: type[Exception], *tries: tuple[Try, object]) -> AsyncGenerator[None, None]:
    """Counts what is done in the block only if it ends in `failure`; at once meanwhile, as `take` does.

    Raises:
        TooManyTries: it must not be done now.
    """
    for kind, who in tries:
        await take(kind, who)
    failed = False
    try:
        yield
    except failure:
        failed = True
        raise
    finally:
        if not failed:
            for kind, who in tries:
                await give_back(kind, who)


async def _hit(kind: Try, item: RateLimitItem, *who: str, cost: int = 1) -> bool:
    return await _asked(kind, lambda limiter: limiter.hit(item, kind.name, *who, cost=cost))


async def _seconds_until(kind: Try, item: RateLimitItem, who: str) -> int:
    stats = await _asked(kind, lambda limiter: limiter.get_window_stats(item, kind.name, who))
    return max(1, math.ceil(stats.reset_time - time.time()))


async def _asked(kind: Try, question: Callable[[FixedWindowRateLimiter], Awaitable[Answer]]) -> Answer:
    """The answer of the shared counters; while they are away, of this process's own: people go on working."""
    loop = asyncio.get_running_loop()
    url = "" if kind in LOCAL else settings().redis_url
    if url and time.monotonic() >= _away["until"]:
        try:
            answer = await question(FixedWindowRateLimiter(_storage(url, loop)))
        except StorageError as error:
            if not _away["until"]:
                cause = type(error.storage_error).__name__
                log.warning("REDIS_URL does not answer (%s): each process counts tries by itself until it does", cause)
            _away["until"] = time.monotonic() + SECONDS_AWAY
        else:
            _away["until"] = 0.0
            return answer
    return await question(FixedWindowRateLimiter(_storage("local" if kind in LOCAL else "", loop)))


_away = {"until": 0.0}
"""When a Redis that did not answer is asked again; 0: it answers."""


@lru_cache(maxsize=8)
def _storage(url: str, _loop: asyncio.AbstractEventLoop) -> Storage:
    """The counters at a URL; any other name stands for counters in memory. What waits belongs to its event loop."""
    if "://" not in url:
        return MemoryStorage()
    address = f"async+{url.replace('unix://', 'redis+unix://')}"
    patience: dict[str, Any] = {"socket_connect_timeout": 1.0, "socket_timeout": 1.0}
    storage = storage_from_string(address, implementation="redispy", wrap_exceptions=True, **patience)
    return cast("Storage", storage)


@cache
def _items(kind: Try) -> list[RateLimitItem]:
    return parse_many(LIMITS[kind])


def _digest(who: object) -> str:
    """Nobody's e-mail or network address stands in a store of counters."""
    return hashlib.sha256(str(who).encode(errors="replace")).hexdigest()


def _in_words(seconds: int) -> str:
    for unit, size in (("hour", 3600), ("minute", 60)):
        if seconds >= size:
            return plural(math.ceil(seconds / size), unit)
    return plural(seconds, "second")
