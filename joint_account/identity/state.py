"""What the pages of this room show."""

import reflex as rx

from joint_account.identity.gate import anyone, open_to
from joint_account.identity.http import answer_to, home_of, own_path
from joint_account.identity.sessions import acting

_DONE = {
    "confirmed": "Your address is confirmed. Log in to go on.",
    "reset": "Your password is changed. Log in with the new one.",
}


class LoginState(rx.State):
    """What the log-in page says about the last try."""

    problem: str = ""
    email: str = ""
    next: str = ""
    notice: str = ""

    @rx.event
    @open_to(anyone)
    async def load(self) -> object:
        """Reads what the form was answered with; leads on whoever is logged in.

        The page asks for itself anew when its session goes on under another cookie, and may do so before that one is here.
        """
        problems, values = answer_to("login", self.router.headers.cookie)
        query = self.router.url.query_parameters
        self.problem, self.email = problems.get("", ""), values.get("email", "")
        self.next = own_path(query.get("next"), "")
        self.notice = next((sentence for word, sentence in _DONE.items() if word in query), "")
        person = acting.get()
        return rx.redirect(self.next or home_of(person)) if person else None


class RegisterState(rx.State):
    """What the register page says about the last try."""

    problems: dict[str, str] = {"": "", "name": "", "email": "", "password": "", "country": ""}
    values: dict[str, str] = {"name": "", "email": "", "country": ""}
    next: str = ""

    @rx.event
    @open_to(anyone)
    async def load(self) -> None:
        """Reads what the form was answered with."""
        problems, values = answer_to("register", self.router.headers.cookie)
        self.problems = {field: problems.get(field, "") for field in ("", "name", "email", "password", "country")}
        self.values = {field: values.get(field, "") for field in ("name", "email", "country")}
        self.next = own_path(self.router.url.query_parameters.get("next"), "")


class ConfirmState(rx.State):
    """What the page that confirms an address says."""

    problem: str = ""

    @rx.event
    @open_to(anyone)
    async def load(self) -> None:
        """Reads what the form was answered with."""
        problems, _values = answer_to("confirm", self.router.headers.cookie)
        self.problem = problems.get("", "")
