"""Fills a demo's joint account with its seller's stores and orders, as they stand at an instant."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Table, and_, case, insert, literal, or_, type_coerce, update
from sqlalchemy import select as sql_select
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.demo.amazon_figures import invent_figures
from joint_account.demo.rollups import quarter_of, recompute
from joint_account.sales.models import DailyProductSales, DailySales, HourlySales, Order, OrderLine, Product
from joint_account.sales.search_models import Article, OrderArticle
from joint_account.stores.models import Store

_PENDING = "Pending"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _microseconds(length: timedelta) -> int:
    return length // timedelta(microseconds=1)


_PENDING_FOR = _microseconds(timedelta(hours=6))
_UNSHIPPED_FOR = _microseconds(timedelta(hours=48))
_OPEN_FOR = _microseconds(timedelta(days=21))
"""Every order of the demo has ended by then."""
_ROLLUPS_MOVE_FOR = timedelta(days=2)
"""What older days add up to is the same at every instant: pending orders and cancellations are settled within hours."""


async def fill(work: AsyncSession, joint_account_id: int, template_id: int, instant: datetime) -> None:
    """Gives a demo's joint account the template's stores, and what they had sold by `instant`.

    Args:
        work: a unit of work that has locked the joint account.
        joint_account_id: of a demo; has no stores yet.
        template_id: the joint account whose rows are copied.
        instant: when the newest order was bought, and what is pending or on its way then.
    """
    settled = (instant - _ROLLUPS_MOVE_FOR).date()
    for model, condition in (
        (Store, None),
        (Product, None),
        (Order, _is_known(instant)),
        (OrderLine, _is_line_of_known(template_id, instant)),
        (Article, None),
        (OrderArticle, _is_held_by_known(template_id, instant)),
        (DailySales, col(DailySales.day) < settled),
        (DailyProductSales, col(DailyProductSales.day) < settled),
        (HourlySales, col(HourlySales.quarter) < quarter_of(settled)),
    ):
        await work.exec(_copy(model, template_id, joint_account_id, condition))
    await _take_back_what_is_to_come(work, joint_account_id, instant)
    await recompute(work, joint_account_id, settled)
    await invent_figures(work, joint_account_id, instant)


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a model, for statements on many rows."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


def _copy(model: type[SQLModel], source: int, target: int, condition: ColumnElement[bool] | None) -> Any:
    table = table_of(model)
    columns = [column for column in table.columns if column.name != "joint_account_id"]
    rows = sql_select(literal(target), *columns).where(table.c.joint_account_id == source)
    if condition is not None:
        rows = rows.where(condition)
    return insert(table).from_select(["joint_account_id", *(column.name for column in columns)], rows)


def _is_known(instant: datetime) -> ColumnElement[bool]:
    # An order that will be cancelled shows up once it is: what it was before, the template does not say.
    settled_or_not_cancelled = or_(col(Order.cancelled).is_(False), col(Order.updated_at) <= instant)
    return and_(col(Order.purchased_at) <= instant, settled_or_not_cancelled)


def _is_line_of_known(template_id: int, instant: datetime) -> ColumnElement[bool]:
    known = select(Order.order_id).where(col(Order.joint_account_id) == template_id, _is_known(instant))
    return col(OrderLine.order_id).in_(known)


def _is_held_by_known(template_id: int, instant: datetime) -> ColumnElement[bool]:
    known = select(Order.order_id).where(col(Order.joint_account_id) == template_id, _is_known(instant))
    return col(OrderArticle.order_id).in_(known)


async def _take_back_what_is_to_come(work: AsyncSession, joint_account_id: int, instant: datetime) -> None:
    """Makes orders whose end lies after `instant` what they were then: pending without a price, unshipped, or shipped."""
    at = _microseconds(instant - _EPOCH)
    purchased, updated = (type_coerce(column, BigInteger) for column in (col(Order.purchased_at), col(Order.updated_at)))
    paid, left = purchased + (updated - purchased) // 8, purchased + _UNSHIPPED_FOR
    pending = and_(col(Order.store).is_not(None), purchased > at - _PENDING_FOR, paid > at)
    ours = col(Order.joint_account_id) == joint_account_id
    to_come = update(Order).where(ours, purchased > at - _OPEN_FOR, updated > at, col(Order.cancelled).is_(False))
    became = to_come.values(
        status=case((pending, _PENDING), (left > at, "Unshipped"), else_="Shipped"),
        updated_at=case((pending, purchased), (paid <= at, paid), else_=purchased + _PENDING_FOR),
        sales=case((pending, 0), else_=col(Order.sales)),
        unpriced=pending,
    )
    await work.exec(became.execution_options(synchronize_session=False))
    unpaid = select(Order.order_id).where(ours, col(Order.status) == _PENDING)
    lines = update(OrderLine).where(col(OrderLine.joint_account_id) == joint_account_id, col(OrderLine.order_id).in_(unpaid))
    without_price = lines.values(currency=None, price=None, tax=None, discount=None)
    await work.exec(without_price.execution_options(synchronize_session=False))
