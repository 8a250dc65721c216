"""A mail as it came, whatever it is, to what a buyer said: or to the raw whole with the reason why it cannot be read.

Nothing here may fail on any bytes: hostile mail is mail. What does not come from Amazon is not read at all.
"""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32

from joint_account.messages.amazons import answer_address, buyers_address, is_authentic
from joint_account.messages.bodies import File, clean, message_within, read_body
from joint_account.messages.order_ids import HEADERS, order_ids_in
from joint_account.messages.received import received_at

_LONGEST_HEAD = 262_144


@dataclass(frozen=True)
class Incoming:
    """A buyer's message."""

    buyer: str
    """Their anonymised address without what Amazon adds behind a plus: the same in every message."""
    answer_to: str
    key: str
    message_id: str
    refers_to: tuple[str, ...]
    at: datetime
    subject: str
    text: str
    order_ids: tuple[str, ...]
    files: tuple[File, ...] = ()
    raw: bytes | None = field(default=None, repr=False)
    """Of what could not be read."""
    trouble: str = ""


def is_a_buyers(head: bytes, trusted_server: str) -> bool:
    """Whether a mail is a buyer's message by way of Amazon, by its header alone: what is not is never fetched."""
    headers = _headers(head)
    sender = buyers_address(headers)
    return sender is not None and is_authentic(headers, sender, trusted_server)


def read_mail(raw: bytes, trusted_server: str, arrived: datetime) -> Incoming | None:
    """What a buyer said; None when it is not truly Amazon's mail.

    Args:
        raw: the whole mail.
        trusted_server: whose Authentication-Results are believed.
        arrived: when the mailbox had it.
    """
    headers = _headers(raw)
    sender = buyers_address(headers)
    if sender is None or not is_authentic(headers, sender, trusted_server):
        return None
    message_id = one_id(_text(headers, "Message-ID"))
    text, files, trouble = read_body(raw)
    subject = clean(_text(headers, "Subject").replace("\n", " "), 500)
    where = "\n".join([subject, text, *(_text(headers, name) for name in HEADERS)])
    said = message_within(text)
    return Incoming(
        buyer=without_tag(sender),
        answer_to=answer_address(headers, sender),
        key=hashlib.sha256(message_id.encode() if message_id else _lasting(raw)).hexdigest(),
        message_id=message_id,
        refers_to=tuple(re.findall(r"<[^<>\s]{1,400}>", f"{_text(headers, 'In-Reply-To')} {_text(headers, 'References')}"))[
            -50:
        ],
        at=received_at(headers, arrived),
        subject=subject,
        text=said,
        order_ids=tuple(order_ids_in(where)[:20]),
        files=files,
        raw=raw[: 1 << 20] if trouble else None,
        trouble=trouble,
    )


def without_tag(address: str) -> str:
    """The address without what stands behind a plus, in lower case."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def one_id(text: str) -> str:
    """The Message-ID in a header; empty when there is none that could be referred to."""
    found = re.search(r"<[\x21-\x3b\x3d\x3f-\x7e]{1,400}>", text)
    return found[0] if found else ""


def _headers(raw: bytes) -> Message:
    return BytesHeaderParser(policy=compat32).parsebytes(raw[:_LONGEST_HEAD])


def _text(message: Message, name: str) -> str:
    """A header as text, whatever its encoded words claim."""
    value = message.get(name)
    if value is None:
        return ""
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, ValueError, UnicodeError, TypeError):
        return str(value).encode("utf-8", "replace").decode()


def _lasting(raw: bytes) -> bytes:
    """The part of a mail without Message-ID that is the same in each delivery: what servers put above it is not."""
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    kept = [line for line in head.split(b"\n") if line.lower().startswith((b"from:", b"date:", b"subject:"))]
    return b"\n".join([*kept, b"", body])
