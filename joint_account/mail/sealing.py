"""Letters carry links that act for a person, so they lie encrypted until they have left."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from joint_account.settings import settings


class Unreadable(Exception):
    """A sealed letter does not open: SECRET_KEY is not the one that it was sealed with."""


def seal(message: bytes) -> bytes:
    """`message`, encrypted and signed with a key that only mail uses."""
    return _cipher(settings().signing_key).encrypt(message)


def unseal(sealed: bytes) -> bytes:
    """What `seal` was given.

    Raises:
        Unreadable: the key has changed since, or the bytes have.
    """
    try:
        return _cipher(settings().signing_key).decrypt(sealed)
    except InvalidToken:
        raise Unreadable from None


@lru_cache(maxsize=4)
def _cipher(signing_key: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"joint_account.mail.letter").derive(signing_key.encode())
    return Fernet(base64.urlsafe_b64encode(key))
