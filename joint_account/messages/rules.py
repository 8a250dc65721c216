"""What a reply may say: one rule a line, each with its source. Forbidden is not sent; doubtful is, after a second look.

Source G is Amazon's Communication Guidelines (Seller Central, since November 2020); source A the help page on buyer-seller
messages 200389080. Words are those of the languages that replies are written in.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from joint_account.messages.languages import NAMES, language_of

LONGEST = 4_000


@dataclass(frozen=True)
class Reply:
    """What is held to the rules."""

    text: str
    language: str
    """That the buyer writes."""


@dataclass(frozen=True)
class Rule:
    """One thing that a reply must not be."""

    name: str
    breaks: Callable[[Reply], bool]
    sentence: str
    forbidden: bool
    source: str


@dataclass(frozen=True)
class Finding:
    """A rule that a reply breaks."""

    sentence: str
    forbidden: bool


def _finds(pattern: str) -> Callable[[Reply], bool]:
    found = re.compile(pattern, re.IGNORECASE)
    return lambda reply: found.search(reply.text) is not None


def _has_a_telephone_number(reply: Reply) -> bool:
    without_orders = re.sub(r"\d{3}-\d{7}-\d{7}", "", reply.text)
    found = re.findall(r"(?<![\w])\+?\(?\d[\d ()/.-]{6,}\d", without_orders)
    return any(8 <= len(re.sub(r"\D", "", one)) <= 15 for one in found)


def _is_in_another_language(reply: Reply) -> bool:
    written = language_of(reply.text)
    return bool(written and reply.language and written != reply.language)


_EMOJIS = "[\U0001f300-\U0001faff\u2600-\u27bf\U0001f1e6-\U0001f1ff]"
_REVIEWS = (
    r"positive (review|feedback)|5[- ]?stars?|five stars?|(change|remove|delete|update) (your|the) (review|feedback|rating)"
    r"|positive bewertung|5 sterne|fünf sterne|avis positif|5 étoiles|cinq étoiles|reseña positiva|5 estrellas|cinco estrellas"
    r"|recensione positiva|5 stelle|cinque stelle|高評価|星5|五星|好评"
)
_MARKETING = (
    r"discount|coupon|voucher|promo(tion)? code|special offer|newsletter|rabatt|gutschein|sonderangebot|remise|bon de réduction"
    r"|code promo|descuento|cupón|oferta especial|sconto|buono|offerta speciale|割引|クーポン|优惠券|折扣"
)
RULES = (
    Rule("empty", lambda reply: not reply.text.strip(), "Write something first.", True, "A"),
    Rule("too long", lambda reply: len(reply.text) > LONGEST, f"It is longer than {LONGEST:,} characters.", True, "A"),
    Rule("link", _finds(r"https?://|www\.|\b[\w-]+\.(com|net|org|de|fr|es|it|co\.uk|info|shop|store|io)\b"),
         "Amazon forbids links and other websites.", True, "G"),
    Rule("address", _finds(r"[\w.+-]+\s?(@|\(at\)|\[at\])\s?[\w-]+\.\w+"), "Amazon forbids e-mail addresses.", True, "G"),
    Rule("telephone", _has_a_telephone_number, "Amazon forbids telephone numbers.", True, "G"),
    Rule("emoji", _finds(_EMOJIS), "Amazon forbids emojis.", True, "G"),
    Rule("reviews", _finds(_REVIEWS), "Amazon forbids asking for good reviews, or to change one.", True, "G"),
    Rule("marketing", _finds(_MARKETING), "This reads like marketing, which Amazon forbids.", False, "G"),
    Rule("line breaks", _finds(r"\n[ \t]*\n[ \t]*\n"), "Amazon wants at most two line breaks in a row.", False, "G"),
    Rule("language", _is_in_another_language, "This is not the language that the buyer writes.", False, "G"),
)  # fmt: skip


def findings(text: str, language: str) -> list[Finding]:
    """What Amazon's rules say against a reply, the forbidden first.

    Args:
        text: of the reply.
        language: that the buyer writes, ISO 639-1; empty when nobody knows.
    """
    reply = Reply(text, language)
    broken = [Finding(_worded(rule, language), rule.forbidden) for rule in RULES if rule.breaks(reply)]
    return sorted(broken, key=lambda one: not one.forbidden)


def _worded(rule: Rule, language: str) -> str:
    return f"The buyer writes {NAMES[language]}; this is another language." if rule.name == "language" else rule.sentence
