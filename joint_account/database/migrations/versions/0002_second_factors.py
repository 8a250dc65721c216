"""Passkeys, authenticator apps and recovery codes; how and when a session's person proved who they are."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def _person(*, primary_key: bool = False) -> sa.Column:
    return sa.Column(
        "person_id",
        sa.BigInteger(),
        sa.ForeignKey("person.id", ondelete="CASCADE"),
        nullable=False,
        primary_key=primary_key,
        autoincrement=False,
    )


def upgrade() -> None:
    # A session of before has proved nothing lately.
    op.add_column("login_session", sa.Column("is_strong", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("login_session", sa.Column("proved_at", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("joint_account", sa.Column("second_factor_since", sa.BigInteger(), nullable=True))
    op.create_table(
        "passkey",
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        _person(),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("credential_id"),
    )
    op.create_index("ix_passkey_person_id", "passkey", ["person_id"])
    op.create_table(
        "authenticator",
        _person(primary_key=True),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "recovery_code",
        _person(primary_key=True),
        sa.Column("code_hash", sa.String(), nullable=False, primary_key=True),
    )
