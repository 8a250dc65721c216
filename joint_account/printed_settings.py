"""The settings as they are printed: `python -m joint_account settings`."""

from urllib.parse import urlsplit

from pydantic import SecretStr

from joint_account.settings import Settings, settings


def printable() -> list[tuple[str, str, str]]:
    """Each setting as (variable, value with secrets masked, what it is for)."""
    current = settings()
    return [
        (name.upper(), _masked(getattr(current, name)), str(field.description)) for name, field in Settings.model_fields.items()
    ]


def _masked(value: object) -> str:
    if isinstance(value, SecretStr):
        return "********" if value.get_secret_value() else "(not set)"
    text = str(value)
    password = urlsplit(text).password if "://" in text else None
    return text.replace(f":{password}@", ":********@") if password else text or "(not set)"
