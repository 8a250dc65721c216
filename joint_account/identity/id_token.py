"""Whether an ID token says what it seems to say (OpenID Connect Core 1.0, 3.1.3.7)."""

import base64
import hmac
import json
import time
from typing import Any

from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError

from joint_account.identity.provider_errors import ProviderNotBelieved
from joint_account.identity.providers import Metadata, key_of
from joint_account.provider_settings import Provider

SKEW = 60
"""Seconds that two clocks may differ."""


async def claims_in(
    client: AsyncOAuth2Client, provider: Provider, metadata: Metadata, token: object, nonce: str
) -> dict[str, Any]:
    """What the token says, once it holds.

    Args:
        client: of this provider.
        provider: who must have issued it.
        metadata: its own.
        token: as the token endpoint gave it.
        nonce: of the sign-in that this browser began.

    Raises:
        ProviderNotBelieved: something about it does not hold.
    """
    if not isinstance(token, str):
        raise ProviderNotBelieved(provider.label, "no ID token")
    header = _header(token)
    algorithm = header.get("alg")
    if algorithm not in metadata.algorithms:
        raise ProviderNotBelieved(provider.label, "signed in a way that it does not announce, or that proves nothing")
    key = await key_of(client, provider, metadata, header.get("kid"))
    try:
        claims = jwt.decode(token, key, algorithms=[algorithm]).claims
    except (JoseError, ValueError, TypeError) as trouble:
        raise ProviderNotBelieved(provider.label, f"signature: {type(trouble).__name__}") from None
    if wrong := _wrong_claim(provider, claims, nonce):
        raise ProviderNotBelieved(provider.label, wrong)
    return claims


def is_since(said: object, moment: float) -> bool:
    """Whether an instant that a token names (seconds since 1970) is not before `moment`, as far as clocks agree."""
    return isinstance(said, int | float) and not isinstance(said, bool) and said >= moment - SKEW


def _header(token: str) -> dict[str, Any]:
    first = token.partition(".")[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    except (ValueError, RecursionError):
        return {}
    return header if isinstance(header, dict) else {}


def _wrong_claim(provider: Provider, claims: dict[str, Any], nonce: str) -> str:
    """The first claim that does not hold; empty when all do."""
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    moment = time.time()
    holds = {
        "iss": claims.get("iss") == provider.issuer,
        "aud": provider.client_id in audiences,
        "azp": claims.get("azp", provider.client_id if len(audiences) == 1 else None) == provider.client_id,
        "exp": _is_time(claims.get("exp")) and claims["exp"] > moment - SKEW,
        "iat": _is_time(claims.get("iat")) and claims["iat"] < moment + SKEW,
        "nbf": "nbf" not in claims or (_is_time(claims["nbf"]) and claims["nbf"] < moment + SKEW),
        "nonce": isinstance(claims.get("nonce"), str) and hmac.compare_digest(claims["nonce"].encode(), nonce.encode()),
        "sub": isinstance(claims.get("sub"), str) and 1 <= len(claims["sub"]) <= 255,
    }
    return next((name for name, true in holds.items() if not true), "")


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
