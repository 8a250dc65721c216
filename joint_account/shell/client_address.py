"""Who is connected, said by the proxy in front: what the audit trail and the limits go by."""

from starlette.datastructures import Headers
from starlette.types import Scope

from joint_account.proxy_settings import client_address
from joint_account.settings import settings


def from_its_client(scope: Scope) -> Scope:
    """The scope with the client's address in the place of a trusted proxy's; what anybody else claims stays a claim."""
    if not scope.get("client"):
        return scope
    peer, port = scope["client"]
    forwarded = ",".join(Headers(scope=scope).getlist("x-forwarded-for"))
    address = client_address(peer, forwarded, settings().proxies)
    return scope if address == peer else {**scope, "client": (address, port)}
