"""A notice: a letter of a few sentences. Its words stand in one file a language; the text and the HTML are made from them.

The first line is the subject; paragraphs follow, with an empty line between them. The paragraph `[words]` is the button that
opens the letter's link. Which paragraphs there are is told by the file alone: no value adds one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Part:
    """A paragraph, or the button."""

    words: str
    is_button: bool


def parts_of(source: str, fill: Callable[[str], str]) -> tuple[str, list[Part]]:
    """The subject and the parts of a notice.

    Args:
        source: its file.
        fill: puts the values into a paragraph.
    """
    subject, *paragraphs = [" ".join(paragraph.split("\n")) for paragraph in source.strip().split("\n\n")]
    return fill(subject), [_part(paragraph, fill) for paragraph in paragraphs]


def words_around(folder: Path, language: str) -> dict[str, object]:
    """What every notice in a language says: the hint at the button's address, and the lines at the foot."""
    hint, _empty, *foot = (folder / f"{language}.txt").read_text().strip().split("\n")
    return {"hint": hint, "foot": foot}


def _part(paragraph: str, fill: Callable[[str], str]) -> Part:
    if paragraph.startswith("["):
        return Part(fill(paragraph.strip("[]")), is_button=True)
    return Part(fill(paragraph), is_button=False)
