"""What can go wrong in the sync beyond Amazon itself."""

from joint_account.stores.amazon.errors import TryLater


class ClaimLost(Exception):
    """Somebody else works on it by now: nothing more is stored here."""


class ReportNotMade(TryLater):
    """Amazon gave a report up (FATAL), or has forgotten it."""

    sentence = "Amazon could not make a report of your orders. We ask for another by ourselves."


class ReportUnreadable(TryLater):
    """A report came that is none; `reason` says what it is."""

    sentence = "Amazon's report of your orders could not be read. We ask for another by ourselves."


class RangeTooLong(ReportUnreadable):
    """Amazon wrote "Date range exceeded" into the file, and nothing else."""
