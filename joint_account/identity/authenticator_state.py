"""What Login & security shows of the authenticator app."""

import reflex as rx

from joint_account.database import reading
from joint_account.identity.gate import open_to, own_settings
from joint_account.identity.http import answer_to
from joint_account.identity.models import Authenticator
from joint_account.identity.second_factor import codes_left
from joint_account.identity.sessions import acting
from joint_account.ui.numbers import clock, plural

_FEW = 3
_DONE = {
    "codes-kept": "The app is in use: a code is asked for when you log in.",
    "app-removed": "The app is removed: no code is asked for any more.",
}


class AuthenticatorState(rx.State):
    """Whether there is an app, and how many recovery codes are left."""

    has_app: bool = False
    added: str = ""
    left: str = ""
    few: bool = False
    notice: str = ""
    problem: str = ""

    @rx.event
    @open_to(own_settings)
    async def load(self) -> None:
        """Reads everything anew; nothing secret is in it."""
        person = acting.get()
        if person is None:
            return
        async with reading() as session:
            app, left = await session.get(Authenticator, person.id), await codes_left(session, person)
        self.has_app = app is not None
        self.added = f"{clock(app.added_at)} UTC" if app else ""
        self.left, self.few = f"{plural(left, 'recovery code')} left", left < _FEW
        self.problem = answer_to("authenticator", self.router.headers.cookie)[0].get("", "")
        self.notice = "" if self.problem else _DONE.get(self.router.url.query_parameters.get("done", ""), "")
