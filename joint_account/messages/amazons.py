"""Whether a mail is truly Amazon's: by its sender's domain, and by what the receiving server says that it has checked.

Anybody can write any From. What counts is the topmost Authentication-Results header of the one server that the connection
trusts: a receiving server puts its own above whatever came with the mail (RFC 8601, section 5). DMARC or DKIM must have
passed for the very domain that the sender names; SPF alone speaks of an envelope that nobody sees (RFC 7489, section 3.1).
"""

import re
from collections.abc import Iterable
from email.message import Message
from email.utils import getaddresses

from joint_account.stores.marketplaces import marketplaces

_LONGEST = 20_000
_COMMENT = re.compile(r"\([^()]*\)")
_PROPERTY = re.compile(r"(?:^|\s)([a-z-]+)\.([a-z-]+)\s*=\s*\"?([^\s;\"]+)\"?", re.IGNORECASE)
_METHOD = re.compile(r"^\s*([a-z-]+)(?:\s*/\s*\d+)?\s*=\s*([a-z]+)", re.IGNORECASE)


def buyers_address(message: Message) -> str | None:
    """The anonymised address that a mail claims to come from; None when it claims something else.

    Exactly one From with exactly one address counts: two are a way to show one and have the other checked.
    """
    senders = _addresses(message.get_all("From", []))
    if len(senders) != 1 or not is_buyers(senders[0]):
        return None
    return senders[0]


def answer_address(message: Message, sender: str) -> str:
    """Where the answer goes: Reply-To, where that is a buyer's address too."""
    wanted = _addresses(message.get_all("Reply-To", []))
    return wanted[0] if len(wanted) == 1 and is_buyers(wanted[0]) else sender


def is_buyers(address: str) -> bool:
    """Whether an address is one that Amazon gives to buyers: …@marketplace.amazon.de."""
    return bool(store_of(address)) and re.fullmatch(r"[\w.+=-]{1,200}", address.rpartition("@")[0], re.ASCII) is not None


def store_of(address: str) -> str | None:
    """The country code of the store whose buyers have addresses of this domain."""
    domain = address.rpartition("@")[2].lower()
    found = [one.country_code for one in marketplaces().values() if _is_within(domain, f"marketplace.{one.domain}")]
    return found[0] if found else None


def is_authentic(message: Message, sender: str, trusted_server: str) -> bool:
    """Whether the trusted server checked that the mail comes from the domain of `sender`."""
    results = _results_of(message.get_all("Authentication-Results", []), trusted_server)
    domain = sender.rpartition("@")[2].lower()
    return any(_vouches(one, domain) for one in results)


def _results_of(headers: Iterable[object], trusted_server: str) -> list[str]:
    for header in headers:
        server, *results = _without_comments(str(header)).split(";")
        if (server.split() or [""])[0].lower() == trusted_server.lower():
            return results
    return []


def _vouches(result: str, domain: str) -> bool:
    method = _METHOD.match(result)
    if not method or method[2].lower() != "pass":
        return False
    said = {(kind.lower(), name.lower()): value.lower() for kind, name, value in _PROPERTY.findall(result)}
    match method[1].lower():
        case "dmarc":
            return said.get(("header", "from")) == domain
        case "dkim":
            signer = said.get(("header", "d")) or said.get(("header", "i"), "").rpartition("@")[2]
            return any(_is_within(domain, one.domain) and _is_within(signer, one.domain) for one in marketplaces().values())
    return False


def _without_comments(header: str) -> str:
    text, before = header[:_LONGEST], ""
    while text != before:
        before, text = text, _COMMENT.sub(" ", text)
    return text


def _addresses(headers: Iterable[object]) -> list[str]:
    said = [str(one)[:_LONGEST] for one in headers]
    return [address for _name, address in getaddresses(said) if address]


def _is_within(domain: str, parent: str) -> bool:
    return domain == parent or domain.endswith(f".{parent}")
