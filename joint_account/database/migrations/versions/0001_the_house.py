"""The house: people, joint accounts, invitations, mail, audit, orders, roll-ups."""

import sqlalchemy as sa
from alembic import op

from joint_account.database.permanence import protect
from joint_account.database.planning import plan_alike_for_everybody

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("joint_account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chain", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("joint_account_id", "chain", "number"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit_head",
        sa.Column("joint_account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chain", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("joint_account_id", "chain"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "change",
        sa.Column("joint_account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("joint_account_id"),
    )
    op.create_table(
        "joint_account",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("base_currency", sa.String(length=3), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("completed_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("demo_id", sa.String(), nullable=True),
        sa.CheckConstraint("id <> 0", name="ck_joint_account_id"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_joint_account_demo_id"), "joint_account", ["demo_id"], unique=False)
    op.create_table(
        "letter",
        sa.Column("joint_account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("demo_id", sa.String(), nullable=True),
        sa.Column("about", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("queued_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("joint_account_id", "id"),
    )
    op.create_index("ix_letter_demo", "letter", ["demo_id", "queued_at"], unique=False)
    op.create_index("ix_letter_due", "letter", ["delivery", "due_at"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("joint_account_id", sa.BigInteger(), nullable=True),
        sa.Column("demo_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    for name, columns, where in (
        ("uq_person_email", ["email"], sa.text("demo_id IS NULL")),
        ("uq_person_demo_email", ["demo_id", "email"], sa.text("demo_id IS NOT NULL")),
    ):
        op.create_index(name, "person", columns, unique=True, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "address_link",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("ix_address_link_person_id", "address_link", ["person_id"], unique=False)
    op.create_table(
        "provider_identity",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("linked_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("uq_provider_identity", "provider_identity", ["issuer", "subject"], unique=True)
    op.create_index("ix_provider_identity_person_id", "provider_identity", ["person_id"], unique=False)
    op.create_table(
        "spent_state",
        sa.Column("state_hash", sa.String(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("state_hash"),
    )
    op.create_table(
        "customer_order",
        sa.Column("joint_account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("order_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("store", sa.String(length=2), nullable=True),
        sa.Column("purchased_at", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("fulfillment", sa.String(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("sales", sa.BigInteger(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("unpriced", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["joint_account_id"],
            ["joint_account.id"],
        ),
        sa.PrimaryKeyConstraint("joint_account_id", "order_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_order_newest", "customer_order", ["joint_account_id", "purchased_at", "order_id"], unique=False)
    op.create_index(
        "ix_order_store_newest", "customer_order", ["joint_account_id", "store", "purchased_at", "order_id"], unique=False
    )
    op.create_table(
        "daily_product_sales",
        sa.Column("joint_account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("store", sa.String(length=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("asin", sa.String(), nullable=False),
        sa.Column("sales", sa.BigInteger(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["joint_account_id"],
            ["joint_account.id"],
        ),
        sa.PrimaryKeyConstraint("joint_account_id", "day", "store", "currency", "asin"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "daily_sales",
        sa.Column("joint_account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("store", sa.String(length=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("sales", sa.BigInteger(), nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("cancelled_orders", sa.Integer(), nullable=False),
        sa.Column("unpriced_orders", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["joint_account_id"],
            ["joint_account.id"],
        ),
        sa.PrimaryKeyConstraint("joint_account_id", "day", "store", "currency"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "invitation",
        sa.Column("joint_account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("invited_by", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("remind_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["joint_account_id"],
            ["joint_account.id"],
        ),
        sa.PrimaryKeyConstraint("joint_account_id", "id"),
    )
    op.create_index("ix_invitation_expires", "invitation", ["state", "expires_at"], unique=False)
    op.create_index("ix_invitation_remind", "invitation", ["state", "remind_at"], unique=False)
    op.create_index("ix_invitation_state", "invitation", ["joint_account_id", "state"], unique=False)
    op.create_index(
        "uq_invitation_pending_email",
        "invitation",
        ["joint_account_id", "email"],
        unique=True,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_table(
        "login_session",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("stays", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("ix_login_session_person_id", "login_session", ["person_id"], unique=False)
    op.create_table(
        "reset_link",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("ix_reset_link_person_id", "reset_link", ["person_id"], unique=False)
    op.create_table(
        "email_change",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("new_email", sa.String(), nullable=False),
        sa.Column("old_token_hash", sa.String(), nullable=True),
        sa.Column("new_token_hash", sa.String(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id"),
        sa.UniqueConstraint("old_token_hash"),
        sa.UniqueConstraint("new_token_hash"),
    )
    op.create_table(
        "membership",
        sa.Column("joint_account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["joint_account_id"],
            ["joint_account.id"],
        ),
        sa.PrimaryKeyConstraint("joint_account_id", "person_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "product",
        sa.Column("joint_account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("asin", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("reported_at", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["joint_account_id"],
            ["joint_account.id"],
        ),
        sa.PrimaryKeyConstraint("joint_account_id", "asin"),
    )
    op.create_table(
        "report_import",
        sa.Column("joint_account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("stores", sa.JSON(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["joint_account_id"],
            ["joint_account.id"],
        ),
        sa.PrimaryKeyConstraint("joint_account_id", "id"),
    )
    op.create_table(
        "store",
        sa.Column("joint_account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=2), nullable=False),
        sa.Column("connection", sa.String(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["joint_account_id"],
            ["joint_account.id"],
        ),
        sa.PrimaryKeyConstraint("joint_account_id", "code"),
    )
    op.create_table(
        "invitation_link",
        sa.Column("joint_account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("invitation_id", sa.BigInteger(), nullable=False),
        sa.Column("replaced", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["joint_account_id", "invitation_id"], ["invitation.joint_account_id", "invitation.id"], name="fk_link_invitation"
        ),
        sa.ForeignKeyConstraint(
            ["joint_account_id"],
            ["joint_account.id"],
        ),
        sa.PrimaryKeyConstraint("joint_account_id", "secret_hash"),
    )
    op.create_index("ix_invitation_link_invitation", "invitation_link", ["joint_account_id", "invitation_id"], unique=False)
    op.create_table(
        "order_line",
        sa.Column("joint_account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("order_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("asin", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("tax", sa.BigInteger(), nullable=True),
        sa.Column("shipping", sa.BigInteger(), nullable=True),
        sa.Column("discount", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["joint_account_id", "order_id"],
            ["customer_order.joint_account_id", "customer_order.order_id"],
            name="fk_order_line_order",
        ),
        sa.ForeignKeyConstraint(
            ["joint_account_id"],
            ["joint_account.id"],
        ),
        sa.PrimaryKeyConstraint("joint_account_id", "order_id", "number"),
        sqlite_with_rowid=False,
    )
    protect(op.get_bind())
    plan_alike_for_everybody(op.get_bind())
