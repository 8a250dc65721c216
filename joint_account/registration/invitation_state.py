"""What the invitation page shows to whoever opened a link."""

import reflex as rx

from joint_account.identity.cookies import kept_in
from joint_account.identity.gate import anyone, open_to
from joint_account.identity.http import answer_to
from joint_account.identity.models import Person
from joint_account.identity.sessions import acting
from joint_account.registration.errors import LinkUnknown, RegistrationError
from joint_account.registration.queries import InvitationView, invitation_behind
from joint_account.registration.rows import ends_in, until
from joint_account.tries import TooManyTries, Try, asker, counting

LINK_COOKIE = "invitation"
"""Holds the link that was opened, so that it is not in the address of what follows."""

_FIELDS = ("", "name", "password", "country", "understood")


class InvitationState(rx.State):
    """The invitation behind the link, and what this person can do about it."""

    loaded: bool = False
    refusal: str = ""
    obstacle: str = ""
    declined: bool = False
    account_name: str = ""
    inviter: str = ""
    name: str = ""
    email: str = ""
    masked: str = ""
    country: str = ""
    role: str = ""
    message: str = ""
    ends: str = ""
    until: str = ""
    has_account: bool = False
    somebody: str = ""
    """The name of who is logged in; empty when nobody is."""
    is_right_person: bool = False
    problems: dict[str, str] = dict.fromkeys(_FIELDS, "")

    @rx.event
    @open_to(anyone)
    async def load(self) -> None:
        """Looks behind the link; changes nothing."""
        cookies = self.router.headers.cookie
        problems, values = answer_to("invitation", cookies)
        person = acting.get()
        self.somebody = person.name if person else ""
        self.problems = {field: problems.get(field, "") for field in _FIELDS}
        self.declined = "declined" in self.router.url.query_parameters
        try:
            self._show(await _behind(kept_in(cookies, LINK_COOKIE), person))
        except (RegistrationError, TooManyTries) as refused:
            self._show_nothing(refused.sentence)
        self.name, self.country = values.get("name") or self.name, values.get("country") or self.country
        self.loaded = True

    def _show(self, view: InvitationView) -> None:
        self.refusal, self.obstacle = "", view.obstacle.sentence if view.obstacle else ""
        self.account_name, self.inviter, self.name = view.account_name, view.inviter, view.name
        self.email, self.masked, self.country = view.email, view.masked, view.country
        self.role, self.message = view.role.capitalize(), view.message
        self.ends, self.until = ends_in(view.expires_at), until(view.expires_at)
        self.has_account, self.is_right_person = view.has_account, view.is_right_person

    def _show_nothing(self, refusal: str) -> None:
        self.refusal, self.obstacle = refusal, ""
        self.account_name = self.inviter = self.name = self.email = self.masked = self.country = self.message = ""
        self.has_account = self.is_right_person = False


async def _behind(link: str, person: Person | None) -> InvitationView:
    if not link:
        raise LinkUnknown  # Nothing was tried.
    async with counting(LinkUnknown, (Try.LINK_ADDRESS, asker())):
        return await invitation_behind(link, person)
