"""The body of a mail, whatever it is, to text and the names of its attachments: nothing here may fail on any bytes."""

import re
import unicodedata
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32

from joint_account.messages.html_text import html_to_text

LONGEST_TEXT = 50_000
LARGEST_HTML = 2_000_000
MOST_PARTS = 500
UNREADABLE = "This message could not be read. It is kept as it came."
NOTHING_SAID = "This message has no text."
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


def read_body(raw: bytes) -> tuple[str, tuple[File, ...], str]:
    """The text of a whole mail, its attachments, and what is wrong, as a sentence."""
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


def clean(text: str, limit: int = LONGEST_TEXT) -> str:
    """Text without controls, without what turns it around, without halves of characters."""
    kept = "".join(one for one in text.replace("\r\n", "\n").replace("\r", "\n")[: 2 * limit] if one in "\n\t" or _is_seen(one))
    return kept.strip()[:limit]


def message_within(text: str) -> str:
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
