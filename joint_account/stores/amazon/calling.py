"""One call of the Selling Partner API: python-amazon-sp-api knows how an operation is asked, this knows what can go wrong.

The library is good at paths and parameters, and this is all that is left to it. By itself it takes an error page for a
success, waits for ever, shares ten access tokens among all sellers, adds parameters that Amazon does not have, lets an
environment variable choose another marketplace, and says a wrong Host. So it is given a transport and a token of ours, and
what it makes of the answer is not looked at.
"""

import random
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import httpx

from joint_account.stores.amazon import buckets
from joint_account.stores.amazon.accounts import SellerAccount, api_of
from joint_account.stores.amazon.clock import REAL, Clock
from joint_account.stores.amazon.consent import access_token, forget
from joint_account.stores.amazon.errors import AmazonDown, NotAllowed, RequestRefused, Throttled, UnexpectedAnswer
from joint_account.stores.amazon.rates import Operation
from joint_account.stores.amazon.wire import fetch, tls

Call = Callable[[Any], Awaitable[Any]]

# All four at once, when a call names no marketplace.
_ADDED = ("MarketplaceId", "MarketplaceIds", "marketplace_ids", "marketplaceIds")
_RATE = "x-amzn-RateLimit-Limit"


class _Transport:
    """Stands in for the library's own, and keeps what came back."""

    def __init__(self) -> None:
        self.answer: httpx.Response | None = None

    async def request(
        self, method: str, url: str, *, params: dict[str, Any], content: str | None, headers: dict[str, str]
    ) -> httpx.Response:
        if all(name in params for name in _ADDED):
            params = {name: value for name, value in params.items() if name not in _ADDED}
        headers = {name: value for name, value in headers.items() if name != "host"}
        self.answer = await fetch(method, url, params=params, content=content, headers=headers)
        # Nothing that the library could misunderstand.
        return httpx.Response(200, json={})


async def ask(api: Any, account: SellerAccount, operation: Operation, call: Call, clock: Clock = REAL) -> dict[str, Any]:
    """What Amazon answers to one call, which takes a token of the operation's bucket.

    Args:
        api: the library's class of the API.
        account: the seller account that is asked about.
        operation: what `call` calls.
        call: the call, on an instance of `api`.
        clock: that rates and tokens go by.

    Returns:
        The answer, as JSON has it.

    Raises:
        AmazonError: whatever it was; no call is made again here, but once with a new access token.
    """
    answer = await _send(api, account, operation, call, clock)
    if answer.status_code in {401, 403}:
        forget(account.refresh_token)
        answer = await _send(api, account, operation, call, clock)
    if answer.status_code in {401, 403}:
        raise NotAllowed(_reason(answer))
    return _success(answer)


async def _send(api: Any, account: SellerAccount, operation: Operation, call: Call, clock: Clock) -> httpx.Response:
    token = await access_token(account.refresh_token, clock)
    if (until := await buckets.take(account, operation, clock.now())) is not None:
        raise Throttled(until)
    transport = _Transport()
    await call(_instance(api, account, token, transport))
    answer = transport.answer
    if answer is None:
        raise AmazonDown("nothing was sent")
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        until = await buckets.empty(account, operation, clock.now())
        # Not all who wait at the same instant.
        raise Throttled(until + random.random() * (until - clock.now()) / 4)  # noqa: S311
    if (said := _rate_in(answer)) is not None:
        await buckets.learn(account, operation, said, clock.now())
    return answer


def _instance(api: Any, account: SellerAccount, token: str, transport: _Transport) -> Any:
    endpoint = api_of(account.region)
    made = api(
        SimpleNamespace(endpoint=endpoint, marketplace_id="", region=account.region),
        credentials={"lwa_app_id": "ours", "lwa_client_secret": "ours", "refresh_token": "ours"},
        restricted_data_token=token,
        auth_token_client_class=lambda **_: None,
        verify=tls(),
    )
    made.endpoint, made._transport = endpoint, transport
    return made


def _success(answer: httpx.Response) -> dict[str, Any]:
    status = answer.status_code
    if status >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise AmazonDown(_reason(answer))
    said = _json_in(answer)
    if status >= httpx.codes.BAD_REQUEST and said is not None:
        code, message = _first_error(said)
        raise RequestRefused(status, code, message)
    if not httpx.codes.is_success(status) or said is None:
        raise UnexpectedAnswer(_reason(answer))
    return said


def _json_in(answer: httpx.Response) -> dict[str, Any] | None:
    try:
        said = answer.json()
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _reason(answer: httpx.Response) -> str:
    code, message = _first_error(_json_in(answer) or {})
    return f"{answer.status_code} {code} {message}".strip()[:300] + f" ({answer.headers.get('x-amzn-RequestId', 'no id')})"


def _first_error(said: dict[str, Any]) -> tuple[str, str]:
    errors = said.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    return (str(first.get("code", "")), str(first.get("message", ""))) if isinstance(first, dict) else ("", "")


def _rate_in(answer: httpx.Response) -> float | None:
    try:
        return float(answer.headers[_RATE])
    except (KeyError, ValueError):
        return None
