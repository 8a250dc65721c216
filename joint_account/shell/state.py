"""What the frame shows of the person it stands around."""

import reflex as rx

from joint_account.identity.gate import anyone, open_to
from joint_account.identity.sessions import acting, session_now
from joint_account.registration.queries import role_of
from joint_account.registration.roles import Act, may
from joint_account.registration.second_factors import is_shut_out
from joint_account.settings import settings


class ShellState(rx.State):
    """The person's name, and what the frame offers them."""

    name: str = ""
    offers_mailbox: bool = False
    may_see_activity: bool = False

    @rx.event
    @open_to(anyone)
    async def load(self) -> None:
        """Comes first on every private page."""
        person = acting.get()
        self.name = person.name if person else ""
        role = await role_of(person) if person and not await is_shut_out(person, session_now()) else None
        self.may_see_activity = role is not None and may(role, Act.SEE_ACTIVITY)
        in_demo = bool(person and person.demo_id)
        self.offers_mailbox = not in_demo and settings().shows_mail
