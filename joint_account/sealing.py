"""What lies or travels where others could read it: encrypted, each purpose with keys of its own.

SECRET_KEY is a list: the first key seals, all of them open, so that a new one can take over from an old one.
"""

import base64
import hmac
import secrets
import time
from contextlib import suppress
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from joint_account.signing_key import signing_keys

WITHIN = "{joint_account_id} "
"""Before a purpose: sealed with `seal_for`. It begins with a digit then, as no other does: the two kinds never share a key."""

_ALGORITHM = "AES-256-GCM"
"""NIST SP 800-38D. What replaces it one day gets another mark; no key is ever used for two algorithms."""
_MARK = b"\x01"
_TIME, _NONCE = 8, 12
"""Bytes: the second it was sealed at, and a number used once, drawn at random (2³² seals a key at most: 8.3)."""
_SKEW = 60
"""Seconds that the clocks of two processes may differ."""


class Unsealable(Exception):
    """Not sealed for this purpose with a SECRET_KEY of today, or too old."""


def seal(purpose: str, secret: bytes) -> bytes:
    """`secret`, so that only `unseal` of the same purpose can read it.

    Args:
        purpose: what it is for, as the code calls it; begins with a letter.
        secret: any bytes.
    """
    return _closed(_keys(purpose)[0], int(time.time()), secret)


def unseal(purpose: str, sealed: bytes | str, *, oldest: int | None = None) -> bytes:
    """What was sealed.

    Args:
        purpose: the same as when it was sealed.
        sealed: from `seal`.
        oldest: its age in seconds at most.

    Raises:
        Unsealable: it was not sealed by us for this purpose, or is too old.
    """
    made_at, secret, _key = _opened(_keys(purpose), sealed)
    if oldest is not None and not -_SKEW <= time.time() - made_at <= oldest:
        raise Unsealable
    return secret


def seal_for(joint_account_id: int, purpose: str, secret: bytes) -> bytes:
    """`secret` of a joint account, with a key that is derived for it: it opens in no other, whoever moves the row."""
    return seal(_in(joint_account_id, purpose), secret)


def unseal_for(joint_account_id: int, purpose: str, sealed: bytes | str) -> bytes:
    """What `seal_for` sealed, for the same joint account and purpose.

    Raises:
        Unsealable: it was not.
    """
    return unseal(_in(joint_account_id, purpose), sealed)


def marks_for(joint_account_id: int, purpose: str, text: str) -> list[bytes]:
    """What stands for `text` where rows are looked up by it: the same for equal texts of a joint account, and telling nothing.

    One a SECRET_KEY, the newest first: rows are written with that one, and looked for with all of them.
    """
    info = f"marks {_in(joint_account_id, purpose)}".encode()
    keys = [HKDF(SHA256(), length=32, salt=None, info=info).derive(key.encode()) for key in signing_keys()]
    return [hmac.digest(key, text.encode(), "sha256") for key in keys]


def sealed_anew(purpose: str, sealed: bytes) -> bytes:
    """The same secret sealed with the newest key; what is sealed with it already is given back as it is.

    Raises:
        Unsealable: it was not sealed by us for this purpose.
    """
    keys = _keys(purpose)
    made_at, secret, key = _opened(keys, sealed)
    return sealed if key is keys[0] else _closed(keys[0], made_at, secret)


def _closed(key: AESGCM, made_at: int, secret: bytes) -> bytes:
    head, nonce = _MARK + made_at.to_bytes(_TIME, "big"), secrets.token_bytes(_NONCE)
    return base64.urlsafe_b64encode(head + nonce + key.encrypt(nonce, secret, head)).rstrip(b"=")


def _opened(keys: list[AESGCM], sealed: bytes | str) -> tuple[int, bytes, AESGCM]:
    """When it was sealed, what was sealed, and the key that opened it."""
    try:
        text = sealed.encode("ascii") if isinstance(sealed, str) else sealed
        whole = base64.b64decode(text + b"=" * (-len(text) % 4), b"-_", validate=True)
    except ValueError:
        raise Unsealable from None
    head, nonce, closed = whole[: 1 + _TIME], whole[1 + _TIME : 1 + _TIME + _NONCE], whole[1 + _TIME + _NONCE :]
    if head[:1] == _MARK and len(nonce) == _NONCE:
        for key in keys:
            with suppress(InvalidTag):
                return int.from_bytes(head[1:], "big"), key.decrypt(nonce, closed, head), key
    raise Unsealable


def _in(joint_account_id: int, purpose: str) -> str:
    return f"{WITHIN.format(joint_account_id=joint_account_id)}{purpose}"


def _keys(purpose: str) -> list[AESGCM]:
    return [_key(key, purpose) for key in signing_keys()]


@lru_cache(maxsize=256)
def _key(key: str, purpose: str) -> AESGCM:
    info = f"{_ALGORITHM} {purpose}".encode()
    return AESGCM(HKDF(SHA256(), length=32, salt=None, info=info).derive(key.encode()))
