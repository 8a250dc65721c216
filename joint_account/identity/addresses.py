"""What people type to say who they are, and whether it can be taken."""

import re
import unicodedata
from functools import cache

from babel import Locale
from email_validator import EmailNotValidError, validate_email

NAME_LENGTH = 100


def clean_email(typed: str) -> str | None:
    """The address as it is compared and written to: lower case; None when it is not one (RFC 5321 length and form)."""
    try:
        checked = validate_email(typed.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return None
    return (checked.ascii_email or checked.normalized).lower()


def clean_name(typed: str) -> str | None:
    """The name in one line, without control or direction characters; None when nothing or too much is left."""
    kept = "".join(letter if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} else " " for letter in typed)
    name = re.sub(r"\s+", " ", unicodedata.normalize("NFC", kept)).strip()
    return name if 1 <= len(name) <= NAME_LENGTH else None


def is_country(code: str) -> bool:
    """Whether this is the ISO 3166-1 alpha-2 code of a country or region."""
    return code in countries()


@cache
def countries() -> dict[str, str]:
    """Country and region names by code, in English, sorted by name."""
    named = {
        code: name
        for code, name in Locale("en").territories.items()
        if re.fullmatch("[A-Z]{2}", code) and code not in {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}
    }
    return dict(sorted(named.items(), key=lambda pair: pair[1]))
