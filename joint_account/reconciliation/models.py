"""What Amazon says that each store sold on each of its days, and when it was asked."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Column, ForeignKey
from sqlmodel import Field, SQLModel

from joint_account.database import Instant


def _tenant() -> Column[int]:
    return Column(BigInteger, ForeignKey("joint_account.id"), primary_key=True, autoincrement=False)


class AmazonDay(SQLModel, table=True):
    """What one store sold on one of its own days, as Amazon counted it when it was asked."""

    __tablename__ = "amazon_day"
    __table_args__ = {"sqlite_with_rowid": False}

    joint_account_id: int = Field(sa_column=_tenant())
    store: str = Field(primary_key=True, max_length=2)
    day: date = Field(primary_key=True)
    sales: int = Field(sa_type=BigInteger, description="Minor units of the store's currency.")
    orders: int
    units: int
    asked_at: datetime = Field(sa_type=Instant)


class AmazonDayCheck(SQLModel, table=True):
    """How far Amazon was asked about a store's days, and when it is asked again."""

    __tablename__ = "amazon_day_check"

    joint_account_id: int = Field(sa_column=_tenant())
    store: str = Field(primary_key=True, max_length=2)
    due_at: datetime = Field(sa_type=Instant, description="Nobody asks before: whoever asks moves it on first.")
    asked_at: datetime | None = Field(default=None, sa_type=Instant, description="When it last answered all that was asked.")
    trouble: str = Field(default="", description="Why it did not answer the last time, as a sentence.")
