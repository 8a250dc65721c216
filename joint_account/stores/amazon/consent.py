"""Amazon's consent page, and the tokens that follow from it (Login with Amazon)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx

from joint_account.settings import settings
from joint_account.stores.amazon.clock import REAL, Clock
from joint_account.stores.amazon.errors import (
    AmazonDown,
    ApplicationRefused,
    ConsentNotGiven,
    ConsentRevoked,
    UnexpectedAnswer,
)
from joint_account.stores.amazon.wire import fetch
from joint_account.stores.marketplaces import Marketplace

_EARLY = timedelta(minutes=2)
"""How long before its end an access token is not used any more."""
_MOST = 1000


@dataclass(frozen=True)
class _Kept:
    token: str
    until: datetime


_access: dict[str, _Kept] = {}


def consent_url(marketplace: Marketplace, state: str) -> str:
    """Where a seller confirms that our application may see their stores.

    Source: "Website Authorization Workflow" of Amazon's documentation.

    Args:
        marketplace: in whose Seller Central; every seller account has its own.
        state: comes back with the answer.
    """
    page = settings().amazon_consent_url or f"{marketplace.seller_central_url}/apps/authorize/consent"
    asked = {"application_id": settings().amazon_application_id, "state": state, "redirect_uri": redirect_uri()}
    parts = urlsplit(page)
    return parts._replace(query=urlencode(dict(parse_qsl(parts.query)) | asked)).geturl()


def redirect_uri() -> str:
    """Where Amazon sends the browser back to; it is registered there."""
    return f"{settings().public_url}/stores/amazon/callback"


async def exchange(code: str) -> str:
    """The refresh token for the code that Amazon's consent page sent.

    Raises:
        AmazonError: ConsentNotGiven, ApplicationRefused, AmazonDown or UnexpectedAnswer.
    """
    said = await _ask({"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri()}, ConsentNotGiven)
    token = said.get("refresh_token")
    if not isinstance(token, str) or not token:
        raise UnexpectedAnswer("no refresh token")
    return token


async def access_token(refresh_token: str, clock: Clock = REAL) -> str:
    """An access token that is good for some minutes at least; asks Amazon for one when it has none.

    Raises:
        AmazonError: ConsentRevoked, ApplicationRefused, AmazonDown or UnexpectedAnswer.
    """
    key = _name_of(refresh_token)
    kept = _access.get(key)
    if kept is None or kept.until <= clock.now():
        said = await _ask({"grant_type": "refresh_token", "refresh_token": refresh_token}, ConsentRevoked)
        token, lasts = said.get("access_token"), said.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(lasts, int):
            raise UnexpectedAnswer("no access token")
        kept = _keep(key, _Kept(token, clock.now() + timedelta(seconds=lasts) - _EARLY))
    return kept.token


def forget(refresh_token: str) -> None:
    """The access token of this key is good no longer."""
    _access.pop(_name_of(refresh_token), None)


def _keep(key: str, kept: _Kept) -> _Kept:
    if len(_access) >= _MOST:
        _access.clear()
    _access[key] = kept
    return kept


def _name_of(refresh_token: str) -> str:
    return hashlib.sha256(refresh_token.encode()).hexdigest()


async def _ask(form: dict[str, str], refused: type[ConsentRevoked | ConsentNotGiven]) -> dict[str, Any]:
    application = {
        "client_id": settings().amazon_client_id,
        "client_secret": settings().amazon_client_secret.get_secret_value(),
    }
    answer = await fetch("POST", settings().amazon_login_url, data=form | application)
    said = _object_in(answer)
    # RFC 6749, 5.2: what an error is called.
    match said.get("error"):
        case None if answer.status_code == httpx.codes.OK:
            return said
        case "invalid_grant":
            raise refused(f"{answer.status_code} invalid_grant")
        case "invalid_client" | "unauthorized_client":
            raise ApplicationRefused(str(said["error"]))
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR or answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        raise AmazonDown(f"log-in: {answer.status_code}")
    raise UnexpectedAnswer(f"log-in: {answer.status_code}")


def _object_in(answer: httpx.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except (ValueError, RecursionError):
        said = {}
    return said if isinstance(said, dict) else {}
