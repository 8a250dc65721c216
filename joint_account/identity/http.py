"""HTTP as this product speaks it: plain forms that POST, answer with a redirect, and say what was wrong on the page."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from joint_account.audit import asked_from
from joint_account.identity.cookies import forget, keep, kept_in
from joint_account.identity.devices import device_of
from joint_account.identity.known_browsers import remembering
from joint_account.identity.models import LoginSession, Person
from joint_account.identity.sessions import (
    SESSION_COOKIE,
    SESSION_STAYS,
    acting,
    identify,
    session_now,
    token_in,
)
from joint_account.sealing import Unsealable, seal, unseal
from joint_account.tries import TooManyTries

ANSWER_COOKIE = "answer"
"""Carries what was wrong with a form over the redirect, sealed, for a minute."""

_FOR_STRANGERS = frozenset({"/", "/login", "/register"})
"""Pages that somebody who is logged in is led on from."""

_WITHOUT_SECOND_FACTOR = (
    *("/security", "/prove", "/passkey/", "/authenticator/", "/auth/"),
    *("/login", "/logout", "/register", "/confirm", "/forgot", "/reset", "/email"),
)
"""How paths begin that somebody may use who needs a second factor for everything else: to get one, and to prove it."""

SECOND_FACTOR_FIRST = "/security?second-factor=first"

_KEPT_FIELDS = frozenset({"name", "email", "country"})

LARGEST_FORM = 64 * 1024
_OUR_OWN_PATH = re.compile(r"/(?![/\\])[\w\-./?=&%+,:@]*")


class Asking:
    """ASGI: finds out who asks, once, and keeps pages that need a log-in from anybody else.

    Args:
        app: what it stands before.
        is_protected: whether a page at this path needs a log-in.
        is_shut_out: whether this person may see nothing but their own settings, because their session lacks a second factor.
    """

    def __init__(
        self,
        app: ASGIApp,
        is_protected: Callable[[str], bool],
        is_shut_out: Callable[[Person, LoginSession], Awaitable[bool]],
    ) -> None:
        self.app = app
        self.is_protected = is_protected
        self.is_shut_out = is_shut_out

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends somebody who is not logged in to the log-in page, which leads back."""
        if scope["type"] != "http" or scope["path"].startswith("/assets/"):
            return await self.app(scope, receive, send)
        request = Request(scope)
        person = await identify(token_in(request.headers.get("cookie", "")))
        asked_from.set(request.client.host if request.client else "")
        if person is None and self.is_protected(scope["path"]):
            return await to_log_in(request)(scope, receive, send)
        if person is not None:
            send = remembering(send, request.headers.get("cookie", ""), person.id)
        if person is not None and scope["path"] in _FOR_STRANGERS and request.method in {"GET", "HEAD"}:
            return await see_other(own_path(request.query_params.get("next"), home_of(person)))(scope, receive, send)
        if person is not None and self._is_closed(request) and await self.is_shut_out(person, session_now()):
            return await see_other(SECOND_FACTOR_FIRST)(scope, receive, send)
        return await self.app(scope, receive, send)

    def _is_closed(self, request: Request) -> bool:
        """Whether it asks for more than one's own settings: a page, or any form, that is not of these."""
        if request.url.path.startswith(_WITHOUT_SECOND_FACTOR):
            return False
        return request.method not in {"GET", "HEAD", "OPTIONS"} or self.is_protected(request.url.path)


def to_log_in(request: Request) -> Response:
    """To the log-in page, and from there back to where the person was going."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return see_other(f"/login?{urlencode({'next': wanted})}" if request.method == "GET" else "/login")


def home_of(person: Person) -> str:
    """Where somebody who logged in starts."""
    return "/overview" if person.joint_account_id else "/membership"


def to_prove(next_: str) -> str:
    """The page on which somebody proves once more who they are, and which leads on to one of our own paths."""
    return f"/prove?{urlencode({'next': next_})}"


def see_other(path: str) -> RedirectResponse:
    """A redirect after a form, to one of our own pages."""
    return RedirectResponse(path, status_code=303, headers={"Cache-Control": "no-store"})


def own_path(path: object, otherwise: str) -> str:
    """`path` when it is one of our own, else `otherwise`: a redirect never leads away."""
    return path if isinstance(path, str) and len(path) < 2000 and _OUR_OWN_PATH.fullmatch(path) else otherwise


def done(page: str, *over: str) -> Response:
    """To the page, which must not show what was wrong with an earlier try; the browser keeps these cookies no longer."""
    return forget(see_other(page), ANSWER_COOKIE, *over)


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a posted form; files and repeated fields are not what we ask for.

    Raises:
        HTTPException: 413 when it is larger than any form of ours, 415 when it is none.
    """
    if not request.headers.get("content-type", "").startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        raise HTTPException(415)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise HTTPException(413)
    request._body = bytes(body)
    async with request.form(max_files=0, max_fields=60) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


def device_in(request: Request) -> str:
    """The browser that asks, in words."""
    return device_of(request.headers.get("user-agent", ""))


def logged_in_response(path: str, token: str, *, stays: bool = False) -> Response:
    """A redirect that logs the browser in: until it is closed, or for as long as a session that stays can last."""
    response = see_other(path)
    keep(response, SESSION_COOKIE, token, lasts=int(SESSION_STAYS.total_seconds()) if stays else None)
    return forget(response, ANSWER_COOKIE)


def answer(path: str, form: str, problems: Mapping[str, str], values: Mapping[str, str] | None = None) -> Response:
    """Back to the page with the form, which shows what was wrong, and the values except passwords.

    Args:
        path: the page.
        form: the form's name, so that no other one shows it.
        problems: a sentence for each field; the empty name stands for the form as a whole.
        values: what was typed; of it, only name, address and country go out again.
    """
    kept = {name: value[:200] for name, value in (values or {}).items() if name in _KEPT_FIELDS}
    told = seal("answer", json.dumps({"form": form, "problems": dict(problems), "values": kept}).encode())
    return keep(see_other(path), ANSWER_COOKIE, told.decode(), lasts=60)


def answer_to(form: str, cookie_header: str) -> tuple[dict[str, str], dict[str, str]]:
    """What a page was told about its form: the problems and the values typed, both empty when there is nothing to say."""
    try:
        told = json.loads(unseal("answer", kept_in(cookie_header, ANSWER_COOKIE), oldest=60))
    except (Unsealable, ValueError):
        return {}, {}
    return (told["problems"], told["values"]) if told.get("form") == form else ({}, {})


async def too_many_tries(_request: Request, refused: Exception) -> Response:
    """What is asked too often by no form of ours, or by one whose page says nothing."""
    seconds = refused.seconds if isinstance(refused, TooManyTries) else 60
    return PlainTextResponse(str(getattr(refused, "sentence", "")), 429, {"Retry-After": str(seconds)})


Handler = Callable[[Request], Awaitable[Response]]


def needs_log_in(handler: Callable[[Request, Person], Awaitable[Response]]) -> Handler:
    """A route that only somebody who is logged in can use."""

    async def guarded(request: Request) -> Response:
        person: Any = acting.get()
        return await handler(request, person) if person else to_log_in(request)

    return guarded
