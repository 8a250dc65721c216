"""What a browser carries while a passkey is asked for: the challenge, sealed, for one purpose, gone after five minutes."""

import json
import secrets
from dataclasses import asdict, dataclass
from enum import StrEnum

from starlette.responses import Response
from webauthn.helpers import base64url_to_bytes

from joint_account.identity.cookies import forget, keep, kept_in
from joint_account.identity.passkey_errors import AnotherCeremony
from joint_account.identity.spent import spend
from joint_account.sealing import Unsealable, seal, unseal

LASTS = 300
"""Seconds from the question to the answer."""


class Purpose(StrEnum):
    """What a passkey is asked for."""

    LOG_IN = "log-in"
    ADD = "add"
    PROVE = "prove"


@dataclass(frozen=True)
class Ceremony:
    """A question to a passkey (WebAuthn level 2, 4, "Ceremony")."""

    challenge: str
    """256 random bits, as base64url."""
    person_id: int | None
    """Who is asked; None: whoever logs in."""

    @property
    def challenge_bytes(self) -> bytes:
        """The challenge as a device signs it."""
        return base64url_to_bytes(self.challenge)


def begin(person_id: int | None = None) -> Ceremony:
    """A question to this person's passkeys, or to anybody's."""
    return Ceremony(secrets.token_urlsafe(32), person_id)


def cookie_of(purpose: Purpose) -> str:
    """Holds the question."""
    return f"passkey-{purpose}"


def carry(response: Response, purpose: Purpose, ceremony: Ceremony) -> Response:
    """The browser carries the question."""
    sealed = seal(f"passkey {purpose}", json.dumps(asdict(ceremony)).encode()).decode()
    return keep(response, cookie_of(purpose), sealed, lasts=LASTS)


def drop(response: Response, purpose: Purpose) -> Response:
    """The browser carries it no longer."""
    return forget(response, cookie_of(purpose))


async def ceremony_back(cookie_header: str, purpose: Purpose, person_id: int | None = None) -> Ceremony:
    """The question that this browser was asked for this purpose. It is good once, whatever the answer is.

    Raises:
        AnotherCeremony: there is none, it was asked somebody else, or it is over.
    """
    try:
        told = json.loads(unseal(f"passkey {purpose}", kept_in(cookie_header, cookie_of(purpose)), oldest=LASTS))
    except (Unsealable, ValueError):
        raise AnotherCeremony("no question") from None
    ceremony = Ceremony(**told)
    if ceremony.person_id != person_id:
        raise AnotherCeremony("somebody else was asked")
    if not await spend(ceremony.challenge, lasts=LASTS):
        raise AnotherCeremony("a challenge that is spent")
    return ceremony
