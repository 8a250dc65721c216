"""Sealing and opening what buyers and members wrote, and the marks that it is found by."""

import re
import unicodedata

from joint_account.messages.models import TEXTS
from joint_account.sealing import Unsealable, marks_for, seal_for, unseal_for

GONE = "[erased]"
LOCKED = "[cannot be read: SECRET_KEY has changed]"
MOST_WORDS = 500


def sealed(joint_account_id: int, text: str) -> bytes:
    """A text, so that only its joint account can read it."""
    return seal_for(joint_account_id, TEXTS, text.encode("utf-8", "replace"))


def opened(joint_account_id: int, secret: bytes | None) -> str:
    """What was sealed; words in brackets where it is gone, or cannot be opened."""
    if secret is None:
        return GONE
    try:
        return unseal_for(joint_account_id, TEXTS, secret).decode()
    except Unsealable:
        return LOCKED


def buyer_marks(joint_account_id: int, address: str) -> list[bytes]:
    """What a buyer's address is looked up by: one a key, the newest first."""
    return marks_for(joint_account_id, "buyer", address)


def word_marks(joint_account_id: int, word: str) -> list[int]:
    """What a word is looked up by: one a key, the newest first."""
    return [int.from_bytes(mark[:8], "big", signed=True) for mark in marks_for(joint_account_id, "word", word)]


def words_in(text: str) -> list[str]:
    """The words that a text is found by: whole ones, in lower case; pairs of characters where a script has no spaces."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    found: dict[str, None] = {}
    for word in re.findall(r"[\w-]+", plain):
        parts = _pairs(word) if re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", word) else [word[:60]]
        found |= dict.fromkeys(one for one in parts if len(one) > 1)
    return list(found)[:MOST_WORDS]


def first_line(text: str) -> str:
    """What a list shows of a text."""
    line = " ".join(text.split())
    return line if len(line) <= 140 else f"{line[:139].rstrip()}…"


def _pairs(word: str) -> list[str]:
    return [word[start : start + 2] for start in range(len(word) - 1)] or [word]
