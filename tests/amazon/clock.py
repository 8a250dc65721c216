"""Time as a test wants it: nobody waits, and everybody agrees what time it is."""

import asyncio
import itertools
from datetime import UTC, datetime, timedelta

_WAITING = ("asyncio/taskgroups.py", "asyncio/locks.py", "asyncio/queues.py")
START = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


class SimulatedClock:
    """Stands still until it is advanced, or until all who sleep by it wait: then it goes on to the first one's time.

    It never goes on while a task of the loop waits for something real, such as an answer or the database.
    """

    def __init__(self, start=START):
        self._now = start
        self._sleeping = {}
        self._number = itertools.count()

    def now(self):
        return self._now

    def advance(self, seconds=0.0, **parts):
        self._now += timedelta(seconds=seconds, **parts)

    async def sleep(self, seconds):
        until = self._now + timedelta(seconds=max(seconds, 0))
        me = next(self._number)
        self._sleeping[me] = (until, asyncio.current_task())
        try:
            while self._now < until:
                # The others get as far as they can at this instant.
                await asyncio.sleep(0)
                if until > min(when for when, _ in self._sleeping.values()) or not self._all_rest():
                    await asyncio.sleep(0.0005)
                elif self._now < until:
                    self._now = until
        finally:
            del self._sleeping[me]

    def _all_rest(self):
        asleep = {task for _, task in self._sleeping.values()}
        return all(task in asleep or _waits_for_others(task) for task in asyncio.all_tasks())


def _waits_for_others(task):
    """Whether a task goes on only when another one of its loop has."""
    if isinstance(task._fut_waiter, (asyncio.Task, asyncio.tasks._GatheringFuture)):
        return True
    inner = task.get_coro()
    while hasattr(getattr(inner, "cr_await", None), "cr_code"):
        inner = inner.cr_await
    return getattr(inner, "cr_code", None) is not None and inner.cr_code.co_filename.endswith(_WAITING)


class RealClock:
    """For a server that talks to a process of its own."""

    def now(self):
        return datetime.now(UTC)
