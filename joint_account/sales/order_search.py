"""Finding orders: by what Amazon's many statuses come down to, and by words in ids, SKUs, ASINs and titles."""

from sqlalchemy import ColumnElement, and_, false, not_, or_
from sqlmodel import col, select

from joint_account.sales.models import Order, OrderLine
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


def holds_words(joint_account_id: int, words: str) -> ColumnElement[bool]:
    """Whether an order's id, or a SKU, ASIN or title of its lines, has these words in it, in upper or lower case."""
    lines = select(OrderLine.order_id).where(
        OrderLine.joint_account_id == joint_account_id,
        or_(*(_holds(column, words) for column in (OrderLine.sku, OrderLine.asin, OrderLine.title))),
    )
    return or_(_holds(Order.order_id, words), col(Order.order_id).in_(lines))


def _holds(column: str, words: str) -> ColumnElement[bool]:
    # SQLite knows upper and lower case of ASCII only, so "küche" must also be looked for as "KÜCHE" and "Küche".
    spellings = {words} if words.isascii() else {words, words.lower(), words.upper(), words.capitalize(), words.title()}
    return or_(false(), *(col(column).icontains(one, autoescape=True) for one in sorted(spellings)))


def _begins_with(*beginnings: str) -> ColumnElement[bool]:
    return or_(*(col(Order.status).istartswith(one, autoescape=True) for one in beginnings))
