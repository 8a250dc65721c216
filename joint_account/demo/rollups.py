"""Recomputes the newest days of a joint account's roll-ups from its orders."""

from datetime import date

from sqlalchemy import Integer, and_, cast, delete, func, insert, select
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession


async def recompute(work: AsyncSession, joint_account_id: int, since: date) -> None:
    """Makes both roll-ups from `since` on say what the orders say."""
    tables = SQLModel.metadata.tables
    orders, lines = tables["customer_order"].c, tables["order_line"].c
    days, products = tables["daily_sales"], tables["daily_product_sales"]
    for table in (days, products):
        await work.exec(delete(table).where(table.c.joint_account_id == joint_account_id, table.c.day >= since))
    key = [orders.joint_account_id, orders.day, orders.store, orders.currency]
    ours = and_(orders.joint_account_id == joint_account_id, orders.day >= since, orders.store.is_not(None))
    cancelled = func.sum(cast(orders.cancelled, Integer))
    sums = [func.sum(orders.sales), func.count() - cancelled, func.sum(orders.units), cancelled]
    unpriced = func.sum(cast(orders.unpriced, Integer))
    await work.exec(insert(days).from_select(days.columns.keys(), select(*key, *sums, unpriced).where(ours).group_by(*key)))
    of_order = and_(lines.joint_account_id == orders.joint_account_id, lines.order_id == orders.order_id)
    sold = select(*key, lines.asin, func.coalesce(func.sum(lines.price), 0), func.sum(lines.quantity)).where(
        ours, of_order, lines.cancelled.is_(False)
    )
    await work.exec(insert(products).from_select(products.columns.keys(), sold.group_by(*key, lines.asin)))
