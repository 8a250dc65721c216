"""Mailboxes, buyers' threads and messages; letters that leave from a joint account's own mailbox."""

import sqlalchemy as sa
from alembic import op

from joint_account.database.planning import plan_alike_for_everybody

revision = "0010"
down_revision = "0009"


def _tenant() -> sa.Column:
    return sa.Column(
        "joint_account_id",
        sa.BigInteger(),
        sa.ForeignKey("joint_account.id"),
        nullable=False,
        primary_key=True,
        autoincrement=False,
    )


def _key(name: str = "id") -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=False, primary_key=True, autoincrement=False)


def _texts(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _numbers(*names: str, nullable: bool = False) -> list[sa.Column]:
    return [sa.Column(name, sa.BigInteger(), nullable=nullable) for name in names]


def _sealed(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.LargeBinary(), nullable=True) for name in names]


def _flags(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Boolean(), nullable=False) for name in names]


def _of_a_thread() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["joint_account_id", "thread_id"], ["buyer_thread.joint_account_id", "buyer_thread.id"])


def _store() -> sa.Column:
    return sa.Column("store", sa.String(length=2), nullable=True)


def upgrade() -> None:
    op.add_column("letter", sa.Column("mailbox_id", sa.BigInteger(), nullable=True))
    op.create_table(
        "mailbox",
        _tenant(),
        _key(),
        *_flags("is_open"),
        *_texts("imap_host", "imap_user", "smtp_host", "smtp_user", "from_address", "security", "trusted_server"),
        sa.Column("imap_port", sa.Integer(), nullable=False),
        sa.Column("smtp_port", sa.Integer(), nullable=False),
        *_sealed("imap_password", "smtp_password"),
        *_numbers("connected_by", "connected_at", "uid_validity", "last_uid"),
        *_numbers("fresh_at", "claimed_until", nullable=True),
        *_texts("trouble", "claimed_by"),
    )
    op.create_table(
        "mailbox_store",
        _tenant(),
        sa.Column("store", sa.String(length=2), nullable=False, primary_key=True),
        *_numbers("mailbox_id"),
    )
    op.create_table(
        "buyer_thread",
        _tenant(),
        _key(),
        *_numbers("mailbox_id", "waiting_since", "assigned_to", "erased_at", nullable=True),
        _store(),
        sa.Column("order_id", sa.String(), nullable=True),
        sa.Column("buyer_mark", sa.LargeBinary(), nullable=False),
        *_sealed("buyer", "subject", "last_line"),
        sa.Column("language", sa.String(length=2), nullable=False),
        *_numbers("last_at", "urgency"),
        sa.Column("messages", sa.Integer(), nullable=False),
        *_flags("unread"),
    )
    for name, columns in {
        "ix_thread_urgent": ["urgency", "id"],
        "ix_thread_store_urgent": ["store", "urgency", "id"],
        "ix_thread_buyer": ["buyer_mark"],
        "ix_thread_order": ["order_id"],
        "ix_thread_unread": ["unread"],
        "ix_thread_last": ["last_at"],
    }.items():
        op.create_index(name, "buyer_thread", ["joint_account_id", *columns])
    op.create_table(
        "buyer_message",
        _tenant(),
        _key(),
        *_numbers("thread_id", "at"),
        *_texts("kind", "key", "message_id", "trouble"),
        *_numbers("person_id", "letter_id", "left_at", "answered_at", "answered_by", nullable=True),
        *_sealed("text", "files", "raw"),
        *_flags("excused"),
        _store(),
        _of_a_thread(),
    )
    op.create_index("uq_message", "buyer_message", ["joint_account_id", "key"], unique=True)
    op.create_index("ix_message_thread", "buyer_message", ["joint_account_id", "thread_id", "at", "id"])
    op.create_index("ix_message_counted", "buyer_message", ["joint_account_id", "kind", "at"])
    op.create_table(
        "reply_draft",
        _tenant(),
        _key("thread_id"),
        _key("person_id"),
        *_sealed("text"),
        *_numbers("at"),
        _of_a_thread(),
    )
    op.create_table("thread_word", _tenant(), _key("word"), _key("thread_id"), _of_a_thread(), sqlite_with_rowid=False)
    op.create_index("ix_word_thread", "thread_word", ["joint_account_id", "thread_id"])
    op.create_table("message_rules", _tenant(), *_flags("viewers_read"))
    plan_alike_for_everybody(op.get_bind())
