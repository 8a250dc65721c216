"""Who did what, when, from where. Rows are added and never changed; triggers refuse anything else."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Column
from sqlmodel import Field, SQLModel

from joint_account.database import Instant


def _key() -> Column[int]:
    return Column(BigInteger, primary_key=True, autoincrement=False)


class AuditEntry(SQLModel, table=True):
    """One thing that somebody did. It holds facts; the sentence is made when somebody reads it."""

    __tablename__ = "audit_entry"
    # SQLite replaces a row that shares a hidden rowid without asking any trigger.
    __table_args__ = {"sqlite_with_rowid": False}

    joint_account_id: int = Field(sa_column=_key())
    chain: int = Field(sa_column=_key(), description="0: the joint account's own; outside of any, the person whose it is.")
    number: int = Field(sa_column=_key(), description="1, 2, 3 … in its chain.")
    act: str = Field(description="`subject.verb` in the past, such as invitation.sent.")
    at: datetime = Field(sa_type=Instant)
    person_id: int | None = Field(default=None, sa_type=BigInteger, description="Who did it; none: nobody who was logged in.")
    origin: str = Field(description="The address that it was asked from; empty: the clock, or the command line.")
    facts: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    hash: str = Field(max_length=64, description="SHA-256 over the hash before it and everything else here.")


class AuditHead(SQLModel, table=True):
    """Where a chain ends: without it, nobody would see that its newest entries are gone."""

    __tablename__ = "audit_head"
    __table_args__ = {"sqlite_with_rowid": False}

    joint_account_id: int = Field(sa_column=_key())
    chain: int = Field(sa_column=_key())
    number: int = Field(sa_type=BigInteger)
    hash: str = Field(max_length=64)
