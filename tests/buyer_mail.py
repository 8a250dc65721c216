"""Mail as Amazon sends it for buyers, and as nobody should: built byte by byte."""

from datetime import UTC, datetime
from email.utils import format_datetime

TRUSTED = "mx.seller.example"
BUYER = "abc123def456@marketplace.amazon.de"
ORDER = "303-1111111-2222222"
CHECKED = f"{TRUSTED}; spf=pass; dkim=pass header.d=amazon.de; dmarc=pass header.from=marketplace.amazon.de"
SAID = "Guten Tag, wann kommt meine Bestellung? Ich habe sie noch nicht erhalten."


def a_mail(
    said=SAID,
    *,
    sender=f"Erika <{BUYER}>",
    checked=CHECKED,
    order=ORDER,
    at=None,
    message_id="<first@amazon.example>",
    kind='text/plain; charset="utf-8"',
    **headers,
):
    """A buyer's message."""
    lines = {
        "Authentication-Results": checked,
        "From": sender,
        "To": "seller@seller.example",
        "Subject": f"Anfrage von Amazon-Kunde Erika (Bestellung: {order})" if order else "Anfrage von Amazon-Kunde Erika",
        "Date": format_datetime(at or datetime.now(UTC)),
        "Message-ID": message_id,
        "MIME-Version": "1.0",
        "Content-Type": kind,
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value is not None)
    return head.encode() + b"\r\n" + (said if isinstance(said, bytes) else said.encode())
