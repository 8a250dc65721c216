"""A joint account's stores, and the files that were imported into them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, String
from sqlmodel import Field, SQLModel

from joint_account.database import Instant


class Connection(StrEnum):
    """How a store's data comes in."""

    DEMO = "demo"
    REPORT = "report"
    AMAZON = "amazon"


class Store(SQLModel, table=True):
    """A joint account's presence in one marketplace."""

    joint_account_id: int = Field(
        sa_column=Column(BigInteger, ForeignKey("joint_account.id"), primary_key=True, autoincrement=False)
    )
    code: str = Field(primary_key=True, max_length=2, description="The marketplace's country code: DE, UK, JP.")
    connection: Connection = Field(sa_type=String)
    opened_at: datetime = Field(sa_type=Instant, description="When we first saw it.")
    connection_id: int | None = Field(
        default=None, sa_type=BigInteger, description="The Amazon connection that it has, or had; one at most."
    )
    history_done_at: datetime | None = Field(default=None, sa_type=Instant, description="When its history was all here.")
    fresh_at: datetime | None = Field(default=None, sa_type=Instant, description="Up to when its changes are here.")


class ReportImport(SQLModel, table=True):
    """A file that somebody gave us, and what came of it."""

    __tablename__ = "report_import"

    joint_account_id: int = Field(
        sa_column=Column(BigInteger, ForeignKey("joint_account.id"), primary_key=True, autoincrement=False)
    )
    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    file_name: str
    person_id: int = Field(sa_type=BigInteger)
    at: datetime = Field(sa_type=Instant)
    rows: int = 0
    kind: str = Field(
        default="orders", sa_column_kwargs={"server_default": "orders"}, description="Of report: see reports/kinds.py."
    )
    orders: int = Field(default=0, description="Orders that the file changed; of other kinds, stores or settlements.")
    skipped: int = Field(default=0, description="Rows left out because they could not be read.")
    stores: list[str] = Field(default_factory=list, sa_type=JSON)
    problem: str = Field(default="", description="Why the file was refused, in words; empty when it was taken.")
