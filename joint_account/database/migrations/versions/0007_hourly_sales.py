"""Sales by the quarter of an hour, filled from the orders that are there, and the tax that they hold."""

import sqlalchemy as sa
from alembic import op

from joint_account.database.planning import plan_alike_for_everybody

revision = "0007"
down_revision = "0006"

_COUNTS = ("orders", "units", "cancelled_orders", "unpriced_orders")
_HOURLY = """
    INSERT INTO hourly_sales (
        joint_account_id, quarter, store, currency, sales, orders, units, cancelled_orders, unpriced_orders, tax
    )
    SELECT o.joint_account_id, o.purchased_at / 900000000, o.store, o.currency, sum(o.sales),
        sum(CASE WHEN o.cancelled THEN 0 ELSE 1 END), sum(o.units), sum(CASE WHEN o.cancelled THEN 1 ELSE 0 END),
        sum(CASE WHEN o.unpriced THEN 1 ELSE 0 END), sum(coalesce((
            SELECT sum(l.tax) FROM order_line l
            WHERE l.joint_account_id = o.joint_account_id AND l.order_id = o.order_id AND NOT l.cancelled
        ), 0))
    FROM customer_order o WHERE o.store IS NOT NULL
    GROUP BY o.joint_account_id, o.purchased_at / 900000000, o.store, o.currency
"""
_TAX_OF_DAYS = """
    UPDATE daily_sales SET tax = d.tax FROM (
        SELECT o.joint_account_id, o.day, o.store, o.currency, sum(l.tax) AS tax FROM customer_order o
        JOIN order_line l ON l.joint_account_id = o.joint_account_id AND l.order_id = o.order_id
        WHERE o.store IS NOT NULL AND NOT l.cancelled AND l.tax IS NOT NULL
        GROUP BY o.joint_account_id, o.day, o.store, o.currency
    ) AS d
    WHERE d.joint_account_id = daily_sales.joint_account_id AND d.day = daily_sales.day
        AND d.store = daily_sales.store AND d.currency = daily_sales.currency
"""

FILL = (_TAX_OF_DAYS, _HOURLY)


def upgrade() -> None:
    op.add_column("daily_sales", sa.Column("tax", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_table(
        "hourly_sales",
        sa.Column(
            "joint_account_id",
            sa.BigInteger(),
            sa.ForeignKey("joint_account.id"),
            nullable=False,
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("quarter", sa.Integer(), nullable=False, primary_key=True, autoincrement=False),
        sa.Column("store", sa.String(length=2), nullable=False, primary_key=True),
        sa.Column("currency", sa.String(length=3), nullable=False, primary_key=True),
        sa.Column("sales", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _COUNTS),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    for statement in FILL:
        op.execute(statement)
    plan_alike_for_everybody(op.get_bind())
