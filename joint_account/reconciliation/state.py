"""The state of reconciliation: reads its address, asks, and holds what is shown."""

import reflex as rx

from joint_account.database import now
from joint_account.identity.gate import logged_in, open_to
from joint_account.identity.sessions import person_now
from joint_account.reconciliation.queries import reconciliation
from joint_account.reconciliation.shown import Shown, shown
from joint_account.reconciliation.view import days_in, parse_reconciliation
from joint_account.settings import settings
from joint_account.stores.amazon.refusals import DemoStaysDemo, NotConfigured
from joint_account.ui import live


class ReconciliationState(rx.State):
    """What the page of reconciliation shows."""

    loaded: bool = False
    why_none: str = ""
    """Why no store can be connected here; empty where one can."""
    shown: Shown = Shown()

    @rx.event
    @open_to(logged_in)
    async def load(self) -> None:
        """Reads everything anew, by the address."""
        person, (view, notes) = person_now(), parse_reconciliation(self.router.url.query)
        await live.watch(self, person.joint_account_id, ReconciliationState.load)
        days = days_in(view, now().date())
        compared = await reconciliation(person, days.first, days.last)
        self.shown = shown(compared, view, days, notes)
        self.why_none = ""
        if person.demo_id is not None:
            self.why_none = f"What a demo sells is invented, so Amazon has no figures of it. {DemoStaysDemo.sentence}"
        elif not settings().connects_amazon:
            self.why_none = NotConfigured.sentence
        self.loaded = True
