"""When Amazon received a buyer's message: the clock starts there, however long the mail then was under way.

Source: Amazon's help page "Buyer-Seller Messages" (200389080): the time counts from when Amazon has the message, and delays
of the seller's own provider count against the seller.
"""

from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import parsedate_to_datetime

LONGEST_ON_THE_WAY = timedelta(days=6)
"""Mail servers give up after 4 to 5 days (RFC 5321, 4.5.4.1): what claims to be older does not tell the truth."""
_MOST_RECEIVED = 50


def received_at(headers: Message, arrived: datetime) -> datetime:
    """The earliest believable instant that the header names: its Date, or when a server on the way received it.

    Args:
        headers: of a mail that is Amazon's.
        arrived: when the mailbox had it; what the header says otherwise is not believed.
    """
    said = [str(headers.get("Date", ""))]
    said += [str(one).rpartition(";")[2] for one in headers.get_all("Received", [])[:_MOST_RECEIVED]]
    instants = [one for one in map(_instant, said) if one is not None and arrived - LONGEST_ON_THE_WAY <= one <= arrived]
    return min(instants, default=arrived)


def _instant(text: str) -> datetime | None:
    try:
        instant = parsedate_to_datetime(text.strip())
        return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
