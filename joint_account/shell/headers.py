"""The headers of every answer, whatever answers: what browsers may do with it, and who may keep it."""

import base64
import hashlib
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Scope, Send

from joint_account.settings import ROOT, settings
from joint_account.shell.bodies import ends_the_connection

CLIENT = ROOT / ".web" / "build" / "client"
_PARTS = (".js", ".css", ".svg")
"""How the names of what pages are made of end."""

_PART_POLICY = "default-src 'none'; frame-ancestors 'none'"
"""Nothing is loaded from a part by itself. Shorter than a page's, which a first visit would get a dozen times."""


def adding_headers(scope: Scope, send: Send, is_protected: Callable[[str], bool]) -> Send:
    """Sends with the headers added, also what refuses a websocket.

    Args:
        scope: of the request.
        send: to whom it goes.
        is_protected: whether what stands at a path needs a log-in, and no cache may keep it.
    """
    is_open = False

    async def add(message: Message) -> None:
        # No name for itself in here: the server ends a refused socket's connection when nothing holds its `send` any more.
        nonlocal is_open
        is_open = is_open or message["type"] == "websocket.accept"
        shuts = message["type"] == "websocket.close" and not is_open and can_be_told(scope)
        for one in _SHUT if shuts else (message,):
            is_start = one["type"] in {"http.response.start", "websocket.http.response.start"}
            await send(_with_headers(one, scope, is_protected) if is_start else one)

    return add


_SHUT: tuple[Message, ...] = (
    {"type": "websocket.http.response.start", "status": 403, "headers": [(b"content-length", b"0")]},
    {"type": "websocket.http.response.body", "body": b""},
)
"""How a socket is refused by whatever stands behind us, so that the answer has the headers."""


def _with_headers(start: Message, scope: Scope, is_protected: Callable[[str], bool]) -> Message:
    start = {**start, "headers": [*filter(_is_not_for_others, start.get("headers", []))]}
    headers = MutableHeaders(scope=start)
    for name, value in _headers().items():
        headers.setdefault(name, value)
    headers.setdefault("Content-Security-Policy", _policy(scope["path"]))
    headers.setdefault("Cache-Control", _cache_rule(start["status"], scope["path"], is_protected))
    if ends_the_connection(scope):
        headers["Connection"] = "close"
    return start


def _cache_rule(status: int, path: str, is_protected: Callable[[str], bool]) -> str:
    is_there = status < 300 or status == 304
    # Names of built assets change with their content; everything else may be somebody's own.
    if path.startswith("/assets/") and is_there:
        return "public, max-age=31536000, immutable"
    return "no-cache, private" if is_there and not is_protected(path) else "no-store"


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
        "Cross-Origin-Resource-Policy": "same-origin",
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


def _is_not_for_others(header: tuple[bytes, bytes]) -> bool:
    """The framework lets other sites read what they ask for; nobody else's pages may read ours."""
    return not header[0].lower().startswith(b"access-control-")


def can_be_told(scope: Scope) -> bool:
    """Whether a websocket can be refused with an answer (ASGI extension)."""
    return "websocket.http.response" in scope.get("extensions", {})
