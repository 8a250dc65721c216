"""Time as a test wants it: nobody waits, and everybody agrees what time it is."""

import asyncio
import heapq
import itertools
from datetime import UTC, datetime, timedelta

_WAITING = ("asyncio/taskgroups.py", "asyncio/locks.py", "asyncio/queues.py")
_SECONDS_BETWEEN_LOOKS = 0.001
START = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


class SimulatedClock:
    """Stands still until it is advanced, or until all who sleep by it wait: then it goes on to the first one's time.

    It never goes on while a task of the loop waits for something real, such as an answer or the database.
    """

    def __init__(self, start=START):
        self._now = start
        self._sleeping = []
        self._number = itertools.count()
        self._driver = None

    def now(self):
        return self._now

    def advance(self, seconds=0.0, **parts):
        self._now += timedelta(seconds=seconds, **parts)

    async def sleep(self, seconds):
        loop, until = asyncio.get_running_loop(), self.now() + timedelta(seconds=max(seconds, 0))
        waking = loop.create_future()
        heapq.heappush(self._sleeping, (until, next(self._number), waking))
        if self._driver is None or self._driver.done() or self._driver.get_loop() is not loop:
            self._driver = loop.create_task(self._drive())
        await waking

    async def _drive(self):
        """One looks for all who sleep."""
        while self._sleeping:
            until, _, waking = self._sleeping[0]
            if waking.done():  # Whoever slept was cancelled.
                heapq.heappop(self._sleeping)
            elif until <= self.now():
                heapq.heappop(self._sleeping)
                waking.set_result(None)
            elif self._all_rest():
                await self._go_on(until)
            else:
                await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)

    async def _go_on(self, until):
        """All wait, the first one until then."""
        self._now = until

    def _all_rest(self):
        asleep, me = {waking for _, _, waking in self._sleeping}, asyncio.current_task()
        return all(task is me or _rests(task, asleep) for task in asyncio.all_tasks())


def _rests(task, asleep):
    """Whether a task waits for the clock, or for another task of its loop."""
    waiter = task._fut_waiter
    if waiter is None or waiter.done():
        return False
    if waiter in asleep or isinstance(waiter, (asyncio.Task, asyncio.tasks._GatheringFuture)):
        return True
    inner = task.get_coro()
    while hasattr(getattr(inner, "cr_await", None), "cr_code"):
        inner = inner.cr_await
    return getattr(inner, "cr_code", None) is not None and inner.cr_code.co_filename.endswith(_WAITING)


class RealClock:
    """For a server that talks to a process of its own."""

    def now(self):
        return datetime.now(UTC)

    async def sleep(self, seconds):
        await asyncio.sleep(seconds)
