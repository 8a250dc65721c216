"""The list of orders as text: what its state holds, and nothing more."""

from dataclasses import dataclass, field
from urllib.parse import quote

from joint_account.sales.models import Order
from joint_account.sales.order_search import status_of
from joint_account.sales.orders import Listed, OrdersPage
from joint_account.sales.orders_view import OrdersView, Place, Status
from joint_account.sales.periods import LABELS, Days, Named
from joint_account.sales.words import GAP, NOTHING, chosen_stores, store_name
from joint_account.sales.zones import local_time
from joint_account.ui.filters import Option
from joint_account.ui.numbers import count, money, plural, short_span

PATH = "/orders"
STATUS_NAMES = {
    Status.PENDING: "Pending",
    Status.UNSHIPPED: "Unshipped",
    Status.SHIPPED: "Shipped",
    Status.CANCELLED: "Cancelled",
    Status.OTHER: "Other",
}
MOODS = {Status.PENDING: "warn", Status.UNSHIPPED: "", Status.SHIPPED: "good", Status.CANCELLED: "bad", Status.OTHER: ""}


@dataclass(frozen=True)
class OrderRow:
    """An order in the list."""

    order_id: str
    href: str
    title: str
    store: str
    store_name: str
    bought: str
    status: str
    mood: str
    units: str
    amount: str


@dataclass(frozen=True)
class OrderFilters:
    """What the list can be narrowed down to, from where it is."""

    words: str
    statuses: list[Option]
    statuses_chosen: str
    period: str
    periods: list[Option]
    days_chosen: str
    first_day: str
    last_day: str
    stores: list[Option]
    stores_chosen: str
    narrowed: bool
    key: str
    """Makes the form's fields anew when it changes: when something else is looked for."""


@dataclass(frozen=True)
class ShownOrders:
    """What the state of the orders page holds."""

    filters: OrderFilters
    view: str = ""
    """The query string of what is shown: a page that was left and came back shows the old one for a moment."""
    notes: list[str] = field(default_factory=list)
    rows: list[OrderRow] = field(default_factory=list)
    lead: str = ""
    none_match: bool = False
    newer: str = ""
    """Address of the page of newer orders; empty on the first."""
    older: str = ""
    csv: str = ""
    """Address of the file of all these orders."""
    xlsx: str = ""


def waiting_orders() -> ShownOrders:
    """What stands on the page before it has its orders."""
    return ShownOrders(filters=_filters(OrdersView(), ()))


def shown_orders(page: OrdersPage, view: OrdersView, notes: list[str]) -> ShownOrders:
    """A page of orders as text.

    Args:
        page: the orders.
        view: what was asked for.
        notes: what of the address was not understood.
    """
    return ShownOrders(
        filters=_filters(view, page.own_stores),
        view=view.query,
        notes=notes,
        rows=[_row(one, view) for one in page.orders],
        lead=_lead(page),
        none_match=not page.orders,
        newer=_address(view, page.newer),
        older=_address(view, page.older),
        csv=_file("csv", view),
        xlsx=_file("xlsx", view),
    )


def list_address(view: OrdersView) -> str:
    """Where these orders are listed."""
    return f"{PATH}?{view.query}" if view.query else PATH


def _file(kind: str, view: OrdersView) -> str:
    query = view.at(None).query
    return f"{PATH}/export.{kind}" + (f"?{query}" if query else "")


def _row(one: Listed, view: OrdersView) -> OrderRow:
    order = one.order
    more = f" and {plural(one.lines - 1, 'more line')}" if one.lines > 1 else ""
    return OrderRow(
        order_id=order.order_id,
        # With what the list was narrowed down to: the order's page leads back there.
        href=f"{PATH}/{quote(order.order_id, safe='')}" + (f"?{view.query}" if view.query else ""),
        title=one.title + more,
        store=order.store or NOTHING,
        store_name=store_name(order.store) if order.store else order.channel,
        bought=local_time(order.purchased_at, order.store),
        status=status_text(order),
        mood=MOODS[status_of(order)],
        units=count(order.units),
        amount=amount_of(order),
    )


def amount_of(order: Order) -> str:
    """What an order came to, or why that is not known."""
    if order.cancelled:
        return NOTHING
    return "no price yet" if order.unpriced and not order.sales else money(order.sales, order.currency)


def status_text(order: Order) -> str:
    """What an order's status comes down to; as reported where we do not know it."""
    status = status_of(order)
    return order.status if status is Status.OTHER else STATUS_NAMES[status]


def _filters(view: OrdersView, own: tuple[str, ...]) -> OrderFilters:
    custom = view.period if isinstance(view.period, Days) else None
    chosen = [code for code in own if code in view.stores]
    return OrderFilters(
        words=view.words,
        statuses=[Option(one.value, STATUS_NAMES[one], one in view.statuses) for one in Status],
        statuses_chosen=_statuses_chosen(view),
        period=view.period if isinstance(view.period, Named) else "",
        periods=[Option(one.value, LABELS[one]) for one in Named],
        days_chosen=_days_chosen(view),
        first_day=custom.first.isoformat() if custom else "",
        last_day=custom.last.isoformat() if custom else "",
        stores=[Option(code, store_name(code), code in chosen) for code in own],
        stores_chosen=chosen_stores(chosen, own),
        narrowed=view.at(None) != OrdersView(),
        key=view.at(None).query,
    )


def _statuses_chosen(view: OrdersView) -> str:
    names = [STATUS_NAMES[one] for one in view.statuses]
    return ", ".join(names) if len(names) < 3 and names else f"{len(names)} of {len(Status)}" if names else "any"


def _days_chosen(view: OrdersView) -> str:
    if isinstance(view.period, Days):
        return short_span(view.period.first, view.period.last)
    return LABELS[view.period] if view.period else "all"


def _lead(page: OrdersPage) -> str:
    if not page.orders:
        return "No order matches."
    days = [one.order.day for one in page.orders]
    return GAP.join([plural(len(page.orders), "order"), short_span(min(days), max(days)), "times are the store's own"])


def _address(view: OrdersView, place: Place | None) -> str:
    return list_address(view.at(place)) if place else ""
