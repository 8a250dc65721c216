"""What Amazon's many statuses come down to."""

from sqlalchemy import ColumnElement, and_, not_, or_
from sqlmodel import col

from joint_account.sales.models import Order
from joint_account.sales.orders_view import Status

_BEGIN_WITH = {
    Status.PENDING: ("pending",),
    Status.UNSHIPPED: ("unshipped", "partially", "shipping", "invoice"),
    Status.SHIPPED: ("shipped", "complete"),
}


def status_of(order: Order) -> Status:
    """What an order's status comes down to. Amazon adds statuses ("Shipped - Picked Up"); unknown ones are `other`."""
    if order.cancelled:
        return Status.CANCELLED
    reported = order.status.lower()
    return next((status for status, words in _BEGIN_WITH.items() if reported.startswith(words)), Status.OTHER)


def has_status(status: Status) -> ColumnElement[bool]:
    """The condition that says of an order what `status_of` says."""
    if status is Status.CANCELLED:
        return col(Order.cancelled).is_(True)
    if status is Status.OTHER:
        return not_(or_(col(Order.cancelled).is_(True), *(_begins_with(*words) for words in _BEGIN_WITH.values())))
    return and_(col(Order.cancelled).is_(False), _begins_with(*_BEGIN_WITH[status]))


def _begins_with(*beginnings: str) -> ColumnElement[bool]:
    return or_(*(col(Order.status).istartswith(one, autoescape=True) for one in beginnings))
