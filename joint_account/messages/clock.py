"""The 24 hours in which Amazon wants a buyer answered: pure, from instants alone.

Sources: Amazon's help pages "Respond to buyer messages within 24 hours" (202152030: weekends and holidays count, automatic
answers do not) and "Contact Response Time" (200549770: a message marked as needing no response is left out).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

ANSWER_WITHIN = timedelta(hours=24)
ALARM_LEFT = timedelta(hours=4)
"""From here on a thread is red: before it is late."""
SOON_LEFT = timedelta(hours=8)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_REST_BEGINS = 1 << 53
"""Beyond every instant that we meet, in microseconds: the year 2255."""


@dataclass(frozen=True)
class Stop:
    """What can stop clocks: a reply that left, or a member's word that none is needed."""

    at: datetime
    by: int | None = None
    excuse: bool = False


@dataclass(frozen=True)
class Clock:
    """Of one message of a buyer's: from when Amazon received it to what stopped it."""

    began: datetime
    stop: Stop | None = None

    @property
    def due(self) -> datetime:
        """Until when it must be answered."""
        return self.began + ANSWER_WITHIN

    @property
    def in_time(self) -> bool | None:
        """Whether it was answered in time; None while it runs, or when it was excused."""
        if self.stop is None or self.stop.excuse:
            return None
        return self.stop.at <= self.due


def clocks(received: Iterable[datetime], stops: Iterable[Stop]) -> list[Clock]:
    """The clock of each message, in the order that they came: every message starts one, the next stop after it ends it."""
    ordered = sorted(stops, key=lambda one: one.at)
    return [Clock(began, _first_after(began, ordered)) for began in sorted(received)]


def waiting_since(running: Iterable[Clock]) -> datetime | None:
    """When the oldest clock that still runs began."""
    return min((one.began for one in running if one.stop is None), default=None)


def urgency(waiting: datetime | None, last_at: datetime) -> int:
    """A number that sorts threads: who waits longest comes first, who does not wait comes after them, the newest first."""
    if waiting is not None:
        return _microseconds(waiting)
    return 2 * _REST_BEGINS - _microseconds(last_at)


def is_waiting(number: int) -> bool:
    """Whether an urgency is of a thread that waits."""
    return number < _REST_BEGINS


def _first_after(began: datetime, ordered: Sequence[Stop]) -> Stop | None:
    return next((one for one in ordered if one.at > began), None)


def _microseconds(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(microseconds=1)
