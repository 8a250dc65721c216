"""What the pages show that mailed links lead to, and the one that asks for such a link."""

import reflex as rx

from joint_account.identity.gate import anyone, open_to
from joint_account.identity.http import answer_to


class ForgotState(rx.State):
    """Whether a link was asked for."""

    sent: bool = False
    problem: str = ""

    @rx.event
    @open_to(anyone)
    async def load(self) -> None:
        """Says the same whoever asked, for whatever address."""
        self.sent = "sent" in self.router.url.query_parameters
        problems, _values = answer_to("forgot", self.router.headers.cookie)
        self.problem = problems.get("", "")


class ResetState(rx.State):
    """What the page that sets a new password says."""

    problem: str = ""
    password_problem: str = ""

    @rx.event
    @open_to(anyone)
    async def load(self) -> None:
        """Reads what the form was answered with."""
        problems, _values = answer_to("reset", self.router.headers.cookie)
        self.problem, self.password_problem = problems.get("", ""), problems.get("password", "")


class EmailState(rx.State):
    """What the page says on which an address agrees to a change."""

    problem: str = ""
    agreed: str = ""

    @rx.event
    @open_to(anyone)
    async def load(self) -> None:
        """Reads what the form was answered with."""
        problems, _values = answer_to("email", self.router.headers.cookie)
        self.problem = problems.get("", "")
        self.agreed = {
            "one": "This address has agreed. Now open the link in the mail to the other one.",
            "both": "Both addresses have agreed: the address is changed. Log in with the new one from now on.",
        }.get(self.router.url.query_parameters.get("agreed", ""), "")
