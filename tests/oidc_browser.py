"""A browser as far as HTTP goes, on its way to a provider and back."""

import html
import re
from http.cookies import SimpleCookie

import httpx
from starlette.applications import Starlette

from joint_account.identity import provider_routes, routes, security_routes
from joint_account.identity.http import Asking, answer_to
from joint_account.registration.second_factors import is_shut_out
from joint_account.settings import settings


class Browser:
    """One person's cookies. The product answers in this process, the provider over the network."""

    def __init__(self, provider="acme"):
        self.id = provider
        app = Asking(
            Starlette(routes=[*routes.ROUTES, *provider_routes.ROUTES, *security_routes.ROUTES]),
            lambda path: path.startswith("/membership"),
            is_shut_out,
        )
        transport = httpx.ASGITransport(app, raise_app_exceptions=True)
        self.us = httpx.AsyncClient(transport=transport, base_url=settings().public_url)
        self.provider = httpx.AsyncClient()

    @property
    def cookies(self):
        return "; ".join(f"{name}={value}" for name, value in self.us.cookies.items())

    @property
    def is_logged_in(self):
        return "session" in self.us.cookies

    @property
    def told(self):
        """The sentence that the log-in page shows."""
        return answer_to("provider", self.cookies)[0].get("", "")

    async def start(self, **form):
        """Presses the button; returns the provider's address, or None when nobody was sent there."""
        answer = await self.us.post(f"/auth/{self.id}", data={"next": ""} | form)
        if answer.status_code == 303:
            assert answer.headers["location"].startswith("/login")
            return None
        assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
        return html.unescape(re.search(r'content="0;url=([^"]+)"', answer.text)[1])

    async def at_the_provider(self, address):
        """Agrees there; returns where the provider sends the browser."""
        answer = await self.provider.get(address)
        assert answer.status_code == 302
        back = answer.headers["location"]
        assert back.startswith(f"{settings().public_url}/auth/{self.id}/callback?")
        return back

    async def sign_in(self, **form):
        """There and back; returns where our answer leads."""
        address = await self.start(**form)
        if address is None:
            return "/login"
        return (await self.us.get(await self.at_the_provider(address))).headers["location"]

    async def post(self, path, **form):
        answer = await self.us.post(path, data=form)
        assert answer.status_code == 303
        return answer.headers["location"]


def cookies_set_by(answer):
    """Each cookie that an answer sets, with its attributes."""
    parsed = [SimpleCookie(line) for line in answer.headers.get_list("set-cookie")]
    return {name: morsel for cookie in parsed for name, morsel in cookie.items()}
