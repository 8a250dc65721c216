"""Notes beside the chart of sales."""

import sqlalchemy as sa
from alembic import op

from joint_account.database.planning import plan_alike_for_everybody

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "sales_note",
        sa.Column(
            "joint_account_id",
            sa.BigInteger(),
            sa.ForeignKey("joint_account.id"),
            nullable=False,
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("id", sa.BigInteger(), nullable=False, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_sales_note_day", "sales_note", ["joint_account_id", "day"], unique=False)
    plan_alike_for_everybody(op.get_bind())
