"""The state of the orders page: reads its address, asks, and holds what is shown."""

import reflex as rx

from joint_account.identity.gate import logged_in, open_to
from joint_account.identity.sessions import person_now
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
        person, (view, notes) = person_now(), parse_orders_view(self.router.url.query)
        await watch(self, person.joint_account_id, OrdersState.load)
        page = await orders(person, view)
        self.complete = await is_complete(person)
        self.nothing_yet = page is None or (not page.orders and view == OrdersView())
        self.shown = waiting_orders() if page is None else shown_orders(page, view, notes)
        self.ready = True
