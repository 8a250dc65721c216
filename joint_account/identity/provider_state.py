"""What pages show of the ways in through providers."""

import reflex as rx

from joint_account.identity.addresses import clean_email
from joint_account.identity.gate import anyone, open_to
from joint_account.identity.http import answer_to
from joint_account.identity.linking import owner_of_address
from joint_account.identity.sessions import acting
from joint_account.identity.trips import arrival_in
from joint_account.settings import settings

_FIELDS = ("", "name", "country")


class ProviderState(rx.State):
    """The buttons of the providers that are configured, and why the last one led nowhere."""

    buttons: list[dict[str, str]] = []
    problem: str = ""

    @rx.event
    @open_to(anyone)
    async def load(self) -> None:
        """Names them; nothing else of a provider reaches a browser."""
        problems, _values = answer_to("provider", self.router.headers.cookie)
        self.problem = problems.get("", "")
        self.buttons = [{"id": one.id, "label": one.label} for one in settings().providers]


class ArrivalState(rx.State):
    """Somebody who came back from a provider, and what is left to say."""

    loaded: bool = False
    step: str = ""
    """`register`, `log in`, `link` or `switch`; empty when nobody came back, or too long ago."""
    label: str = ""
    email: str = ""
    values: dict[str, str] = {"name": "", "country": ""}
    problems: dict[str, str] = dict.fromkeys(_FIELDS, "")

    @rx.event
    @open_to(anyone)
    async def load(self) -> None:
        """Reads who came back in this browser."""
        cookies = self.router.headers.cookie
        problems, values = answer_to("arrival", cookies)
        arrival, person = arrival_in(cookies), acting.get()
        self.problems = {field: problems.get(field, "") for field in _FIELDS}
        self.loaded, self.step = True, ""
        if arrival is None:
            return
        proved = arrival.proved
        self.label, self.email = proved.label, clean_email(proved.email) or ""
        self.values = {field: values.get(field) or getattr(proved, field) for field in ("name", "country")}
        if person is not None:
            self.step = "link" if person.email == self.email else "switch"
        else:
            self.step = "log in" if await owner_of_address(proved) else "register"
