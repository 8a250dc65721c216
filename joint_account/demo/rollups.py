"""Recomputes the newest days of a joint account's roll-ups from its orders."""

from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, Integer, Table, and_, cast, delete, func, insert, literal_column, select, type_coerce
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database.columns import microseconds
from joint_account.sales.rollup import QUARTER


def quarter_of(day: date) -> int:
    """The quarter of an hour with which a day of UTC begins."""
    return microseconds(datetime.combine(day, time(), UTC)) // QUARTER


async def recompute(work: AsyncSession, joint_account_id: int, since: date) -> None:
    """Makes every roll-up from `since` on say what the orders say: by the stores' own days, and by the hours of UTC."""
    tables = SQLModel.metadata.tables
    orders, lines = tables["customer_order"].c, tables["order_line"].c
    days, products, hours = tables["daily_sales"], tables["daily_product_sales"], tables["hourly_sales"]
    quarter = type_coerce(orders.purchased_at, Integer).op("/")(literal_column(str(QUARTER)))
    of_days, of_hours = orders.day >= since, quarter >= quarter_of(since)
    await _forget(work, days, joint_account_id, days.c.day >= since)
    await _forget(work, products, joint_account_id, products.c.day >= since)
    await _forget(work, hours, joint_account_id, hours.c.quarter >= quarter_of(since))
    ours = and_(orders.joint_account_id == joint_account_id, orders.store.is_not(None))
    of_order = and_(lines.joint_account_id == orders.joint_account_id, lines.order_id == orders.order_id)
    tax = select(func.sum(lines.tax)).where(of_order, lines.cancelled.is_(False)).scalar_subquery()
    cancelled = func.sum(cast(orders.cancelled, Integer))
    unpriced = func.sum(cast(orders.unpriced, Integer))
    sums = [func.sum(orders.sales), func.count() - cancelled, func.sum(orders.units), cancelled, unpriced]
    sums.append(func.sum(func.coalesce(tax, 0)))
    for table, when, condition in ((days, orders.day, of_days), (hours, quarter, of_hours)):
        key = [orders.joint_account_id, when, orders.store, orders.currency]
        rows = select(*key, *sums).where(ours, condition).group_by(*key)
        await work.exec(insert(table).from_select(table.columns.keys(), rows))
    key = [orders.joint_account_id, orders.day, orders.store, orders.currency, lines.asin]
    sold = select(*key, func.coalesce(func.sum(lines.price), 0), func.sum(lines.quantity)).where(
        ours, of_days, of_order, lines.cancelled.is_(False)
    )
    await work.exec(insert(products).from_select(products.columns.keys(), sold.group_by(*key)))


async def _forget(work: AsyncSession, table: Table, joint_account_id: int, condition: ColumnElement[bool]) -> None:
    await work.exec(delete(table).where(table.c.joint_account_id == joint_account_id, condition))
