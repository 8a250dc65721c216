"""Stock, listings and account health of stores; settlements; what kind of report an imported file was."""

import sqlalchemy as sa
from alembic import op

from joint_account.database.planning import plan_alike_for_everybody

revision = "0005"
down_revision = "0004"


def _tenant() -> sa.Column:
    return sa.Column(
        "joint_account_id",
        sa.BigInteger(),
        sa.ForeignKey("joint_account.id"),
        nullable=False,
        primary_key=True,
        autoincrement=False,
    )


def _key(name: str, length: int | None = None) -> sa.Column:
    return sa.Column(name, sa.String(length=length), nullable=False, primary_key=True)


def _texts(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _counts(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def upgrade() -> None:
    op.add_column("report_import", sa.Column("kind", sa.String(), nullable=False, server_default="orders"))
    op.create_table(
        "store_report",
        _tenant(),
        _key("store", 2),
        _key("kind"),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        *_texts("digest"),
        *_counts("rows"),
    )
    op.create_table(
        "stock",
        _tenant(),
        _key("store", 2),
        _key("sku"),
        _key("fnsku"),
        *_texts("asin", "condition"),
        *_counts("fulfillable", "reserved", "unsellable", "inbound"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "listing",
        _tenant(),
        _key("store", 2),
        _key("sku"),
        *_texts("asin", "listing_id", "title", "condition"),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("by_amazon", sa.Boolean(), nullable=False),
        *_texts("status"),
        sqlite_with_rowid=False,
    )
    op.create_table("account_health", _tenant(), _key("store", 2), *_texts("status", "rating"))
    op.create_table(
        "health_metric",
        _tenant(),
        _key("store", 2),
        _key("name"),
        *_texts("status"),
        sa.Column("rate", sa.Integer(), nullable=True),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("above", sa.Boolean(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "settlement",
        _tenant(),
        _key("settlement_id"),
        sa.Column("store", sa.String(length=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("deposit_day", sa.Date(), nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        *_texts("digest"),
    )
    op.create_table(
        "settlement_line",
        _tenant(),
        _key("settlement_id"),
        sa.Column("number", sa.Integer(), nullable=False, primary_key=True, autoincrement=False),
        sa.Column("store", sa.String(length=2), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *_texts("kind", "transaction_type", "amount_type", "description", "order_id", "sku"),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["joint_account_id", "settlement_id"],
            ["settlement.joint_account_id", "settlement.settlement_id"],
            name="fk_settlement_line_settlement",
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_settlement_line_order", "settlement_line", ["joint_account_id", "order_id"])
    op.create_table(
        "daily_settlement",
        _tenant(),
        sa.Column("day", sa.Date(), nullable=False, primary_key=True),
        _key("store", 2),
        _key("currency", 3),
        _key("kind"),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        *_counts("lines"),
        sqlite_with_rowid=False,
    )
    plan_alike_for_everybody(op.get_bind())
