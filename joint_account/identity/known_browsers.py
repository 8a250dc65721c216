"""Browsers that were logged in to an account before keep a cookie that says so, and tries of their own.

Whoever knows an e-mail address can fail to log in with it as often as they like. With tries counted by account alone, that
would keep its owner out. So browsers that the account does not know share its tries, and one that it knows has its own
(OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). The cookie opens nothing.
"""

import json
import secrets
from collections.abc import Mapping

from starlette.responses import Response
from starlette.types import Message, Send

from joint_account.identity.cookies import keep, kept_in
from joint_account.sealing import Unsealable, seal, unseal

LASTS = 400 * 86_400
"""Seconds; browsers keep no cookie longer (RFC 6265bis, 5.6.2)."""

COOKIE = "known"
"""Holds for whom this browser was logged in."""

MOST_PEOPLE = 8
"""Accounts that one browser is known to; the latest ones."""


def known_in(cookie_header: str) -> dict[str, str]:
    """By the id of each person whose session this browser held, what its tries are counted under."""
    try:
        return json.loads(unseal("known", kept_in(cookie_header, COOKIE), oldest=LASTS))
    except (Unsealable, ValueError):
        return {}


def remember(response: Response, cookie_header: str, person_id: int) -> Response:
    """The browser is known to this person's account from now on."""
    known = known_in(cookie_header)
    if str(person_id) not in known:
        latest = [*known.items(), (str(person_id), secrets.token_urlsafe(16))][-MOST_PEOPLE:]
        sealed = seal("known", json.dumps(dict(latest)).encode()).decode()
        keep(response, COOKIE, sealed, lasts=LASTS)
    return response


def remembering(send: Send, cookie_header: str, person_id: int) -> Send:
    """Sends to a browser that holds a session of this person's, and makes it known to their account."""
    added = remember(Response(), cookie_header, person_id).headers.getlist("set-cookie")
    if not added:
        return send

    async def add(message: Message) -> None:
        if message["type"] == "http.response.start":
            more = [(b"set-cookie", one.encode("latin-1")) for one in added]
            message = {**message, "headers": [*message.get("headers", []), *more]}
        await send(message)

    return add


def counted_as(known: Mapping[str, str], person_id: int) -> str:
    """What this browser's tries at the person's account are counted under; empty when the account does not know it."""
    return known.get(str(person_id), "")
