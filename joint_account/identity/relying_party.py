"""Who we are to passkeys (WebAuthn level 2, "Relying Party"): the host that people type, and the pages that may ask."""

import re
from urllib.parse import urlsplit

from joint_account.settings import LOOPBACK, settings

NAME = "Joint Account"


def rp_id() -> str:
    """The host of PUBLIC_URL, which every passkey is bound to; on this machine its name, as none is bound to an address."""
    host = urlsplit(settings().public_url).hostname or ""
    return "localhost" if host in LOOPBACK else host


def rp_origins() -> list[str]:
    """Those of our own origins whose pages may ask for a passkey."""
    return [origin for origin in settings().origins if urlsplit(origin).hostname == rp_id()]


def obstacle() -> str:
    """Why no page of ours can use a passkey, as a sentence; empty when one can."""
    if not settings().is_https and rp_id() != "localhost":
        return "Passkeys need https, and this server is reached without it."
    if re.fullmatch(r"[0-9.]+|.*:.*", rp_id()):
        return "Passkeys need a server with a name, and this one has an address only."
    return ""


def elsewhere(host: str) -> str:
    """The origin whose pages can use a passkey, when those under this Host header cannot; empty when they can."""
    return "" if urlsplit(f"//{host.lower()}").hostname == rp_id() else rp_origins()[0]
