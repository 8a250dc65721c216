"""What every HTTP answer and every websocket passes: known hosts, our own origin, and the headers that browsers obey."""

import base64
import hashlib
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from joint_account.settings import ROOT, settings
from joint_account.shell.client_address import from_its_client
from joint_account.shell.sockets import packets_only

CLIENT = ROOT / ".web" / "build" / "client"
_PARTS = (".js", ".css", ".svg")
"""How the names of what pages are made of end."""

_PART_POLICY = "default-src 'none'; frame-ancestors 'none'"
"""Nothing is loaded from a part by itself. Shorter than a page's, which a first visit would get a dozen times."""

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Doors:
    """ASGI, outermost."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuses unknown hosts and other sites' forms; adds the headers to whatever is answered."""
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        scope = from_its_client(scope)
        headers = Headers(scope=scope)
        if headers.get("host", "").lower() not in _our_hosts():
            return await _refuse(400, "This is not an address of this product.", scope, receive, send)
        if not _is_plain(scope["path"]):
            return await _refuse(404, "There is nothing here.", scope, receive, send)
        if scope["type"] == "http" and scope["method"] not in _SAFE_METHODS and _is_from_elsewhere(headers):
            return await _refuse(403, "This form was sent from another site.", scope, receive, send)
        if scope["type"] == "websocket":
            return await packets_only(self.app, scope, receive, send)
        return await self.app(_without_slash_redirect(scope), receive, _adding_headers(scope, send))


def _is_plain(path: str) -> bool:
    """Static files are found by what a path comes down to; who may see them was decided by how it is written."""
    odd = not path.isprintable() or "\\" in path or {"", ".", ".."} & set(path[1:].removesuffix("/").split("/"))
    return path == "/" or not odd


def _is_from_elsewhere(headers: Headers) -> bool:
    """Browsers name the origin of every POST; what names none is no browser, and carries nobody's cookie by itself."""
    origin = headers.get("origin")
    if origin is not None:
        return origin not in settings().origins
    return headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}


@cache
def _our_hosts() -> frozenset[str]:
    return frozenset(urlsplit(origin).netloc.lower() for origin in settings().origins)


def _without_slash_redirect(scope: Scope) -> Scope:
    """A page is a folder in the build; asking for it by name must not redirect to whatever Host the request claims."""
    path = scope["path"]
    is_page = scope["type"] == "http" and scope["method"] in {"GET", "HEAD"} and path in pages()
    return {**scope, "path": f"{path}/"} if is_page else scope


@cache
def pages() -> frozenset[str]:
    """Paths that the build has a page for."""
    return frozenset(f"/{page.parent.relative_to(CLIENT)}" for page in CLIENT.glob("**/index.html") if page.parent != CLIENT)


def _adding_headers(scope: Scope, send: Send) -> Send:
    async def add(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _headers().items():
                headers.setdefault(name, value)
            headers.setdefault("Content-Security-Policy", _policy(scope["path"]))
            headers.setdefault("Cache-Control", _cache_rule(scope["path"]))
        await send(message)

    return add


def _cache_rule(path: str) -> str:
    # Names of built assets change with their content; everything else may be somebody's own.
    return "public, max-age=31536000, immutable" if path.startswith("/assets/") else "no-cache, private"


def _policy(path: str) -> str:
    # By the path, as an answer that nothing has changed does not say of what type the page was.
    return _PART_POLICY if path.endswith(_PARTS) else _page_policy()


@cache
def _page_policy() -> str:
    return content_security_policy(inline_script_hashes(CLIENT))


@cache
def _headers() -> dict[str, str]:
    headers = {
        "X-Content-Type-Options": "nosniff",
        # Not no-referrer: under it a browser calls the origin of our own forms "null".
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "X-Frame-Options": "DENY",
    }
    return headers | ({"Strict-Transport-Security": "max-age=31536000; includeSubDomains"} if settings().is_https else {})


def content_security_policy(script_hashes: list[str]) -> str:
    """Only our own scripts, and the build's inline ones by their hash. Styles: the framework writes inline ones."""
    sockets = " ".join(re.sub("^http", "ws", origin) for origin in settings().origins)
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' {' '.join(script_hashes)}".strip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            f"connect-src 'self' {sockets}",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def inline_script_hashes(client: Path) -> list[str]:
    """SHA-256 of each inline script in the built pages, as a policy names them (CSP level 3, 2.3.1)."""
    scripts = {
        script
        for page in client.glob("**/*.html")
        for script in re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", page.read_text(), flags=re.DOTALL)
        if script
    }
    return sorted(f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts)


async def _refuse(status: int, sentence: str, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await PlainTextResponse(sentence, status)(scope, receive, _adding_headers(scope, send))


Transformer = Callable[[ASGIApp], ASGIApp]
