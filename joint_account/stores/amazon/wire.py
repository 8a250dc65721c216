"""How Amazon is talked to: within a time, up to a size, following no redirect."""

import asyncio
import logging
import ssl
from functools import cache
from typing import Any

import httpx

from joint_account.stores.amazon.errors import AmazonDown, UnexpectedAnswer

SECONDS = 30.0
"""For everything that one request takes."""
LARGEST_ANSWER = 32 * 1024 * 1024
"""Bytes of one answer, unpacked."""

# Both would write addresses that open a document, and one of them tokens, into a log that is set to tell more.
for _name in ("httpx", "httpcore", "sp_api"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@cache
def tls() -> ssl.SSLContext:
    """The certificates that are trusted, read once: it takes longer than a request."""
    return httpx.create_ssl_context()


async def fetch(method: str, url: str, **what: Any) -> httpx.Response:
    """The answer to one request, whatever its status.

    Raises:
        AmazonDown: it did not come in time.
        UnexpectedAnswer: it is too large, or not packed as it says.
    """
    try:
        async with (
            asyncio.timeout(SECONDS),
            httpx.AsyncClient(verify=tls(), timeout=SECONDS) as client,
            client.stream(method, url, **what) as answer,
        ):
            body = bytearray()
            async for chunk in answer.aiter_bytes():
                body += chunk
                if len(body) > LARGEST_ANSWER:
                    raise UnexpectedAnswer(f"more than {LARGEST_ANSWER} bytes")
    except httpx.DecodingError as broken:
        raise UnexpectedAnswer(type(broken).__name__) from None
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as trouble:
        raise AmazonDown(type(trouble).__name__) from None
    headers = {name: value for name, value in answer.headers.items() if name not in {"content-encoding", "content-length"}}
    return httpx.Response(answer.status_code, headers=headers, content=bytes(body), request=answer.request)
