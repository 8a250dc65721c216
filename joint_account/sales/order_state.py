"""The state of the page of one order."""

from urllib.parse import unquote

import reflex as rx

from joint_account.identity.gate import logged_in, open_to
from joint_account.identity.sessions import person_now
from joint_account.sales.order_shown import ShownOrder, shown_order, waiting_order
from joint_account.sales.orders import order
from joint_account.sales.orders_shown import PATH, list_address
from joint_account.sales.orders_view import parse_orders_view
from joint_account.ui.live import watch


class OrderState(rx.State):
    """What the page of one order shows."""

    ready: bool = False
    not_there: bool = False
    back: str = PATH
    """The list that this order was found in."""
    shown: ShownOrder = waiting_order()

    @rx.event
    @open_to(logged_in)
    async def load(self) -> None:
        """Reads everything anew, by the address."""
        person = person_now()
        await watch(self, person.joint_account_id, OrderState.load)
        self.back = list_address(parse_orders_view(self.router.url.query)[0])
        asked = unquote(self.router.url.path.rstrip("/").rpartition("/")[2])
        found = await order(person, asked)
        self.not_there = found is None
        self.shown = waiting_order() if found is None else shown_order(*found)
        self.ready = True
