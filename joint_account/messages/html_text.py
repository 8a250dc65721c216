"""The text of a page of HTML, as text: nothing of it runs, opens or loads. Links keep their address, pictures their words."""

import re
from html.parser import HTMLParser

_UNSEEN = {"script", "style", "head", "title", "template", "noscript", "svg", "object", "iframe", "textarea", "select"}
_BLOCKS = {"p", "div", "br", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr", "pre"}
_VOID = {"br", "hr", "img", "meta", "link", "input", "wbr"}
_DEEPEST = 500


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN and len(self.unseen) < _DEEPEST:
            self.unseen.append(tag)
        if tag in _BLOCKS:
            self.parts.append("\n")
        if tag == "img" and not self.unseen and (said := dict(attrs).get("alt")):
            self.parts.append(f"[{said}]")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.unseen:
            while self.unseen.pop() != tag:
                pass
        if tag in _BLOCKS - _VOID:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.parts.append(re.sub(r"\s+", " ", data))


def html_to_text(html: str) -> str:
    """What somebody would read; whatever cannot be made out is left as the words that it has."""
    reader = _Reader()
    try:
        reader.feed(html)
        reader.close()
    except (AssertionError, RecursionError, ValueError):
        # Python's parser gives up on some broken declarations; what came before them was read.
        reader.parts.append("\n[the rest of this page could not be read]")
    lines = [line.strip() for line in "".join(reader.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
