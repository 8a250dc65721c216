"""How long is left to answer, in words, with a colour and a shape."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from joint_account.messages.clock import ALARM_LEFT, ANSWER_WITHIN, SOON_LEFT
from joint_account.messages.models import Thread


@dataclass(frozen=True)
class TimeLeft:
    """What stands beside a thread."""

    text: str
    shape: str
    mood: str
    due: str
    """ISO 8601; empty when nothing runs. The browser counts on by it."""


def time_left(thread: Thread, at: datetime) -> TimeLeft:
    """Of Amazon's 24 hours."""
    if thread.waiting_since is None:
        return TimeLeft("no answer due", "✓", "good", "")
    due = thread.waiting_since + ANSWER_WITHIN
    left = due - at
    if left <= timedelta():
        return TimeLeft(f"{_length(-left)} late", "■", "bad", due.isoformat())
    if left <= ALARM_LEFT:
        return TimeLeft(f"{_length(left)} left", "▲", "bad", due.isoformat())
    return TimeLeft(f"{_length(left)} left", "●", "warn" if left <= SOON_LEFT else "", due.isoformat())


def _length(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    if minutes >= 48 * 60:
        return f"{minutes // 1440} d"
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
