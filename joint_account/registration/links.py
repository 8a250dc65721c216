"""An invitation's link: the joint account's id, so that every look-up starts from the tenant, and a random secret."""

import hashlib
import re
import secrets
from dataclasses import dataclass

from joint_account.registration.errors import LinkUnknown
from joint_account.settings import settings

_SECRET_BYTES = 24
_FORM = re.compile(r"(?P<account>[1-9a-f][0-9a-f]{0,15})\.(?P<secret>[A-Za-z0-9_-]{32})", re.ASCII)
_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Link:
    """What a link points to. The secret itself is never kept."""

    joint_account_id: int
    secret_hash: str


def new_link(joint_account_id: int) -> str:
    """A new link's text, `{account in hex}.{192 random bits}`: the last part of the address that is mailed."""
    return f"{joint_account_id:x}.{secrets.token_urlsafe(_SECRET_BYTES)}"


def parse_link(text: str) -> Link:
    """Reads a link's text; looks nothing up.

    Raises:
        LinkUnknown: it does not have the form of a link.
    """
    found = _FORM.fullmatch(text)
    if found is None or int(found["account"], 16) > _LARGEST_ID:
        raise LinkUnknown
    return Link(int(found["account"], 16), hashlib.sha256(found["secret"].encode()).hexdigest())


def address_of(link: str) -> str:
    """The whole address that is mailed."""
    return f"{settings().public_url}/invitation/{link}"
