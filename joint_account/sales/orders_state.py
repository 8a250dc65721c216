"""The state of the orders page: reads its address, asks, and holds what is shown."""

import reflex as rx

from joint_account.identity.gate import logged_in, open_to
from joint_account.identity.models import Person
from joint_account.identity.sessions import acting
from joint_account.sales.orders import orders
from joint_account.sales.orders_shown import ShownOrders, shown_orders, waiting_orders
from joint_account.sales.orders_view import OrdersView, parse_orders_view
from joint_account.sales.standing import is_complete
from joint_account.ui.live import watch


class OrdersState(rx.State):
    """What the orders page shows."""

    ready: bool = False
    nothing_yet: bool = False
    complete: bool = False
    """Whether the joint account is; decides what an empty page says next."""
    shown: ShownOrders = waiting_orders()

    @rx.event
    @open_to(logged_in)
    async def load(self) -> None:
        """Reads everything anew, by the address."""
        person = acting.get()
        if person is not None:
            await _read(self, person)


async def _read(state: OrdersState, person: Person) -> None:
    view, notes = parse_orders_view(state.router.url.query)
    if person.joint_account_id is not None:
        await watch(state, person.joint_account_id, OrdersState.load)
    page = await orders(person, view)
    state.complete = await is_complete(person)
    state.nothing_yet = page is None or (not page.orders and view == OrdersView())
    state.shown = waiting_orders() if page is None else shown_orders(page, view, notes)
    state.ready = True
