"""What lies or travels where others could read it: encrypted, each purpose with keys of its own.

SECRET_KEY is a list: the first key seals, all of them open, so that a new one can take over from an old one.
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from joint_account.signing_key import signing_keys

WITHIN = "{joint_account_id} "
"""Before a purpose: sealed with `seal_for`. It begins with a digit then, as no other does: the two kinds never share a key."""


class Unsealable(Exception):
    """Not sealed for this purpose with a SECRET_KEY of today, or too old."""


def seal(purpose: str, secret: bytes) -> bytes:
    """`secret`, so that only `unseal` of the same purpose can read it.

    Args:
        purpose: what it is for, as the code calls it; begins with a letter.
        secret: any bytes.
    """
    return MultiFernet(_fernets(purpose)).encrypt(secret)


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
        return MultiFernet(_fernets(purpose)).decrypt(sealed, ttl=oldest)
    except InvalidToken:
        raise Unsealable from None


def seal_for(joint_account_id: int, purpose: str, secret: bytes) -> bytes:
    """`secret` of a joint account, with a key that is derived for it: it opens in no other, whoever moves the row."""
    return seal(_in(joint_account_id, purpose), secret)


def unseal_for(joint_account_id: int, purpose: str, sealed: bytes | str) -> bytes:
    """What `seal_for` sealed, for the same joint account and purpose.

    Raises:
        Unsealable: it was not.
    """
    return unseal(_in(joint_account_id, purpose), sealed)


def sealed_anew(purpose: str, sealed: bytes) -> bytes:
    """The same secret sealed with the newest key; what is sealed with it already is given back as it is.

    Raises:
        Unsealable: it was not sealed by us for this purpose.
    """
    newest, *_older = fernets = _fernets(purpose)
    try:
        newest.decrypt(sealed)
    except InvalidToken:
        try:
            return MultiFernet(fernets).rotate(sealed)
        except InvalidToken:
            raise Unsealable from None
    return sealed


def _in(joint_account_id: int, purpose: str) -> str:
    return f"{WITHIN.format(joint_account_id=joint_account_id)}{purpose}"


def _fernets(purpose: str) -> list[Fernet]:
    return [_fernet(key, purpose) for key in signing_keys()]


@lru_cache(maxsize=256)
def _fernet(key: str, purpose: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
