"""The forms and pages of the authenticator app. What is not in use yet, and what is shown once, the browser carries, sealed."""

import io
import json

import segno
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from joint_account.identity import authenticator
from joint_account.identity.cookies import forget, keep, kept_in
from joint_account.identity.errors import IdentityError, ProofNeeded
from joint_account.identity.http import (
    answer,
    answer_to,
    done,
    form_of,
    logged_in_response,
    needs_log_in,
    see_other,
    to_prove,
)
from joint_account.identity.models import Person
from joint_account.identity.proving import renew_session, require_recent_proof
from joint_account.identity.sessions import session_now
from joint_account.identity.sheet import sheet
from joint_account.sealing import Unsealable, seal, unseal
from joint_account.settings import settings

PAGE = "/security"
NEW = "/authenticator/new"
CODES = "/authenticator/codes"
LASTS = 600
"""Seconds that a key can be scanned in, and codes be read."""


@needs_log_in
async def begin(_request: Request, person: Person) -> Response:
    """POST /authenticator/begin: a new key, to be scanned."""
    try:
        require_recent_proof(session_now())
    except ProofNeeded:
        return see_other(to_prove(PAGE))
    return _carry(see_other(NEW), "key", person, authenticator.new_secret())


@needs_log_in
async def show(request: Request, person: Person) -> Response:
    """GET /authenticator/new: the key, as a picture and as text."""
    secret = _carried(request, "key", person)
    if not secret:
        return see_other(PAGE)
    problems, _values = answer_to("authenticator", request.headers.get("cookie", ""))
    groups = [secret[first : first + 4] for first in range(0, len(secret), 4)]
    link = authenticator.link_of(secret, person)
    return sheet("authenticator", link=link, groups=groups, problem=problems.get("code", ""))


@needs_log_in
async def picture(request: Request, person: Person) -> Response:
    """GET /authenticator/picture.svg: the key as a QR code."""
    secret = _carried(request, "key", person)
    if not secret:
        return see_other(PAGE)
    drawn = io.BytesIO()
    segno.make(authenticator.link_of(secret, person), error="m", micro=False).save(drawn, kind="svg", light="#fff", scale=4)
    return Response(drawn.getvalue(), media_type="image/svg+xml", headers={"Cache-Control": "no-store"})


@needs_log_in
async def add(request: Request, person: Person) -> Response:
    """POST /authenticator/add: the first code; the session is one with a second factor from here on."""
    form, session, secret = await form_of(request), session_now(), _carried(request, "key", person)
    if not secret:
        return see_other(PAGE)
    try:
        codes = await authenticator.add(person, session, secret, form.get("code", ""))
        token = await renew_session(session, strong=True)
    except ProofNeeded:
        return see_other(to_prove(NEW))
    except IdentityError as refused:
        return answer(NEW, "authenticator", {"code": refused.sentence})
    response = logged_in_response(CODES, token, stays=session.stays)
    return _carry(_drop(response, "key"), "codes", person, "\n".join(codes))


@needs_log_in
async def make_codes(_request: Request, person: Person) -> Response:
    """POST /authenticator/codes: new recovery codes."""
    try:
        codes = await authenticator.make_recovery_codes(person, session_now())
    except ProofNeeded:
        return see_other(to_prove(PAGE))
    except IdentityError as refused:
        return answer(PAGE, "authenticator", {"": refused.sentence})
    return _carry(see_other(CODES), "codes", person, "\n".join(codes))


@needs_log_in
async def show_codes(request: Request, person: Person) -> Response:
    """GET /authenticator/codes: those that were made just now."""
    codes = _carried(request, "codes", person)
    return sheet("recovery_codes", codes=codes.split("\n")) if codes else see_other(PAGE)


@needs_log_in
async def download_codes(request: Request, person: Person) -> Response:
    """GET /authenticator/codes.txt: the same, to be kept as a file."""
    codes = _carried(request, "codes", person)
    if not codes:
        return see_other(PAGE)
    text = f"Recovery codes of {person.email} for {settings().public_url}\nEach is good once.\n\n{codes}\n"
    headers = {"Content-Disposition": 'attachment; filename="recovery-codes.txt"', "Cache-Control": "no-store"}
    return PlainTextResponse(text, headers=headers)


@needs_log_in
async def codes_kept(_request: Request, _person: Person) -> Response:
    """POST /authenticator/kept: they are not shown again."""
    return _drop(done(f"{PAGE}?done=codes-kept"), "codes")


@needs_log_in
async def remove(_request: Request, person: Person) -> Response:
    """POST /authenticator/remove: no codes are asked for any more."""
    try:
        await authenticator.remove(person, session_now())
    except ProofNeeded:
        return see_other(to_prove(PAGE))
    return _drop(done(f"{PAGE}?done=app-removed"), "codes")


def _cookie(what: str) -> str:
    return f"app-{what}"


def _carry(response: Response, what: str, person: Person, secret: str) -> Response:
    sealed = seal(f"app {what}", json.dumps([person.id, secret]).encode()).decode()
    return keep(response, _cookie(what), sealed, lasts=LASTS)


def _carried(request: Request, what: str, person: Person) -> str:
    """What the browser carries for this person; empty when it carries nothing, or for too long."""
    sealed = kept_in(request.headers.get("cookie", ""), _cookie(what))
    try:
        person_id, secret = json.loads(unseal(f"app {what}", sealed, oldest=LASTS))
    except (Unsealable, ValueError):
        return ""
    return secret if person_id == person.id else ""


def _drop(response: Response, what: str) -> Response:
    return forget(response, _cookie(what))


ROUTES = [
    Route("/authenticator/begin", begin, methods=["POST"]),
    Route(NEW, show, methods=["GET"]),
    Route("/authenticator/picture.svg", picture, methods=["GET"]),
    Route("/authenticator/add", add, methods=["POST"]),
    Route(CODES, make_codes, methods=["POST"]),
    Route(CODES, show_codes, methods=["GET"]),
    Route("/authenticator/codes.txt", download_codes, methods=["GET"]),
    Route("/authenticator/kept", codes_kept, methods=["POST"]),
    Route("/authenticator/remove", remove, methods=["POST"]),
]
