"""The state of the Activity page: reads its address, asks, and holds what is shown."""

from urllib.parse import urlsplit

import reflex as rx

from joint_account.activity.queries import NoActivityYet, activity, where_allowed, who_acted
from joint_account.activity.shown import Shown, shown
from joint_account.activity.view import parse_activity_view
from joint_account.identity.gate import logged_in, open_to
from joint_account.identity.sessions import acting
from joint_account.registration.errors import NotYourRole
from joint_account.ui import live


class ActivityState(rx.State):
    """What the Activity page shows."""

    ready: bool = False
    refusal: str = ""
    """Why there is nothing to see for this person; empty when there is."""
    shown: Shown = Shown()

    @rx.event
    @open_to(logged_in)
    async def load(self) -> None:
        """Reads everything anew, by the address."""
        person = acting.get()
        if person is None:
            return
        try:
            joint_account_id = await where_allowed(person)
        except (NoActivityYet, NotYourRole) as refused:
            live.stop_watching(self)
            self.refusal, self.shown, self.ready = refused.sentence, Shown(), True
            return
        # Before reading: what changes in between is read twice, not never.
        await live.watch(self, joint_account_id, ActivityState.load)
        view, notes = parse_activity_view(urlsplit(str(self.router.url)).query)
        entries, has_older = await activity(person, view)
        people = await who_acted(person)
        self.refusal, self.shown = "", shown(view, notes, entries, has_older=has_older, people=people)
        self.ready = True
