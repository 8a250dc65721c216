"""What the frame shows of the person it stands around."""

import reflex as rx

from joint_account.identity.gate import anyone, open_to
from joint_account.identity.sessions import acting, session_now
from joint_account.messages.inbox import COUNTED, unread
from joint_account.registration.belonging import role_of
from joint_account.registration.roles import Act, may
from joint_account.registration.second_factors import is_shut_out
from joint_account.settings import settings
from joint_account.ui import live


class ShellState(rx.State):
    """The person's name, and what the frame offers them."""

    name: str = ""
    offers_mailbox: bool = False
    may_see_activity: bool = False
    unread: str = ""
    """Threads that nobody has opened since their buyer wrote; empty when there is none."""

    @rx.event
    @open_to(anyone)
    async def load(self) -> None:
        """Comes first on every private page."""
        live.stop_watching(self)
        await self._read()

    @rx.event
    @open_to(anyone)
    async def refresh(self) -> None:
        """Reads everything anew on an open page."""
        await self._read()

    async def _read(self) -> None:
        person = acting.get()
        self.name = person.name if person else ""
        role = await role_of(person) if person and not await is_shut_out(person, session_now()) else None
        self.may_see_activity = role is not None and may(role, Act.SEE_ACTIVITY)
        self.unread = ""
        if person and role is not None:
            await live.watch(self, person.joint_account_id, ShellState.refresh)
            count = await unread(person)
            self.unread = f"{COUNTED}+" if count > COUNTED else str(count or "")
        in_demo = bool(person and person.demo_id)
        self.offers_mailbox = not in_demo and settings().shows_mail
