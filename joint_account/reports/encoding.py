"""Which encoding a report is in. Amazon chooses it by region and account, and a downloaded file does not say."""

import codecs
from pathlib import Path

BLOCK = 1 << 20
_JAPAN = (b"amazon.co.jp", "出品者SKU".encode("cp932").lower())
"""The store's name in orders and settlements, and a column's in listings."""


def encoding_of(path: Path, *, japan: bool = False) -> str:
    """The Python codec to read a report with: utf-8-sig, cp932 or cp1252.

    A file that is valid UTF-8 is UTF-8: text in the other two hardly ever is. Among those, only a report of the Japanese
    store is in Shift-JIS, in Microsoft's variant: the strict one has no ①.

    Args:
        path: the file.
        japan: whether it is known to be of the Japanese store; otherwise what stands in it says so.
    """
    if _decodes(path, "utf-8"):
        return "utf-8-sig"
    return "cp932" if (japan or _names_japan(path)) and _decodes(path, "cp932") else "cp1252"


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            # A download that was cut inside a character is still in its encoding: the end is not asked for.
            while block := file.read(BLOCK):
                decoder.decode(block)
        except UnicodeDecodeError:
            return False
    return True


def _names_japan(path: Path) -> bool:
    tail = b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            around = (tail + block).lower()
            if any(name in around for name in _JAPAN):
                return True
            tail = block[-len(_JAPAN[0]) :]
    return False
