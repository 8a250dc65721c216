"""Joint accounts, memberships and invitations, with their links."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, ForeignKeyConstraint, Index, String, text
from sqlmodel import Field, SQLModel

from joint_account.database import Instant
from joint_account.registration.machine import InvitationState, JointAccountState, Role


def _tenant() -> Column[int]:
    return Column(BigInteger, ForeignKey("joint_account.id"), primary_key=True, autoincrement=False)


class JointAccount(SQLModel, table=True):
    """The tenant: `forming` until the first member joins, then `complete` for ever."""

    # SQLite replaces a row that shares a hidden rowid without asking any trigger, so permanent tables have none.
    # Audit entries about nobody's joint account stand under id 0, which therefore never becomes one.
    __tablename__ = "joint_account"
    __table_args__ = (CheckConstraint("id <> 0", name="ck_joint_account_id"), {"sqlite_with_rowid": False})

    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    name: str
    state: JointAccountState = Field(default=JointAccountState.FORMING, sa_type=String)
    base_currency: str = Field(default="EUR", max_length=3)
    created_at: datetime = Field(sa_type=Instant)
    completed_at: datetime | None = Field(default=None, sa_type=Instant)
    version: int = Field(default=0, description="How often its members or invitations changed; a page knows which it shows.")
    demo_id: str | None = Field(default=None, index=True, description="The demo it was born in; never changes.")
    second_factor_since: datetime | None = Field(
        default=None, sa_type=Instant, description="From when on its members need one: since it is connected to Amazon."
    )


class Membership(SQLModel, table=True):
    """A person's place in a joint account. Permanent: triggers refuse to delete or move it."""

    __table_args__ = {"sqlite_with_rowid": False}

    joint_account_id: int = Field(sa_column=_tenant())
    person_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    role: Role = Field(sa_type=String)
    joined_at: datetime = Field(sa_type=Instant)


class Invitation(SQLModel, table=True):
    """Somebody was asked to join. `expired` is also read from the clock, whatever `state` says."""

    joint_account_id: int = Field(sa_column=_tenant())
    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    state: InvitationState = Field(default=InvitationState.PENDING, sa_type=String)
    email: str
    name: str
    country: str = Field(max_length=2)
    role: Role = Field(sa_type=String)
    language: str = Field(max_length=5)
    message: str = ""
    invited_by: int = Field(sa_type=BigInteger)
    sent_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    settled_at: datetime | None = Field(default=None, sa_type=Instant)
    remind_at: datetime | None = Field(default=None, sa_type=Instant, description="When the next reminder mail is due.")

    __table_args__ = (
        Index(
            "uq_invitation_pending_email",
            "joint_account_id",
            "email",
            unique=True,
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
        Index("ix_invitation_state", "joint_account_id", "state"),
        Index("ix_invitation_expires", "state", "expires_at"),
        Index("ix_invitation_remind", "state", "remind_at"),
    )


class InvitationLink(SQLModel, table=True):
    """A link that was mailed, by the SHA-256 of its secret. Sending again replaces older links; a reminder adds one."""

    __tablename__ = "invitation_link"

    joint_account_id: int = Field(sa_column=_tenant())
    secret_hash: str = Field(primary_key=True)
    invitation_id: int = Field(sa_type=BigInteger)
    replaced: bool = False

    __table_args__ = (
        ForeignKeyConstraint(
            ["joint_account_id", "invitation_id"], ["invitation.joint_account_id", "invitation.id"], name="fk_link_invitation"
        ),
        Index("ix_invitation_link_invitation", "joint_account_id", "invitation_id"),
    )
