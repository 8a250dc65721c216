"""The setting OIDC_PROVIDERS: who else can say who a person is. Read and checked here, before anything starts."""

import ipaddress
import json
import re
from dataclasses import dataclass
from typing import Annotated, Any, cast
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr

_ID = re.compile(r"(?!(register|link)$)[a-z0-9-]{1,30}")
"""Two names are taken: /auth/register and /auth/link are forms of our own."""

_TEXTS = frozenset({"id", "label", "issuer", "client_id", "client_secret"})
_ENDPOINTS = frozenset({"authorization_endpoint", "token_endpoint", "profile_endpoint"})
_PRESETS: dict[str, dict[str, str]] = {
    "google": {"label": "Google", "issuer": "https://accounts.google.com"},
    # Microsoft's tenant of personal accounts. "common" names no issuer of its own; an organization gives its tenant's.
    "microsoft": {
        "label": "Microsoft",
        "issuer": "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0",
    },
    # Login with Amazon is OAuth 2 with a profile endpoint: developer.amazon.com/docs/login-with-amazon.
    "amazon": {
        "label": "Amazon",
        "issuer": "https://www.amazon.com",
        "authorization_endpoint": "https://www.amazon.com/ap/oa",
        "token_endpoint": "https://api.amazon.com/auth/o2/token",
        "profile_endpoint": "https://api.amazon.com/user/profile",
    },
}


@dataclass(frozen=True)
class Provider:
    """Somebody who can say who a person is. Without endpoints of its own, it is asked for them (OpenID discovery)."""

    id: str
    label: str
    issuer: str
    client_id: str
    client_secret: str
    authorization_endpoint: str = ""
    token_endpoint: str = ""
    profile_endpoint: str = ""


def read_providers(text: str) -> tuple[Provider, ...]:
    """The providers that a value of OIDC_PROVIDERS names, none for an empty one.

    Raises:
        ValueError: it cannot be used; the text says why, and holds no secret.
    """
    if not text:
        return ()
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("expected a JSON list of providers") from None
    if not isinstance(entries, list):
        raise ValueError("expected a JSON list of providers")
    found = tuple(_provider(number, entry) for number, entry in enumerate(entries, 1))
    if len({one.id for one in found}) < len(found):
        raise ValueError("expected each id once")
    return found


def _checked(value: SecretStr) -> SecretStr:
    read_providers(value.get_secret_value())
    return value


ProviderList = Annotated[SecretStr, AfterValidator(_checked)]
"""The setting as it is written, once `read_providers` can read it."""


def is_safe_address(url: object, *, loopback: bool) -> bool:
    """Whether secrets may be sent there: https, or, where `loopback` says so, http on this machine."""
    try:
        parts = urlsplit(url) if isinstance(url, str) and url.isprintable() and " " not in url else urlsplit("")
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or parts.password is not None or parts.fragment:
        return False
    return parts.scheme == "https" or (loopback and parts.scheme == "http" and is_loopback(host))


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _provider(number: int, entry: object) -> Provider:
    where = f"entry {number}: "
    if not isinstance(entry, dict):
        raise ValueError(f'{where}expected {{"id", "label", "issuer", "client_id", "client_secret"}}')
    given = cast("dict[str, Any]", entry)
    fields: dict[str, Any] = _PRESETS.get(str(given.get("id")), {}) | given
    known = _TEXTS | (_ENDPOINTS if given.get("id") == "amazon" else set())
    for name in sorted(known - _ENDPOINTS):
        if not isinstance(fields.get(name), str) or not fields[name].strip():
            raise ValueError(f"{where}expected a text as {name}")
    if unknown := set(fields) - known:
        raise ValueError(f"{where}expected no {sorted(unknown)[0][:40]!r}")
    _check(where, fields, [name for name in fields if name == "issuer" or name in _ENDPOINTS])
    return Provider(**fields)


def _check(where: str, fields: dict[str, Any], addresses: list[str]) -> None:
    if not _ID.fullmatch(fields["id"]):
        raise ValueError(f"{where}expected an id of letters a to z, digits and hyphens, other than register and link")
    if len(fields["label"]) > 40 or not fields["label"].isprintable():
        raise ValueError(f"{where}expected a label of at most 40 characters")
    for name in addresses:
        if not is_safe_address(fields[name], loopback=True) or (name == "issuer" and "?" in fields[name]):
            raise ValueError(f"{where}expected an https address as {name}; http only on this machine")
