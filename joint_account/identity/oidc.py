"""Signing in through a provider: there with `begin`, back with `finish`. Authorization code with PKCE, always.

OpenID Connect Core 1.0, 3.1; PKCE: RFC 7636; the issuer in the response: RFC 9207.
"""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oauth2.rfc6749 import OAuth2Token

from joint_account.identity.id_token import claims_in, is_since
from joint_account.identity.provider_errors import NotLoggedInAnew, ProviderNotBelieved, TurnedDown
from joint_account.identity.provider_http import json_from, talking_to
from joint_account.identity.providers import metadata_of
from joint_account.provider_settings import Provider


class Purpose(StrEnum):
    """What somebody goes to a provider for."""

    ENTER = "enter"
    LINK = "link"
    PROVE = "prove"


@dataclass(frozen=True)
class Trip:
    """What a browser keeps, sealed, while it is at the provider."""

    provider: str
    state: str
    nonce: str
    verifier: str
    begun_at: int
    """Seconds since 1970."""
    next: str
    """Where it goes afterwards: one of our own paths, or empty."""
    stays: bool = False
    """Whether whoever comes in asked to stay signed in."""
    purpose: str = Purpose.ENTER
    person_id: int | None = None
    """Whose account it is that an identity is to be linked to, or who is to prove who they are."""


@dataclass(frozen=True)
class Proved:
    """Who a provider says that somebody is. Only issuer and subject are an identity."""

    issuer: str
    subject: str
    label: str
    email: str
    verified: bool
    """Whether the provider says that the address is theirs."""
    name: str
    country: str
    """ISO 3166-1 alpha-2; empty when it does not say."""


def new_trip(provider: Provider, next_: str, **more: Any) -> Trip:
    """A trip that begins now; `more` are fields of it."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Trip(provider.id, state, nonce, verifier, int(time.time()), next_, **more)


async def begin(provider: Provider, trip: Trip) -> str:
    """The provider's address that the browser goes to.

    Raises:
        ProviderUnreachable, ProviderNotBelieved: nobody is sent anywhere.
    """
    if provider.token_endpoint:
        async with talking_to(provider, scope="profile") as client:
            address, _state = client.create_authorization_url(
                provider.authorization_endpoint, state=trip.state, code_verifier=trip.verifier
            )
            return address
    # Whoever is logged in there logs in once more (3.1.2.1); that they did is in the ID token.
    anew = {"prompt": "login", "max_age": "0"} if trip.purpose == Purpose.PROVE else {}
    async with talking_to(provider, scope="openid email profile") as client:
        metadata = await metadata_of(client, provider)
        address, _state = client.create_authorization_url(
            metadata.authorization_endpoint, state=trip.state, nonce=trip.nonce, code_verifier=trip.verifier, **anew
        )
        return address


async def finish(provider: Provider, trip: Trip, answer: Mapping[str, str]) -> Proved:
    """Who came back. The caller has made sure that the answer belongs to the trip, and that it is the first one.

    Args:
        provider: who was asked.
        trip: as it began.
        answer: the parameters that the browser brought.

    Raises:
        TurnedDown: the provider says no.
        ProviderUnreachable: it did not answer in time, in size, or in form.
        ProviderNotBelieved: what it said does not hold.
        NotLoggedInAnew: somebody who was to log in once more did not, as far as it says.
    """
    return await (_through_profile if provider.token_endpoint else _through_id_token)(provider, trip, answer)


async def _through_id_token(provider: Provider, trip: Trip, answer: Mapping[str, str]) -> Proved:
    async with talking_to(provider) as client:
        metadata = await metadata_of(client, provider)
        if answer.get("iss", None if metadata.says_iss else provider.issuer) != provider.issuer:
            raise ProviderNotBelieved(provider.label, "the response is another issuer's, or does not say whose")
        client.token_endpoint_auth_method = metadata.token_auth
        token = await _exchanged(client, provider, metadata.token_endpoint, trip, answer)
        claims = await claims_in(client, provider, metadata, token.get("id_token"), trip.nonce)
        if trip.purpose == Purpose.PROVE and not is_since(claims.get("auth_time"), trip.begun_at):
            raise NotLoggedInAnew(provider.label, "auth_time is missing, or before the trip")
        if "email" not in claims and metadata.userinfo_endpoint:
            more = await json_from(client, metadata.userinfo_endpoint, with_token=True)
            if more.get("sub") != claims["sub"]:
                raise ProviderNotBelieved(provider.label, "userinfo is about somebody else")
            # All of it: whether an address was checked is said of the address beside it.
            claims |= more
    return _proved(provider, claims["sub"], claims, verified=claims.get("email_verified") is True)


async def _through_profile(provider: Provider, trip: Trip, answer: Mapping[str, str]) -> Proved:
    """Login with Amazon, which signs nothing: the code came with our state, and its token was fetched with our verifier.

    It cannot be asked for a log-in anew, and does not say when one was: coming back through it is all the proof there is.
    """
    async with talking_to(provider, token_endpoint_auth_method="client_secret_post") as client:  # noqa: S106
        await _exchanged(client, provider, provider.token_endpoint, trip, answer)
        profile = await json_from(client, provider.profile_endpoint, with_token=True)
    subject = profile.get("user_id")
    if not isinstance(subject, str) or not 1 <= len(subject) <= 255:
        raise ProviderNotBelieved(provider.label, "a profile of nobody")
    return _proved(provider, subject, profile, verified=False)


async def _exchanged(
    client: AsyncOAuth2Client, provider: Provider, endpoint: str, trip: Trip, answer: Mapping[str, str]
) -> OAuth2Token:
    """The token for the code that came back."""
    if "error" in answer:
        raise TurnedDown(provider.label, "an error came back")
    if not answer.get("code"):
        raise ProviderNotBelieved(provider.label, "no code came back")
    return await client.fetch_token(endpoint, grant_type="authorization_code", code=answer["code"], code_verifier=trip.verifier)


def _proved(provider: Provider, subject: str, claims: Mapping[str, Any], *, verified: bool) -> Proved:
    address = claims.get("address")
    country = address.get("country") if isinstance(address, dict) else ""
    said = {"email": claims.get("email"), "name": claims.get("name"), "country": country}
    texts = {name: value[:320] if isinstance(value, str) else "" for name, value in said.items()}
    return Proved(provider.issuer, subject, provider.label, verified=verified, **texts)
