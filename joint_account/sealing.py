"""What lies or travels where others could read it: encrypted, each purpose with a key of its own."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from joint_account.signing_key import signing_key


class Unsealable(Exception):
    """Not sealed for this purpose with the SECRET_KEY of today, or too old."""


def seal(purpose: str, secret: bytes) -> bytes:
    """`secret`, so that only `unseal` of the same purpose can read it."""
    return _fernet(signing_key(), purpose).encrypt(secret)


def unseal(purpose: str, sealed: bytes | str, *, oldest: int | None = None) -> bytes:
    """What was sealed.

    Args:
        purpose: the same as when it was sealed.
        sealed: from `seal`.
        oldest: its age in seconds at most.

    Raises:
        Unsealable: it was not sealed by us for this purpose, or is too old.
    """
    try:
        return _fernet(signing_key(), purpose).decrypt(sealed, ttl=oldest)
    except InvalidToken:
        raise Unsealable from None


@lru_cache(maxsize=16)
def _fernet(key: str, purpose: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
