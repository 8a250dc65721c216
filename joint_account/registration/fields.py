"""What an organizer types about somebody, checked: an `Invitee` that exists can be invited."""

import re
import unicodedata
from dataclasses import dataclass, fields

from joint_account.identity.addresses import clean_email, clean_name, is_country
from joint_account.registration.errors import WrongFields
from joint_account.registration.machine import Role

LANGUAGES = ("en", "de", "fr", "es", "it", "ja", "zh")
INVITED_ROLES = (Role.MANAGER, Role.VIEWER)
LONGEST_MESSAGE = 500

_LINE = re.compile(r"(?P<name>[^<>]*)<(?P<email>[^<>]*)>")


@dataclass(frozen=True)
class Invitee:
    """Who is invited, as what, and in which language.

    Raises:
        WrongFields: with a sentence for each field that cannot be taken.
    """

    name: str
    email: str
    country: str
    role: str = Role.VIEWER
    language: str = "en"
    message: str = ""

    def __post_init__(self) -> None:
        kept = {
            "name": clean_name(self.name),
            "email": clean_email(self.email),
            "country": self.country if is_country(self.country) else None,
            "role": Role(self.role) if self.role in INVITED_ROLES else None,
            "language": self.language if self.language in LANGUAGES else None,
            "message": _clean_message(self.message),
        }
        problems = {field.name: PROBLEMS[field.name] for field in fields(self) if kept[field.name] is None}
        if problems:
            raise WrongFields(problems)
        for field, value in kept.items():
            object.__setattr__(self, field, value)


PROBLEMS = {
    "name": "Enter a name of 1 to 100 characters.",
    "email": "This address is not complete: something like marie@example.com.",
    "country": "Choose a country or region.",
    "role": "Choose a role: Manager or Viewer.",
    "language": "Choose one of the languages.",
    "message": f"Write at most {LONGEST_MESSAGE} characters of plain text.",
}


def name_and_address(line: str) -> tuple[str, str]:
    """Takes `Name <mail@example.com>` apart; a bare address is called by what stands before its @."""
    found = _LINE.fullmatch(line.strip())
    email = found["email"].strip() if found else line.strip()
    name = found["name"].strip(" \t\"'") if found else ""
    return name or email.partition("@")[0], email


def masked(email: str) -> str:
    """The address for somebody who may not see it: m•••@example.com."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}•••@{domain}"


def _clean_message(typed: str) -> str | None:
    text = typed.replace("\r\n", "\n").replace("\r", "\n").strip()
    plain = all(letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cs"} for letter in text)
    return text if plain and len(text) <= LONGEST_MESSAGE else None
