"""A letter's words: its templates, filled in with values that are made harmless and readable first."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from joint_account.mail.notices import parts_of, words_around
from joint_account.mail.plain import one_line, paragraph

TEMPLATES = Path(__file__).parent / "templates"

# The days of a British date stand in the order that most of the world reads them in.
_LOCALES = {"en": "en_GB", "de": "de", "fr": "fr", "es": "es", "it": "it", "ja": "ja", "zh": "zh"}
_LONGEST_SUBJECT = 200
_LINK = re.compile(r"https?://[!-~]+")
_EMPTY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Wording:
    """What a letter says, and the language that it says it in."""

    language: str
    subject: str
    text: str
    html: str


def write(kind: str, language: str, values: dict[str, str]) -> Wording:
    """The letter `kind` in `language`, or in English where it is not translated.

    Raises:
        ValueError: `link` is not a whole http(s) address, or `until` not an instant.
        jinja2.UndefinedError: the template names a value that is missing.
    """
    spoken = language if _is_translated(kind, language) else "en"
    readable = {name: _readable(name, value, Locale.parse(_LOCALES[spoken])) for name, value in values.items()}
    subject, text, html = (_notice if (TEMPLATES / kind / "en.txt").is_file() else _letter)(kind, spoken, readable)
    return Wording(spoken, subject, _EMPTY_LINES.sub("\n\n", text).strip() + "\n", html + "\n")


def _letter(kind: str, language: str, values: dict[str, str]) -> tuple[str, str, str]:
    """Subject, text and HTML, each from a template of its own."""
    folder = kind if language == "en" else f"{kind}/{language}"
    subject = one_line(_fill(f"{folder}/subject.txt", **values), limit=_LONGEST_SUBJECT)
    around = {"subject": subject, "language": language}
    return subject, _fill(f"{folder}/body.txt", **values), _fill(f"{folder}/body.html", **values, **around)


def _notice(kind: str, language: str, values: dict[str, str]) -> tuple[str, str, str]:
    """Subject, text and HTML of what one file says."""
    source = (TEMPLATES / kind / f"{language}.txt").read_text()
    subject, parts = parts_of(source, lambda words: _environment.from_string(words).render(values))
    subject = one_line(subject, limit=_LONGEST_SUBJECT)
    around = words_around(TEMPLATES / "notice", language) | {"subject": subject, "language": language, "parts": parts}
    text, html = (_fill(f"notice.{form}", **around, link=values.get("link", "")) for form in ("txt", "html"))
    return subject, text, html


def _is_translated(kind: str, language: str) -> bool:
    # `language` is somebody's choice and becomes part of a path.
    folder = TEMPLATES / kind
    return language in _LOCALES and ((folder / language).is_dir() or (folder / f"{language}.txt").is_file())


def _readable(name: str, value: str, locale: Locale) -> str:
    match name:
        case "link":
            return _whole_link(value)
        case "until":
            return _instant(value, locale)
        case "country":
            return locale.territories.get(value.upper(), one_line(value))
        case "message":
            return paragraph(value)
        case _:
            return one_line(value)


def _whole_link(value: str) -> str:
    if not _LINK.fullmatch(value):
        raise ValueError("a letter's link must be a whole http(s) address")
    return value


def _instant(value: str, locale: Locale) -> str:
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    local = instant.astimezone(UTC)
    return f"{format_date(local, 'long', locale=locale)} {local:%H:%M} UTC"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _fill(template: str, **values: object) -> str:
    return _environment.get_template(template).render(values)


_environment = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=select_autoescape(enabled_extensions=("html",), default_for_string=False, default=False),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_environment.filters["quoted"] = _quoted
