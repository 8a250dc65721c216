"""What a provider says about itself: its endpoints, what it signs with, and its keys (OpenID Connect Discovery 1.0)."""

import time
from dataclasses import dataclass, field
from typing import Any

from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey, import_key

from joint_account.identity.provider_errors import ProviderNotBelieved
from joint_account.identity.provider_http import json_from
from joint_account.provider_settings import Provider, is_safe_address
from joint_account.settings import settings

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA")
"""Signatures that a public key checks; never `none`, and never HS256, whose key would be one that everybody knows."""

_METADATA_LASTS = 3600.0
_REFETCH_PAUSE = 60.0
_PUBLIC_KEYS = (RSAKey, ECKey, OKPKey)


@dataclass
class Metadata:
    """What a provider says about itself, and its keys once they were asked for."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str
    algorithms: tuple[str, ...]
    says_iss: bool
    """Whether its responses name it (RFC 9207)."""
    token_auth: str
    read_at: float = field(default_factory=time.monotonic)
    keys: dict[str, Key] = field(default_factory=dict)
    refetched_at: float | None = None


_known: dict[Provider, Metadata] = {}


def provider_with(id: str) -> Provider | None:
    """The configured provider of this id."""
    return next((one for one in settings().providers if one.id == id), None)


def forget_providers() -> None:
    """Everything is asked anew, as after a start."""
    _known.clear()


async def metadata_of(client: AsyncOAuth2Client, provider: Provider) -> Metadata:
    """What the provider says about itself, asked at most once an hour.

    Raises:
        ProviderNotBelieved: it speaks for somebody else, or names endpoints that nothing secret may be sent to.
    """
    known = _known.get(provider)
    if known is None or time.monotonic() - known.read_at > _METADATA_LASTS:
        said = await json_from(client, f"{provider.issuer.removesuffix('/')}/.well-known/openid-configuration")
        known = _known[provider] = _read(provider, said)
    return known


async def key_of(client: AsyncOAuth2Client, provider: Provider, metadata: Metadata, kid: object) -> Key:
    """The provider's public key of this id; keys are read anew for an unknown one, at most once a minute.

    Raises:
        ProviderNotBelieved: it has no such key.
    """
    if not metadata.keys:
        metadata.keys = await _read_keys(client, metadata)
    if (found := _choose(metadata.keys, kid)) is None and _may_refetch(metadata):
        metadata.refetched_at = time.monotonic()
        metadata.keys = await _read_keys(client, metadata)
        found = _choose(metadata.keys, kid)
    if found is None:
        raise ProviderNotBelieved(provider.label, "signed with an unknown key")
    return found


def _choose(keys: dict[str, Key], kid: object) -> Key | None:
    if kid is None:
        return next(iter(keys.values())) if len(keys) == 1 else None
    return keys.get(kid) if isinstance(kid, str) else None


def _may_refetch(metadata: Metadata) -> bool:
    return metadata.refetched_at is None or time.monotonic() - metadata.refetched_at >= _REFETCH_PAUSE


async def _read_keys(client: AsyncOAuth2Client, metadata: Metadata) -> dict[str, Key]:
    said = (await json_from(client, metadata.jwks_uri)).get("keys")
    entries = [one for one in said[:100] if isinstance(one, dict)] if isinstance(said, list) else []
    read = [(one.get("kid"), _public_key(one)) for one in entries if one.get("use", "sig") == "sig"]
    return {kid if isinstance(kid, str) else "": key for kid, key in read if key}


def _public_key(entry: dict[str, Any]) -> Key | None:
    try:
        key = import_key(entry)
    except (JoseError, ValueError, TypeError):
        return None
    return key if isinstance(key, _PUBLIC_KEYS) and not key.is_private else None


def _read(provider: Provider, said: dict[str, Any]) -> Metadata:
    if said.get("issuer") != provider.issuer:
        raise ProviderNotBelieved(provider.label, "its metadata is another issuer's")
    loopback = provider.issuer.startswith("http:")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"):
        if not is_safe_address(said.get(name), loopback=loopback) and (name in said or name != "userinfo_endpoint"):
            raise ProviderNotBelieved(provider.label, f"its {name} is not an https address")
    signs_with = said.get("id_token_signing_alg_values_supported", ["RS256"])
    algorithms = tuple(one for one in ALGORITHMS if isinstance(signs_with, list) and one in signs_with)
    takes = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    only_post = isinstance(takes, list) and "client_secret_basic" not in takes and "client_secret_post" in takes
    return Metadata(
        authorization_endpoint=said["authorization_endpoint"],
        token_endpoint=said["token_endpoint"],
        jwks_uri=said["jwks_uri"],
        userinfo_endpoint=said.get("userinfo_endpoint", ""),
        algorithms=algorithms,
        says_iss=said.get("authorization_response_iss_parameter_supported") is True,
        token_auth="client_secret_post" if only_post else "client_secret_basic",
    )
