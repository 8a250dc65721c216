"""Words of titles, SKUs and ASINs as the search compares them: the same for both databases, and for what is typed."""

import re
import unicodedata

MOST_WORDS = 60
"""Of an article: longer titles are padded with words that everything has."""
_LONGEST = 40
_WORD = re.compile(r"[^\W_]+")
# Chinese, Japanese and Korean put no blanks between words: each pair of neighbours is a word of its own.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")


def words_of(text: str) -> list[str]:
    """The words of a text without case and accents: Küchen-Set 2 has kuchen, set and 2."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(one))
    plain = unicodedata.normalize("NFC", plain)
    found = dict.fromkeys(part[:_LONGEST] for word in _WORD.findall(plain) for part in _parts(word))
    return list(found)[:MOST_WORDS]


def article_words(sku: str, asin: str, title: str) -> str:
    """What an article is found by; its SKU also when it is typed without its dashes."""
    together = "".join(words_of(sku))[:_LONGEST]
    return " ".join(dict.fromkeys([*words_of(sku), *([together] if together else []), *words_of(asin), *words_of(title)]))


def _parts(word: str) -> list[str]:
    parts: list[str] = []
    end = 0
    for run in _UNSPACED.finditer(word):
        parts += [word[end : run.start()], *_pairs(run[0])]
        end = run.end()
    return [part for part in (*parts, word[end:]) if part]


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]
