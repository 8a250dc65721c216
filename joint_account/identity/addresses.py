"""What people type to say who they are, and whether it can be taken."""

import re
import unicodedata
from functools import cache

from babel import Locale
from email_validator import EmailNotValidError, validate_email

NAME_LENGTH = 100

_UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
# Letters and a joiner that show nothing: Hangul fillers, an empty Braille cell.
_BLANK = str.maketrans(dict.fromkeys("\u034f\u115f\u1160\u2800\u3164\uffa0", " "))
_MARKS_ON_A_LETTER = 4
"""More than any language writes; a pile of them would cover the lines above and below."""


def clean_email(typed: str) -> str | None:
    """The address as it is compared and written to: lower case; None when it is not one (RFC 5321 length and form)."""
    try:
        checked = validate_email(typed.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return None
    return (checked.ascii_email or checked.normalized).lower()


def clean_name(typed: str) -> str | None:
    """The name in one line, without control or direction characters; None when nothing to see or too much is left."""
    kept = "".join(letter if unicodedata.category(letter) not in _UNSEEN else " " for letter in typed).translate(_BLANK)
    name = re.sub(r"\s+", " ", _without_piles(unicodedata.normalize("NFC", kept))).strip()
    seen = any(unicodedata.category(letter)[0] in "LNPS" for letter in name)
    return name if seen and len(name) <= NAME_LENGTH else None


def _without_piles(text: str) -> str:
    kept, marks = [], 0
    for letter in text:
        marks = marks + 1 if unicodedata.category(letter)[0] == "M" else 0
        kept += [letter] if marks <= _MARKS_ON_A_LETTER else []
    return "".join(kept)


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
