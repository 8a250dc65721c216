"""What Amazon says that each store sold on each of its days."""

import sqlalchemy as sa
from alembic import op

from joint_account.database.planning import plan_alike_for_everybody

revision = "0006"
down_revision = "0005"


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
    op.create_table(
        "amazon_day",
        _tenant(),
        sa.Column("store", sa.String(2), nullable=False, primary_key=True),
        sa.Column("day", sa.Date(), nullable=False, primary_key=True),
        sa.Column("sales", sa.BigInteger(), nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "amazon_day_check",
        _tenant(),
        sa.Column("store", sa.String(2), nullable=False, primary_key=True),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=True),
        sa.Column("trouble", sa.String(), nullable=False),
    )
    plan_alike_for_everybody(op.get_bind())
