"""How providers are talked to: within a time, up to a size, to nobody that they name by a redirect, and without blocking."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client

from joint_account.identity.provider_errors import ProviderUnreachable
from joint_account.provider_settings import Provider
from joint_account.settings import settings

SECONDS = 10.0
"""For everything a request of ours asks a provider, together."""

LARGEST_ANSWER = 256 * 1024
"""Bytes of one answer."""

_WITHOUT_FORM = (ValueError, TypeError, KeyError, AttributeError, RecursionError)
_TROUBLE = (httpx2.HTTPError, httpx2.InvalidURL, OAuthError, TimeoutError, *_WITHOUT_FORM)


class _Bounded(httpx2.AsyncBaseTransport):
    """Reads an answer up to LARGEST_ANSWER, and none that grows when it is unpacked."""

    def __init__(self) -> None:
        self._inner = httpx2.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        request.headers["Accept-Encoding"] = "identity"
        answer = await self._inner.handle_async_request(request)
        try:
            if answer.headers.get("content-encoding", "identity") != "identity":
                raise httpx2.DecodingError("packed, although asked not to", request=request)
            body = bytearray()
            async for chunk in answer.aiter_raw():
                body += chunk
                if len(body) > LARGEST_ANSWER:
                    raise httpx2.DecodingError("too large", request=request)
        finally:
            await answer.aclose()
        return httpx2.Response(answer.status_code, headers=answer.headers, content=bytes(body), request=request)

    async def aclose(self) -> None:
        await self._inner.aclose()


@asynccontextmanager
async def talking_to(provider: Provider, **how: Any) -> AsyncGenerator[AsyncOAuth2Client]:
    """A client of this provider, for one request of ours.

    Raises:
        ProviderUnreachable: whatever the block asked was not answered in time, in size, or in form.
    """
    client = AsyncOAuth2Client(
        provider.client_id,
        provider.client_secret,
        redirect_uri=redirect_uri(provider),
        code_challenge_method="S256",
        transport=_Bounded(),
        **how,
    )
    try:
        async with asyncio.timeout(SECONDS), client:
            yield client
    except _TROUBLE as trouble:
        raise ProviderUnreachable(provider.label, f"{type(trouble).__name__}: {str(trouble)[:200]}") from None


def redirect_uri(provider: Provider) -> str:
    """Where the provider sends the browser back to; it is registered there."""
    return f"{settings().public_url}/auth/{provider.id}/callback"


async def json_from(client: AsyncOAuth2Client, url: str, *, with_token: bool = False) -> dict[str, Any]:
    """The JSON object at an address.

    Raises:
        httpx2.HTTPError, ValueError: there is none; `talking_to` says it in words.
    """
    headers = {"Accept": "application/json"}
    answer = await client.request("GET", url, headers=headers, withhold_token=not with_token)
    if answer.status_code != httpx2.codes.OK:
        raise ValueError(f"status {answer.status_code}")
    found = answer.json()
    if not isinstance(found, dict):
        raise ValueError("not a JSON object")
    return found
