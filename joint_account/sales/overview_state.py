"""The overview's state: reads its address, asks, and holds what is shown."""

import asyncio

import reflex as rx

from joint_account.identity.gate import logged_in, open_to
from joint_account.identity.sessions import person_now
from joint_account.sales.overview import overview
from joint_account.sales.overview_shown import Shown, shown, waiting
from joint_account.sales.standing import is_complete
from joint_account.sales.view import parse_view
from joint_account.ui.live import watch


class OverviewState(rx.State):
    """What the overview shows."""

    ready: bool = False
    nothing_yet: bool = False
    complete: bool = False
    """Whether the joint account is; decides what an empty page says next."""
    shown: Shown = waiting()

    @rx.event
    @open_to(logged_in)
    async def load(self) -> None:
        """Reads everything anew, by the address."""
        person, (view, notes) = person_now(), parse_view(self.router.url.query)
        await watch(self, person.joint_account_id, OverviewState.load)
        seen = await overview(person, view)
        self.complete = await is_complete(person)
        self.nothing_yet = seen is None
        self.shown = waiting() if seen is None else await asyncio.to_thread(shown, seen, view, notes)
        self.ready = True
