"""How far the sync is: windows that a report fills, and up to when changes are here."""

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Column, ForeignKey, String
from sqlmodel import Field, SQLModel

from joint_account.database import Instant

FREE = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for a claim that nobody holds."""


def _tenant() -> Column[int]:
    return Column(BigInteger, ForeignKey("joint_account.id"), primary_key=True, autoincrement=False)


def _connection() -> Column[int]:
    return Column(BigInteger, primary_key=True, autoincrement=False)


class Kind(StrEnum):
    """What a window's report is chosen by."""

    HISTORY = "history"
    """When orders were placed."""
    CHANGES = "changes"
    """When orders changed: what was too much to be searched for."""


class SyncWindow(SQLModel, table=True):
    """Some days of a connection that one report fills. It is done or not done, never half."""

    __tablename__ = "sync_window"

    joint_account_id: int = Field(sa_column=_tenant())
    connection_id: int = Field(sa_column=_connection())
    kind: Kind = Field(sa_type=String, primary_key=True)
    start: datetime = Field(sa_type=Instant, primary_key=True)
    until: datetime = Field(sa_type=Instant)
    done_at: datetime | None = Field(default=None, sa_type=Instant, description="When its last rows were stored.")
    claimed_by: str = Field(default="", description="Whoever works on it; each claim has a name of its own.")
    claimed_until: datetime = Field(default=FREE, sa_type=Instant, description="Until then nobody else takes it.")
    report_id: str = Field(default="", description="The report that was asked for; empty: none yet, or none that is good.")
    failures: int = Field(default=0, description="Reports that were no good, one after the other.")
    skipped: int = Field(default=0, description="Rows left out because they could not be read.")


class SyncCursor(SQLModel, table=True):
    """Up to when the changes of a connection are here."""

    __tablename__ = "sync_cursor"

    joint_account_id: int = Field(sa_column=_tenant())
    connection_id: int = Field(sa_column=_connection())
    until: datetime = Field(sa_type=Instant, description="The last search's end, as Amazon said it.")
    claimed_by: str = ""
    claimed_until: datetime = Field(default=FREE, sa_type=Instant, description="Until then nobody searches.")
