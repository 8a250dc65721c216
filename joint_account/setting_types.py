"""What the value of a setting must look like: types whose checks raise ValueError with what was expected."""

import re
from pathlib import Path
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, EmailStr, SecretStr, TypeAdapter, ValidationError

SHORTEST_KEY = 32
"""Characters of a key in SECRET_KEY, at least."""


def _a_host(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.\-]{1,253}|[0-9A-Fa-f:.]{2,45}", value):
        raise ValueError("expected an address or a host name such as 127.0.0.1")
    return value


def _an_origin(value: str) -> str:
    parts = _parts(value)
    known = parts.scheme in {"http", "https"} and re.fullmatch(r"[A-Za-z0-9.:-]+", parts.hostname or "")
    wrong = not known or parts.path.strip("/") or parts.query
    if value and wrong:
        raise ValueError("expected an address such as https://account.example.com, without a path")
    return value.rstrip("/")


def _a_database(value: str) -> str:
    if value and not value.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise ValueError("expected sqlite:///FILE or postgresql://USER@HOST/NAME")
    return value


def _a_redis(value: str) -> str:
    if value and not value.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("expected redis://HOST:PORT/NUMBER")
    return value


def _a_mail_server(value: SecretStr) -> SecretStr:
    parts = _parts(value.get_secret_value())
    known = parts.scheme in {"smtp", "smtps", "smtp+starttls"} and parts.hostname
    if value.get_secret_value() and not known:
        raise ValueError("expected smtp://HOST:PORT, smtp+starttls://USER:PASSWORD@HOST:PORT or smtps://…")
    return value


def _a_sender(value: str) -> str:
    address = value.rsplit("<", 1)[-1].rstrip("> ")
    if "\n" in value or "\r" in value or value.count("@") != 1:
        raise ValueError("expected an address such as Joint Account <joint@example.com>")
    if not address.endswith("@localhost"):
        try:
            TypeAdapter(EmailStr).validate_python(address)
        except ValidationError:
            raise ValueError("expected an address such as Joint Account <joint@example.com>") from None
    return value


def _a_folder(value: str) -> str:
    if value and not Path(value).is_absolute():
        raise ValueError("expected the full path of a folder such as /srv/reports")
    return value


def _long_keys(value: SecretStr) -> SecretStr:
    if any(len(key) < SHORTEST_KEY for key in keys_in(value)):
        raise ValueError(f"expected at least {SHORTEST_KEY} characters in each key; a comma ends one and begins the next")
    return value


def keys_in(value: SecretStr) -> tuple[str, ...]:
    """The keys of SECRET_KEY, newest first; none when it is not given."""
    text = value.get_secret_value()
    return tuple(key.strip() for key in text.split(",")) if text else ()


def _parts(url: str) -> SplitResult:
    """The parts of a URL; none of them when it is not one."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return urlsplit("")
    return parts


Host = Annotated[str, AfterValidator(_a_host)]
Origin = Annotated[str, AfterValidator(_an_origin)]
DatabaseUrl = Annotated[str, AfterValidator(_a_database)]
RedisUrl = Annotated[str, AfterValidator(_a_redis)]
MailServer = Annotated[SecretStr, AfterValidator(_a_mail_server)]
Sender = Annotated[str, AfterValidator(_a_sender)]
Folder = Annotated[str, AfterValidator(_a_folder)]
Keys = Annotated[SecretStr, AfterValidator(_long_keys)]
