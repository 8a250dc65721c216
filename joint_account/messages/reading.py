"""A mail as it came, whatever it is, to what a buyer said: or to the raw whole with the reason why it cannot be read.

Nothing here may fail on any bytes: hostile mail is mail. What does not come from Amazon is not read at all.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32

from joint_account.messages.amazons import answer_address, buyers_address, is_authentic
from joint_account.messages.html_text import html_to_text
from joint_account.messages.order_ids import HEADERS, order_ids_in
from joint_account.messages.received import received_at

LONGEST_TEXT = 50_000
LARGEST_HTML = 2_000_000
MOST_PARTS = 500
UNREADABLE = "This message could not be read. It is kept as it came."
NOTHING_SAID = "This message has no text."
_LONGEST_HEAD = 262_144
_BEGINS = re.compile(
    r"^-{5,}[^\n]{0,40}?(?:message|begin|nachricht|messaggio|mensaje)[^\n]{0,40}-{2,}\s*$", re.IGNORECASE | re.MULTILINE
)
_ENDS = re.compile(r"^-{5,}[^\n]{0,20}?(?:end|fin|ende|fine)[^\n]{0,40}-{2,}\s*$", re.IGNORECASE | re.MULTILINE)
_ALLOWED_FORMAT = {"\u200c", "\u200d"}


@dataclass(frozen=True)
class File:
    """An attachment, which stays in the mailbox."""

    name: str
    size: int
    """Bytes."""


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
    text, files, trouble = _read(raw)
    subject = clean(_text(headers, "Subject").replace("\n", " "), 500)
    where = "\n".join([subject, text, *(_text(headers, name) for name in HEADERS)])
    said = _message_within(text)
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


def clean(text: str, limit: int = LONGEST_TEXT) -> str:
    """Text without controls, without what turns it around, without halves of characters."""
    kept = "".join(one for one in text.replace("\r\n", "\n").replace("\r", "\n")[: 2 * limit] if one in "\n\t" or _is_seen(one))
    return kept.strip()[:limit]


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


def _read(raw: bytes) -> tuple[str, tuple[File, ...], str]:
    """The text, the attachments, and what is wrong."""
    try:
        text, files = _parts_of(message_from_bytes(raw, policy=compat32))
    except Exception:
        # Parsers meet what nobody thought of, RecursionError included: then the mail is kept as it came.
        return "", (), UNREADABLE
    said = clean(text)
    return said, files, "" if said or files else NOTHING_SAID


def _parts_of(message: Message) -> tuple[str, tuple[File, ...]]:
    plain, html, files = [], [], []
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS:
            break
        if part.is_multipart():
            continue
        name, kind = _file_name(part), part.get_content_type()
        if name or part.get_content_disposition() == "attachment" or not kind.startswith("text/") or kind == "text/calendar":
            files.append(File(name or kind, len(str(part.get_payload() or "")) * 3 // 4))
        else:
            (html if kind == "text/html" else plain).append(_decoded(part))
    text = "\n".join(plain)
    if not text.strip():
        text = "\n".join(html_to_text(one[:LARGEST_HTML]) for one in html)
    return text, tuple(files[:100])


def _file_name(part: Message) -> str:
    try:
        return clean(str(make_header(decode_header(part.get_filename("") or ""))).replace("\n", " "), 120)
    except (LookupError, ValueError, UnicodeError, TypeError):
        return "attachment"


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset("utf-8")
    for name in (charset, "utf-8"):
        try:
            return data.decode(name)
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", errors="replace")


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


def _message_within(text: str) -> str:
    """What the buyer wrote, without what Amazon writes around it."""
    begins = _BEGINS.search(text)
    if not begins:
        return text
    rest = text[begins.end() :]
    ends = _ENDS.search(rest)
    return (rest[: ends.start()] if ends else rest).strip() or text


def _is_seen(character: str) -> bool:
    kind = unicodedata.category(character)
    return kind not in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"} and (kind != "Cf" or character in _ALLOWED_FORMAT)
