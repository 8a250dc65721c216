"""Connections to Amazon, consents under way, whose each store is, and how often Amazon was asked."""

import sqlalchemy as sa
from alembic import op

from joint_account.database.planning import plan_alike_for_everybody

revision = "0003"
down_revision = "0002"


def _tenant() -> sa.Column:
    return sa.Column(
        "joint_account_id",
        sa.BigInteger(),
        sa.ForeignKey("joint_account.id"),
        nullable=False,
        primary_key=True,
        autoincrement=False,
    )


def upgrade() -> None:
    op.add_column("store", sa.Column("connection_id", sa.BigInteger(), nullable=True))
    op.add_column("store", sa.Column("history_done_at", sa.BigInteger(), nullable=True))
    op.add_column("store", sa.Column("fresh_at", sa.BigInteger(), nullable=True))
    op.create_table(
        "amazon_connection",
        _tenant(),
        sa.Column("id", sa.BigInteger(), nullable=False, primary_key=True, autoincrement=False),
        sa.Column("region", sa.String(length=2), nullable=False),
        sa.Column("seller_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("refresh_token", sa.LargeBinary(), nullable=True),
        sa.Column("self_authorised", sa.Boolean(), nullable=False),
        sa.Column("consented_by", sa.BigInteger(), nullable=False),
        sa.Column("consented_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.Column("remind_at", sa.BigInteger(), nullable=True),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("next_try_at", sa.BigInteger(), nullable=True),
    )
    op.create_index("uq_amazon_connection", "amazon_connection", ["joint_account_id", "region", "seller_id"], unique=True)
    op.create_index("ix_amazon_connection_remind", "amazon_connection", ["state", "remind_at"])
    op.create_table(
        "consent_request",
        _tenant(),
        sa.Column("state_hash", sa.String(), nullable=False, primary_key=True),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("region", sa.String(length=2), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "store_claim",
        sa.Column("seller_id", sa.String(), nullable=False, primary_key=True),
        sa.Column("marketplace_id", sa.String(), nullable=False, primary_key=True),
        sa.Column("joint_account_id", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "call_bucket",
        _tenant(),
        sa.Column("region", sa.String(length=2), nullable=False, primary_key=True),
        sa.Column("seller_id", sa.String(), nullable=False, primary_key=True),
        sa.Column("operation", sa.String(), nullable=False, primary_key=True),
        sa.Column("full_at", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=False),
    )
    plan_alike_for_everybody(op.get_bind())
