"""What every HTTP answer and every websocket passes: known hosts, our own origin, and the headers that browsers obey."""

from collections.abc import Callable
from functools import cache
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from joint_account.settings import settings
from joint_account.shell.bodies import hurried, is_packed, names_a_host_twice
from joint_account.shell.client_address import from_its_client
from joint_account.shell.headers import adding_headers, can_be_told
from joint_account.shell.sockets import packets_only
from joint_account.tries import TooManyTries
from joint_account.tries.refusals import note_refused

_METHODS = frozenset({"GET", "HEAD", "POST"})
"""No other is used here. OPTIONS least of all: the framework would answer another site's preflight."""

_SOCKETS = "/_event"


class Doors:
    """ASGI, outermost, around the framework's own answers too.

    Args:
        app: what it stands before.
        is_protected: whether what stands at a path needs a log-in, and no cache may keep it.
    """

    def __init__(self, app: ASGIApp, is_protected: Callable[[str], bool]) -> None:
        self.app, self.is_protected = app, is_protected

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuses unknown hosts and other sites' forms; adds the headers to whatever is answered."""
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        scope = from_its_client(scope)
        send = adding_headers(scope, send, self.is_protected)
        if problem := _problem_with(scope):
            note_refused(problem[1], scope["client"][0])
            more = {"Allow": ", ".join(sorted(_METHODS))} if problem[0] == 405 else {}
            return await _refuse(*problem, more, scope, receive, send)
        try:
            if scope["type"] == "websocket":
                return await packets_only(self.app, scope, receive, send)
            return await self.app(scope, hurried(receive), send)
        except ClientDisconnect:
            return None  # In the middle of what it sent; nobody is there to be told.
        except TooManyTries as refused:
            return await _refuse(429, refused.sentence, {"Retry-After": str(refused.seconds)}, scope, receive, send)


def _problem_with(scope: Scope) -> tuple[int, str] | None:
    """Why nothing is answered: a status and a sentence."""
    headers = Headers(scope=scope)
    if headers.get("host", "").lower() not in _our_hosts() or names_a_host_twice(scope):
        return 400, "This is not an address of this product."
    if not _is_plain(scope["path"]):
        return 404, "There is nothing here."
    if scope["type"] == "websocket":
        if scope["path"].rstrip("/") != _SOCKETS:
            return 404, "There is nothing here."
        return (403, "This page is of another site.") if _is_from_elsewhere(headers) else None
    if scope["method"] not in _METHODS:
        return 405, "That is not done here."
    if scope["method"] == "POST" and _is_from_elsewhere(headers):
        return 403, "This form was sent from another site."
    return (415, "Send it as it is, not compressed.") if is_packed(headers) else None


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


async def _refuse(status: int, sentence: str, more: dict[str, str], scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket" and not can_be_told(scope):
        await send({"type": "websocket.close", "code": 1008})
        return
    await PlainTextResponse(sentence, status, more)(scope, receive, send)
