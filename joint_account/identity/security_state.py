"""What Login & security shows."""

from dataclasses import dataclass

import reflex as rx

from joint_account.database import now
from joint_account.identity.changing_email import change_of
from joint_account.identity.ending import sessions_of
from joint_account.identity.gate import open_to, own_settings
from joint_account.identity.http import answer_to
from joint_account.identity.models import EmailChange, LoginSession, Person
from joint_account.identity.proving import is_recently_proved
from joint_account.identity.sessions import acting, session_now
from joint_account.ui.numbers import clock

_SHOWN = 50
_DONE = {
    "ended": "The session is ended, and its open pages are closed.",
    "password": "Your password is changed. You are logged out everywhere else.",
    "linked": "The account is linked: it gets you in from now on.",
    "unlinked": "The account is unlinked, and gets nobody in any more.",
    "asked": "A link is on its way to either address.",
}


@dataclass(frozen=True)
class SessionRow:
    """A browser that is logged in."""

    id: str
    device: str
    since: str
    seen: str
    this_one: bool


class SecurityState(rx.State):
    """The person's sessions and address, and what was wrong with a form."""

    loaded: bool = False
    notice: str = ""
    email: str = ""
    has_password: bool = True
    is_proved: bool = True
    """Whether the person proved lately who they are; without that no form is shown that would be refused."""
    second_factor_first: bool = False
    """Whether they were led here because their joint account asks for a second factor."""
    waiting: str = ""
    new_email: str = ""
    sessions: list[SessionRow] = []
    has_others: bool = False
    problems: dict[str, str] = {"old": "", "new": "", "email": ""}

    @rx.event
    @open_to(own_settings)
    async def load(self) -> None:
        """Reads everything anew."""
        person, moment = acting.get(), now()
        if person is None:
            return
        found, change = await sessions_of(person, moment), await change_of(person, moment)
        self.sessions = [_row(one) for one in found[:_SHOWN]]
        self.has_others = len(found) > 1
        self.is_proved = is_recently_proved(session_now(), moment)
        query = self.router.url.query_parameters
        self.second_factor_first = "second-factor" in query and not session_now().is_strong
        self.has_password = bool(person.password_hash)
        self.email, self.waiting = person.email, _waiting(person, change)
        self._read_answers()
        self.loaded = True

    def _read_answers(self) -> None:
        cookies = self.router.headers.cookie
        password, _ = answer_to("change-password", cookies)
        email, typed = answer_to("change-email", cookies)
        self.problems = {"old": "", "new": "", "email": "", **password, **email}
        self.new_email = typed.get("email", "")
        wrong = any(self.problems.values())
        self.notice = "" if wrong else _DONE.get(self.router.url.query_parameters.get("done", ""), "")


def _row(session: LoginSession) -> SessionRow:
    return SessionRow(
        id=str(session.id),
        device=session.device,
        since=f"{clock(session.created_at)} UTC",
        seen=f"{clock(session.seen_at)} UTC",
        this_one=session.id == session_now().id,
    )


def _waiting(person: Person, change: EmailChange | None) -> str:
    if change is None:
        return ""
    missing = [(change.old_token_hash, person.email), (change.new_token_hash, change.new_email)]
    still = " and ".join(address for link, address in missing if link)
    return f"To be changed to {change.new_email}, once the link that was mailed to {still} is opened."
