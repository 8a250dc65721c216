"""How long to wait before trying again: longer each time, and never all at the same instant."""

import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

from joint_account.stores.amazon.clock import REAL, Clock
from joint_account.stores.amazon.errors import Throttled, TryLater

T = TypeVar("T")

SHORTEST = timedelta(seconds=2)
LONGEST = timedelta(minutes=15)


def next_try(failures: int, trouble: TryLater, at: datetime, chance: random.Random | None = None) -> datetime:
    """When to try again after so many failures in a row, 1 or more.

    The pause doubles and is drawn anew between its half and its whole ("equal jitter", as in "Exponential Backoff And
    Jitter" of the AWS Architecture Blog). A bucket that says when it has a token again is taken at its word.
    """
    if isinstance(trouble, Throttled):
        return max(trouble.until, at)
    whole = min(SHORTEST * 2 ** min(failures - 1, 20), LONGEST)
    return at + whole * (chance or random).uniform(0.5, 1)


async def patiently(ask: Callable[[], Awaitable[T]], *, tries: int, clock: Clock = REAL) -> T:
    """What `ask` gives, tried again while Amazon is down or busy. An empty bucket counts as no failure: it is waited for.

    Raises:
        AmazonError: the last one, once there were so many tries; what no waiting helps, at once.
    """
    failures = 0
    while True:
        try:
            return await ask()
        except TryLater as trouble:
            failures += not isinstance(trouble, Throttled)
            if failures >= tries:
                raise
            again = next_try(failures, trouble, clock.now())
        await clock.sleep((again - clock.now()).total_seconds())
