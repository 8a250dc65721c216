"""Which orders a view's filters leave: by store, status and days."""

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col

from joint_account.sales.models import Order
from joint_account.sales.order_search import has_status
from joint_account.sales.orders_view import OrdersView
from joint_account.sales.periods import Period, days_of
from joint_account.sales.store_days import StoreDays, store_days


def chosen_orders(joint_account_id: int, view: OrdersView, own: tuple[str, ...], at: datetime) -> ColumnElement[bool]:
    """The condition of what a view's filters leave, words aside.

    Args:
        joint_account_id: whose orders.
        view: the filters.
        own: the joint account's stores.
        at: the moment that "today" is read from.
    """
    wishes = [col(Order.joint_account_id) == joint_account_id]
    if view.stores:
        wishes.append(col(Order.store).in_(view.stores))
    if view.statuses:
        wishes.append(or_(*map(has_status, view.statuses)))
    if view.period:
        wishes.append(_bought_on(store_days(view.stores or own, view.period, at, days_of), view.period, at))
    return and_(*wishes)


def _bought_on(days: StoreDays, period: Period, at: datetime) -> ColumnElement[bool]:
    elsewhere = days_of(period, at.astimezone(UTC).date())
    first = min([elsewhere.first, *(some.first for some in days.values())])
    last = max([elsewhere.last, *(some.last for some in days.values())])
    # A store's day begins at most 14 hours from that of UTC: the span lets the list's own index be read as one range.
    span = col(Order.purchased_at).between(
        datetime.combine(first - timedelta(days=1), time(), UTC), datetime.combine(last + timedelta(days=2), time(), UTC)
    )
    each = [and_(col(Order.store) == store, col(Order.day).between(some.first, some.last)) for store, some in days.items()]
    no_store = and_(col(Order.store).is_(None), col(Order.day).between(elsewhere.first, elsewhere.last))
    return and_(span, or_(no_store, *each))
