"""What a browser says it is, in words that its person recognises. Said by the browser: shown, and never relied on."""

_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
"""The first that fits: each one's User-Agent also names those below it, which it claims to be compatible with."""

_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Macintosh": "macOS",
    "Linux": "Linux",
}


def device_of(user_agent: str) -> str:
    """A User-Agent header in words: Chrome on Windows; a part that is not known is left open."""
    browser = next((name for sign, name in _BROWSERS.items() if sign in user_agent), "A browser")
    system = next((f" on {name}" for sign, name in _SYSTEMS.items() if sign in user_agent), "")
    return browser + system
