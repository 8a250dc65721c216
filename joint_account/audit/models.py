"""Who did what, when. Rows are added and never changed; triggers refuse anything else."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Column
from sqlmodel import Field, SQLModel

from joint_account.database import Instant


class AuditEntry(SQLModel, table=True):
    """One thing that somebody did. It holds facts; the sentence is made when somebody reads it."""

    __tablename__ = "audit_entry"
    # SQLite replaces a row that shares a hidden rowid without asking any trigger.
    __table_args__ = {"sqlite_with_rowid": False}

    joint_account_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    at: datetime = Field(sa_type=Instant)
    act: str = Field(description="`subject.verb` in the past, such as invitation.sent.")
    person_id: int | None = Field(default=None, sa_type=BigInteger, description="Who did it; none: the clock.")
    facts: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
