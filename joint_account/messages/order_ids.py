"""Order ids in what Amazon sends: 3-7-7 digits everywhere, whatever the language around them."""

import re
import unicodedata

_ORDER_ID = re.compile(r"(?<![\d-])(\d{3}-\d{7}-\d{7})(?![\d-])")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\uff0d\u30fc", "-"))
HEADERS = ("X-Amazon-Order-Id", "X-Order-Id", "References", "In-Reply-To")


def order_ids_in(text: str) -> list[str]:
    """Every order id in a text, the first one first; digits and dashes of other scripts count as what they look like."""
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES)
    return list(dict.fromkeys(_ORDER_ID.findall(plain)))
