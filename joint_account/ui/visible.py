"""Text that came from somebody, for a terminal or a log: on one line, and nothing in it moves the cursor or turns the line."""


def visible(text: str) -> str:
    r"""The text, in which whatever is neither visible nor a space is written as Python does: \n, \x1b, \u202e."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)
