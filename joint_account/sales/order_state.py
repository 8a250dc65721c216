"""The state of the page of one order."""

from urllib.parse import unquote

import reflex as rx

from joint_account.identity.gate import logged_in, open_to
from joint_account.identity.models import Person
from joint_account.identity.sessions import acting
from joint_account.sales.order_shown import ShownOrder, shown_order, waiting_order
from joint_account.sales.orders import order
from joint_account.ui.live import watch


class OrderState(rx.State):
    """What the page of one order shows."""

    ready: bool = False
    not_there: bool = False
    shown: ShownOrder = waiting_order()

    @rx.event
    @open_to(logged_in)
    async def load(self) -> None:
        """Reads everything anew, by the address."""
        person = acting.get()
        if person is not None:
            await _read(self, person)


async def _read(state: OrderState, person: Person) -> None:
    if person.joint_account_id is not None:
        await watch(state, person.joint_account_id, OrderState.load)
    asked = unquote(state.router.url.path.rstrip("/").rpartition("/")[2])
    found = await order(person, asked)
    state.not_there = found is None
    state.shown = waiting_order() if found is None else shown_order(*found)
    state.ready = True
