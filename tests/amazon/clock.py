"""Time as a test wants it: nobody waits, and everybody agrees what time it is."""

import asyncio
import itertools
from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


class SimulatedClock:
    """Stands still until it is advanced, or until all who sleep by it wait: then it goes on to the first one's time."""

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
        self._sleeping[me] = until
        try:
            while self._now < until:
                # The others get as far as they can at this instant.
                await asyncio.sleep(0)
                if until <= min(self._sleeping.values()):
                    self._now = max(self._now, until)
        finally:
            del self._sleeping[me]


class RealClock:
    """For a server that talks to a process of its own."""

    def now(self):
        return datetime.now(UTC)
