"""Cookies: out of every script's reach, sent to this host alone, and never along with another site's form."""

from http.cookies import CookieError, SimpleCookie

from starlette.responses import Response

from joint_account.settings import settings


def full_name(cookie: str) -> str:
    """What the browser calls a cookie: `__Host-` ties it to this host under https (RFC 6265bis, 4.1.3.2)."""
    return f"__Host-{cookie}" if settings().is_https else cookie


def keep(response: Response, cookie: str, value: str, *, lasts: int | None = None) -> Response:
    """The browser keeps the value.

    Args:
        response: that tells it to.
        cookie: its name, without a prefix.
        value: what it keeps.
        lasts: seconds; None: until the browser is closed.
    """
    response.set_cookie(full_name(cookie), value, max_age=lasts, httponly=True, samesite="lax", secure=settings().is_https)
    return response


def forget(response: Response, *cookies: str) -> Response:
    """The browser keeps them no longer. Without `Secure` it would ignore that for a name that begins with `__Host-`."""
    for cookie in cookies:
        response.delete_cookie(full_name(cookie), httponly=True, samesite="lax", secure=settings().is_https)
    return response


def kept_in(cookie_header: str, cookie: str) -> str:
    """What the browser kept, from its Cookie header; empty when it is not there."""
    return _values_in(cookie_header).get(full_name(cookie), "")


def _values_in(cookie_header: str) -> dict[str, str]:
    """A Cookie header as names and values; what cannot be read is left out."""
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(cookie_header).items()}
    except CookieError:
        return {}
