"""Which language a buyer writes: by its script, and by its commonest words. Nothing leaves the machine for it.

The few languages that Amazon's stores speak tell each other apart by a dozen small words; no model of 100 MB is needed.
"""

import re
import unicodedata

NAMES = {
    **{"en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "nl": "Dutch"},
    **{"pl": "Polish", "sv": "Swedish", "tr": "Turkish", "pt": "Portuguese", "ja": "Japanese", "zh": "Chinese", "ar": "Arabic"},
    "hi": "Hindi",
}
_WORDS = {
    "en": "the and is my was not have you for this that with can order please when it has to of received are would",
    "de": "der die das und ist nicht ich habe sie bitte mein meine wann für mit eine einen noch wurde auf bestellung von wie",
    "fr": "le la les et est je pas vous pour une mon ma avec que dans bonjour merci commande ai du des ce quand reçu",
    "es": "el la los y es no que por una mi con para pedido hola gracias ha he cuándo recibido se lo del como está",
    "it": "il la i e è non che per una mio mia con ordine ho grazie quando di buongiorno ricevuto sono del si come ancora",
    "nl": "de het een is niet ik mijn voor met bestelling heb van u kunt wanneer dat nog ontvangen bedankt op aan",
    "pl": "i nie jest się na w z mój moja do czy proszę zamówienie kiedy że to dzień dobry dziękuję jak nadal mam",
    "sv": "och är inte jag det en ett min mitt för med att när har på beställning kan ni tack av hej inte fått",
    "tr": "ve bir bu için ne zaman değil ile çok teşekkürler lütfen benim henüz gelmedi merhaba",
    "pt": "o os e é não que por uma meu minha com pedido para obrigado quando recebi em do da olá ainda está",
}
_SETS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_FEWEST = 2
"""Known words; fewer say nothing."""


def language_of(text: str, otherwise: str = "") -> str:
    """The language of a text, ISO 639-1.

    Args:
        text: as somebody wrote it; the first 4,000 characters count.
        otherwise: what it is when the text does not tell: the store's own.
    """
    said = unicodedata.normalize("NFC", text[:4_000]).lower()
    if (script := _by_script(said)) is not None:
        return script
    words = re.findall(r"[^\W\d_]+", said)
    counts = {language: sum(word in known for word in words) for language, known in _SETS.items()}
    best = max(counts, key=lambda language: (counts[language], language == otherwise))
    return best if counts[best] >= _FEWEST else otherwise


def _by_script(text: str) -> str | None:
    letters = [one for one in text if one.isalpha()]
    for language, first, last in (("ja", "\u3040", "\u30ff"), ("ar", "\u0600", "\u06ff"), ("hi", "\u0900", "\u097f")):
        if sum(first <= one <= last for one in letters) * 5 > len(letters) > 0:
            return language
    return "zh" if sum("\u4e00" <= one <= "\u9fff" for one in letters) * 2 > len(letters) > 0 else None
