"""What people type who mean no good, in hostile_strings.json: by what it attacks, with a long repeat as [text, times]."""

import json
from pathlib import Path

HOSTILE_STRINGS = {
    kind: [text if isinstance(text, str) else text[0] * text[1] for text in texts]
    for kind, texts in json.loads(Path(__file__).with_name("hostile_strings.json").read_text()).items()
}
ALL = [text for texts in HOSTILE_STRINGS.values() for text in texts]


def hostile_fields(fields, *, every=2):
    """Forms with a hostile string in each field, none twice in one: one in `every` in each field, all of them in all.

    With the usual 2, each field has had more than 200 of them at the end.
    """
    for turn in range(0, len(ALL), every):
        yield {name: ALL[(turn + place * 31) % len(ALL)] for place, name in enumerate(fields)}


def packed(texts, limit, between="; "):
    """As many as there is room for in `limit` characters, in one text; what alone is longer is left out."""
    together = [""]
    for text in texts:
        if len(text) < limit:
            together += [""] if len(together[-1]) + len(between) + len(text) > limit else []
            together[-1] += f"{between}{text}" if together[-1] else text
    return together
