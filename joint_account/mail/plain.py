"""Text that people typed, made harmless for a letter: no line, order of letters or address in it is anything but text."""

import unicodedata

LINE_LIMIT = 120
PARAGRAPH_LIMIT = 500

# They join letters and emoji in honest names; every other invisible character is dropped.
_JOINERS = {"\u200c", "\u200d"}
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_BREAKS = {"Zl", "Zp"}


def one_line(text: str, limit: int = LINE_LIMIT) -> str:
    """`text` as a single line of at most `limit` characters, without controls, encoded words or addresses that open."""
    return _shortened(" ".join("".join(_visible(character, " ") for character in text[: 4 * limit]).split()), limit)


def paragraph(text: str, limit: int = PARAGRAPH_LIMIT) -> str:
    """`text` with its line breaks, and at most one empty line in a row, otherwise as in `one_line`."""
    visible = "".join(_visible(character, "\n") for character in text[: 4 * limit].replace("\r\n", "\n"))
    lines = [" ".join(line.split()) for line in visible.split("\n")]
    kept = [line for number, line in enumerate(lines) if line or (number and lines[number - 1])]
    return _shortened("\n".join(kept).strip(), limit)


def _visible(character: str, line_break: str) -> str:
    if character in "\r\n\t\v\f\x85" or unicodedata.category(character) in _BREAKS:
        return " " if character == "\t" else line_break
    return "" if unicodedata.category(character) in _INVISIBLE and character not in _JOINERS else character


def _shortened(text: str, limit: int) -> str:
    # "=?" would be read as an encoded word in a header; "://" would make a second link beside the letter's own.
    harmless = text.replace("=?", "= ?").replace("://", ": //")
    return harmless if len(harmless) <= limit else harmless[: limit - 1].rstrip() + "…"
