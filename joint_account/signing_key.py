"""The keys that everything sealed here hangs on: the first seals, all open."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from joint_account import settings as product
from joint_account.setting_types import SHORTEST_KEY


def signing_keys() -> tuple[str, ...]:
    """SECRET_KEY's keys, newest first, or those kept in var/secret_key (mode 600), one a line; one is made at first use.

    Raises:
        WrongSetting: a key in that file is too short.
    """
    return product.settings().secret_keys or _kept()


def _kept() -> tuple[str, ...]:
    path = product.VAR / "secret_key"
    if not path.exists():
        _make(path)
    keys = tuple(path.read_text().splitlines())
    if not keys or any(len(key) < SHORTEST_KEY for key in keys):
        raise product.WrongSetting(f"SECRET_KEY: expected at least {SHORTEST_KEY} characters on each line of {path}.")
    return keys


def _make(path: Path) -> None:
    product.VAR.mkdir(mode=0o700, exist_ok=True)
    # Linked only when it is written whole: two starts at once end with one key, and nobody reads half of it.
    handle, made = tempfile.mkstemp(dir=product.VAR)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    with suppress(FileExistsError):
        os.link(made, path)
    Path(made).unlink()
