"""The key that everything sealed and signed here hangs on."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from joint_account import settings as product


def signing_key() -> str:
    """SECRET_KEY, or the key kept in var/secret_key (mode 600), made at first use."""
    return product.settings().secret_key.get_secret_value() or _kept()


def _kept() -> str:
    path = product.VAR / "secret_key"
    if not path.exists():
        _make(path)
    return path.read_text()


def _make(path: Path) -> None:
    product.VAR.mkdir(mode=0o700, exist_ok=True)
    # Linked only when it is written whole: two starts at once end with one key, and nobody reads half of it.
    handle, made = tempfile.mkstemp(dir=product.VAR)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    with suppress(FileExistsError):
        os.link(made, path)
    Path(made).unlink()
