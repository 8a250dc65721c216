"""How far the sync of each connection is."""

import sqlalchemy as sa
from alembic import op

from joint_account.database.planning import plan_alike_for_everybody

revision = "0004"
down_revision = "0003"


def _key() -> list[sa.Column]:
    return [
        sa.Column(
            "joint_account_id",
            sa.BigInteger(),
            sa.ForeignKey("joint_account.id"),
            nullable=False,
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("connection_id", sa.BigInteger(), nullable=False, primary_key=True, autoincrement=False),
    ]


def upgrade() -> None:
    for name in ("windows", "windows_done"):
        op.add_column("amazon_connection", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "sync_window",
        *_key(),
        sa.Column("kind", sa.String(), nullable=False, primary_key=True),
        sa.Column("start", sa.BigInteger(), nullable=False, primary_key=True, autoincrement=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("claimed_by", sa.String(), nullable=False),
        sa.Column("claimed_until", sa.BigInteger(), nullable=False),
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
    )
    op.create_table(
        "sync_cursor",
        *_key(),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=False),
        sa.Column("claimed_until", sa.BigInteger(), nullable=False),
    )
    plan_alike_for_everybody(op.get_bind())
