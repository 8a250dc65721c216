"""How much of a network address is one somebody."""

import ipaddress

from joint_account.audit import asked_from

IPV6_PREFIX = 64
"""Bits of an IPv6 address that a provider hands to one customer, at least (RFC 6177, 2); the rest is free to choose."""


def asker() -> str:
    """Who asks, as far as its address tells: what is counted for the event or request that is being handled."""
    return somebody_at(asked_from.get())


def somebody_at(address: str) -> str:
    """What of an address is counted: all of IPv4, the network of IPv6."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed.packed, IPV6_PREFIX), strict=False))
