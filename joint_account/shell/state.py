"""What the frame shows of the person it stands around."""

import reflex as rx

from joint_account.identity.gate import anyone, open_to
from joint_account.identity.sessions import acting
from joint_account.settings import settings


class ShellState(rx.State):
    """The person's name, and whether the frame offers a mailbox."""

    name: str = ""
    offers_mailbox: bool = False

    @rx.event
    @open_to(anyone)
    async def load(self) -> None:
        """Comes first on every private page."""
        person = acting.get()
        self.name = person.name if person else ""
        in_demo = bool(person and person.demo_id)
        self.offers_mailbox = not in_demo and settings().shows_mail
