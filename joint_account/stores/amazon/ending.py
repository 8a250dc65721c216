"""When a consent ends, and when somebody is told before. Pure."""

from datetime import datetime, timedelta

CONSENT_LASTS = timedelta(days=365)
"""Source: "Renew Authorizations" of Amazon's documentation."""
_BEFORE = (timedelta(days=30), timedelta(days=7), timedelta(days=1))


def next_reminder(ends_at: datetime, at: datetime) -> datetime | None:
    """The first reminder after `at` of a consent that ends then; None when there is none left."""
    return next((ends_at - before for before in _BEFORE if ends_at - before > at), None)
