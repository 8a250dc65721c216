"""The setting TRUSTED_PROXIES: who may say for somebody else where a request comes from."""

import ipaddress
from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def read_networks(text: str) -> tuple[Network, ...]:
    """The addresses and networks that a value of TRUSTED_PROXIES names, none for an empty one.

    Raises:
        ValueError: it cannot be used; the text says why.
    """
    try:
        return tuple(ipaddress.ip_network(one.strip()) for one in text.split(",")) if text.strip() else ()
    except ValueError:
        raise ValueError("expected addresses or networks such as 127.0.0.1, 10.0.0.0/8") from None


def _checked(value: str) -> str:
    read_networks(value)
    return value


NetworkList = Annotated[str, AfterValidator(_checked)]
"""The setting as it is written, once `read_networks` can read it."""


def client_address(peer: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """Where a request comes from.

    A proxy writes whom it heard behind what the request said already, so the last address that is no proxy of ours is the
    client's, and whatever stands before it is the client's own word.

    Args:
        peer: the address of whoever is connected.
        forwarded: the values of X-Forwarded-For, in their order, with commas between.
        trusted: the proxies; of anybody else, the header is not believed.
    """
    heard = peer
    for said in [*forwarded.split(",")[::-1], ""]:
        address = _address(heard)
        if address is None or not any(address in network for network in trusted) or _address(said) is None:
            break
        heard = said.strip()
    address = _address(heard)
    return str(address) if address else heard


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    # What an IPv4 client looks like to a server that listens on IPv6.
    return getattr(address, "ipv4_mapped", None) or address
