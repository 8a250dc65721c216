"""Recomputes the newest days of a joint account's roll-ups from its orders."""

from datetime import date

from sqlalchemy import Integer, cast, delete, func, insert, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.sales.models import DailyProductSales, DailySales, Order, OrderLine


async def recompute(work: AsyncSession, joint_account_id: int, since: date) -> None:
    """Makes both roll-ups from `since` on say what the orders say."""
    for model in (DailySales, DailyProductSales):
        await work.execute(delete(model).where(col(model.joint_account_id) == joint_account_id, col(model.day) >= since))
    orders = [Order.joint_account_id, Order.day, Order.store, Order.currency]
    ours = (col(Order.joint_account_id) == joint_account_id, col(Order.day) >= since, col(Order.store).is_not(None))
    kept = 1 - cast(Order.cancelled, Integer)
    await work.execute(
        insert(DailySales.__table__).from_select(
            ["joint_account_id", "day", "store", "currency", "sales", "orders", "units", "cancelled_orders", "unpriced_orders"],
            select(
                *orders,
                func.sum(Order.sales),
                func.sum(kept),
                func.sum(Order.units),
                func.sum(cast(Order.cancelled, Integer)),
                func.sum(cast(Order.unpriced, Integer)),
            )
            .where(*ours)
            .group_by(*orders),
        )
    )
    product = [*orders, OrderLine.asin]
    await work.execute(
        insert(DailyProductSales.__table__).from_select(
            ["joint_account_id", "day", "store", "currency", "asin", "sales", "units"],
            select(*product, func.coalesce(func.sum(OrderLine.price), 0), func.sum(OrderLine.quantity))
            .join(
                OrderLine,
                (col(OrderLine.joint_account_id) == Order.joint_account_id) & (col(OrderLine.order_id) == Order.order_id),
            )
            .where(*ours, col(OrderLine.cancelled).is_(False))
            .group_by(*product),
        )
    )
