"""Notes that managers write beside the chart."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Index
from sqlmodel import Field, SQLModel

from joint_account.database import Instant


class Note(SQLModel, table=True):
    """What happened on a day, in somebody's own words."""

    __tablename__ = "sales_note"
    __table_args__ = (Index("ix_sales_note_day", "joint_account_id", "day"),)

    joint_account_id: int = Field(
        sa_column=Column(BigInteger, ForeignKey("joint_account.id"), primary_key=True, autoincrement=False)
    )
    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    day: date
    text: str
    person_id: int = Field(sa_type=BigInteger, description="Who wrote it.")
    at: datetime = Field(sa_type=Instant)
