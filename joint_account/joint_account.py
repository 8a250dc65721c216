"""The app, put together: pages in their frame, HTTP routes, background work."""

from collections.abc import Callable

import reflex as rx
from starlette.applications import Starlette

from joint_account.identity import routes as identity_routes
from joint_account.identity.confirm_page import confirm_page
from joint_account.identity.gate import Gate
from joint_account.identity.http import Asking
from joint_account.identity.login_page import login_page
from joint_account.identity.register_page import register_page
from joint_account.identity.state import ConfirmState, LoginState, RegisterState
from joint_account.shell import frame
from joint_account.shell.doors import Doors
from joint_account.shell.landing_page import landing_page
from joint_account.shell.not_found_page import not_found_page
from joint_account.shell.sockets import guard_sockets
from joint_account.shell.state import ShellState

PROTECTED = ("/membership", "/overview", "/orders", "/stores")
"""Paths below which nothing is shown to somebody who is not logged in."""


def is_protected(path: str) -> bool:
    """Whether this path needs a log-in."""
    return any(path == root or path.startswith(f"{root}/") for root in PROTECTED)


app = rx.App(
    html_lang="en",
    stylesheets=["/look.css", "/sales.css"],
    head_components=[rx.el.script(src="/behaviour.js", defer=True)],
    api_transformer=[
        Starlette(routes=[*identity_routes.ROUTES]),
        lambda inner: Asking(inner, is_protected),
        Doors,
    ],
)
app.add_middleware(Gate())
guard_sockets(app)

Content = Callable[[], rx.Component]


def _add_public(route: str, title: str, content: Content, *, load: rx.event.EventType | None = None, narrow: bool = True) -> None:
    app.add_page(lambda: frame.public(content(), narrow=narrow), route=route, title=f"{title} · Joint Account", on_load=load)


_add_public("/", "One account for your stores in every country", landing_page, narrow=False)
_add_public("/login", "Log in", login_page, load=LoginState.load)
_add_public("/register", "Register", register_page, load=RegisterState.load)
_add_public("/confirm", "Confirm your address", confirm_page, load=ConfirmState.load)
_add_public("404", "Not found", not_found_page)
