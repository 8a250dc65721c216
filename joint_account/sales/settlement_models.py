"""Settlements as Amazon pays them out, line by line, and the roll-up that pages read. Amounts are in minor units."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Column, ForeignKey, ForeignKeyConstraint, Index
from sqlmodel import Field, SQLModel

from joint_account.database import Instant


def _tenant() -> Column[int]:
    return Column(BigInteger, ForeignKey("joint_account.id"), primary_key=True, autoincrement=False)


class Settlement(SQLModel, table=True):
    """What Amazon paid for some two weeks of one store."""

    joint_account_id: int = Field(sa_column=_tenant())
    settlement_id: str = Field(primary_key=True)
    store: str = Field(max_length=2, description="Country code of most of its lines; empty where none names a store.")
    currency: str = Field(max_length=3)
    starts_at: datetime = Field(sa_type=Instant)
    ends_at: datetime = Field(sa_type=Instant)
    deposit_day: date | None = Field(default=None)
    total: int = Field(sa_type=BigInteger, description="Minor units: what its lines add up to, checked.")
    as_of: datetime = Field(sa_type=Instant, description="Of the file that it was taken from.")
    digest: str = Field(description="SHA-256 of that file; of two of one moment the greater stays.")


class SettlementLine(SQLModel, table=True):
    """One amount of a settlement: a price, a fee, a tax."""

    __tablename__ = "settlement_line"

    joint_account_id: int = Field(sa_column=_tenant())
    settlement_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True, description="Its line in the file.")
    store: str = Field(max_length=2, description="Country code; empty for what belongs to the account and no store.")
    day: date = Field(description="When it was posted, in the zone of the store, or of the settlement's.")
    kind: str = Field(description="What it is to us: see parts_of_money.py.")
    transaction_type: str = Field(description="As reported: Order, Refund, ServiceFee.")
    amount_type: str = Field(description="As reported: ItemPrice, ItemFees.")
    description: str = Field(description="As reported: Principal, Commission.")
    order_id: str
    sku: str
    quantity: int | None = Field(default=None)
    amount: int = Field(sa_type=BigInteger, description="Minor units of the settlement's currency, with its sign.")

    __table_args__ = (
        ForeignKeyConstraint(
            ["joint_account_id", "settlement_id"],
            ["settlement.joint_account_id", "settlement.settlement_id"],
            name="fk_settlement_line_settlement",
        ),
        Index("ix_settlement_line_order", "joint_account_id", "order_id"),
        {"sqlite_with_rowid": False},
    )


class DailySettlement(SQLModel, table=True):
    """What was posted for one store on one of its own days, by kind. Kept in the transaction that stores the settlement."""

    __tablename__ = "daily_settlement"
    __table_args__ = {"sqlite_with_rowid": False}

    joint_account_id: int = Field(sa_column=_tenant())
    day: date = Field(primary_key=True)
    store: str = Field(primary_key=True, max_length=2)
    currency: str = Field(primary_key=True, max_length=3)
    kind: str = Field(primary_key=True)
    amount: int = Field(sa_type=BigInteger)
    lines: int
