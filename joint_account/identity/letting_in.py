"""The browser of somebody who came in gets their session; the one that it had is over."""

from starlette.requests import Request
from starlette.responses import Response

from joint_account.identity.entering import leave
from joint_account.identity.http import logged_in_response
from joint_account.identity.sessions import cookie_name


async def let_in(request: Request, path: str, token: str, *, stays: bool = False) -> Response:
    """Logs the browser in and leads to one of our own paths.

    Args:
        request: of the browser, which may carry an older session.
        path: where it goes.
        token: the new session's, which is not yet the browser's.
        stays: whether they asked to stay signed in.
    """
    if old := request.cookies.get(cookie_name()):
        await leave(old)
    return logged_in_response(path, token, stays=stays)
