"""Asking over HTTP, and what every answer must have."""

import asyncio
import re
from urllib.parse import urlsplit

from tests.attacks.conftest import HOST

HEADERS = {
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "x-frame-options",
    "permissions-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "strict-transport-security",
    "cache-control",
}

COOKIE_ATTRIBUTES = {"HttpOnly", "Secure", "SameSite=lax", "Path=/"}


async def safe(response):
    """Every answer has the headers, and leads nowhere else."""
    missing = HEADERS - set(response.headers)
    assert not missing, f"{response.request.url}: {response.status_code} without {missing}"
    assert not [name for name in response.headers if name.startswith("access-control")]
    assert "unsafe-eval" not in response.headers["content-security-policy"]
    there = urlsplit(response.headers.get("location", "/"))
    assert (there.scheme, there.netloc) == ("", "") and not there.path.startswith(("//", "/\\")), response.headers["location"]
    for cookie in response.headers.get_list("set-cookie"):
        name, *attributes = (part.strip() for part in cookie.split(";"))
        assert name.startswith("__Host-") and set(attributes) >= COOKIE_ATTRIBUTES, cookie
        assert "evil" not in cookie
    return response


async def asked(client, method, path, **how):
    return await safe(await client.request(method, path, **how))


def a_path(route):
    """The route, with something in its place for a parameter."""
    return re.sub(r"[\[{].*?[\]}]", "303-7777777-1234567", route)


async def raw(attacked, method, path, more=""):
    """Says it as it stands: clients tidy paths and headers."""
    text = f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 0\r\nConnection: close\r\n{more}\r\n"
    there = urlsplit(attacked.address)
    reader, writer = await asyncio.open_connection(there.hostname, there.port)
    writer.write(text.encode("latin-1"))
    said = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    return int(said.split()[1]) if said.startswith(b"HTTP/") else 400, said
