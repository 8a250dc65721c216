"""The clock that calls, pauses and rates go by: a test gives another one, and nobody waits."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from joint_account.database import now


@dataclass(frozen=True)
class Clock:
    """What time it is, and how to wait."""

    now: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]]


REAL = Clock(now, asyncio.sleep)
