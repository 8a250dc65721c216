"""The state of the inbox: reads its address, asks, and holds what is shown."""

import reflex as rx

from joint_account.database import now
from joint_account.identity.gate import logged_in, open_to
from joint_account.identity.sessions import person_now
from joint_account.messages.beside import allow_viewers
from joint_account.messages.inbox import inbox
from joint_account.messages.inbox_shown import ShownInbox, shown_inbox
from joint_account.messages.inbox_view import InboxView, parse_inbox_view
from joint_account.messages.refusals import MessagesRefused
from joint_account.registration.access import member
from joint_account.registration.errors import RegistrationError
from joint_account.ui.live import watch


class InboxState(rx.State):
    """What the inbox shows."""

    ready: bool = False
    nothing_yet: bool = False
    has_mailbox: bool = False
    decides: bool = False
    viewers_read: bool = False
    problem: str = ""
    shown: ShownInbox = ShownInbox()

    @rx.event
    @open_to(logged_in)
    async def load(self) -> None:
        """Reads everything anew, by the address."""
        person, (view, notes) = person_now(), parse_inbox_view(self.router.url.query)
        await watch(self, person.joint_account_id, InboxState.load)
        page = await inbox(person, view)
        self.nothing_yet = page is None or (not page.threads and view == InboxView())
        self.has_mailbox = page is not None and page.has_mailbox
        self.decides = page is not None and page.reach.decides
        self.viewers_read = page is not None and page.reach.viewers_read
        self.shown = ShownInbox() if page is None else shown_inbox(page, view, notes, now())
        self.ready = True

    @rx.event
    @open_to(member)
    async def show_viewers(self, allowed: bool) -> None:
        """The organizer decides whether viewers read what buyers wrote."""
        self.problem = ""
        try:
            await allow_viewers(person_now(), allowed=allowed)
        except (RegistrationError, MessagesRefused) as refused:
            self.problem = str(refused)
        self.viewers_read = allowed and not self.problem
