"""A store as the newest report of each kind tells it. Nothing here is a buyer's."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey
from sqlmodel import Field, SQLModel

from joint_account.database import Instant


def _tenant() -> Column[int]:
    return Column(BigInteger, ForeignKey("joint_account.id"), primary_key=True, autoincrement=False)


def _store() -> str:
    return Field(primary_key=True, max_length=2, description="The marketplace's country code.")


class StoreReport(SQLModel, table=True):
    """Which report of a kind a store shows: the newest, whatever the order in which files came."""

    __tablename__ = "store_report"

    joint_account_id: int = Field(sa_column=_tenant())
    store: str = _store()
    kind: str = Field(primary_key=True, description="stock, listings or health.")
    as_of: datetime = Field(sa_type=Instant, description="When Amazon made it.")
    digest: str = Field(description="SHA-256 of what it says; of two of one moment the greater stays.")
    rows: int


class Stock(SQLModel, table=True):
    """What Amazon's warehouses hold of a SKU, as one store's report tells it. Stores can share a pool: see pools.py."""

    __table_args__ = {"sqlite_with_rowid": False}

    joint_account_id: int = Field(sa_column=_tenant())
    store: str = _store()
    sku: str = Field(primary_key=True)
    fnsku: str = Field(primary_key=True, description="Amazon's label on the thing itself; empty where none is given.")
    asin: str
    condition: str
    fulfillable: int = Field(description="Pieces that can be sent.")
    reserved: int = Field(description="Pieces on their way to a buyer or between warehouses.")
    unsellable: int
    inbound: int = Field(description="Pieces on their way to Amazon: working, shipped and receiving.")


class Listing(SQLModel, table=True):
    """An offer of a store."""

    __table_args__ = {"sqlite_with_rowid": False}

    joint_account_id: int = Field(sa_column=_tenant())
    store: str = _store()
    sku: str = Field(primary_key=True)
    asin: str
    listing_id: str
    title: str
    condition: str = Field(description="Amazon's number for it: 11 is new.")
    price: int | None = Field(default=None, sa_type=BigInteger, description="Minor units of the store's currency.")
    quantity: int | None = Field(default=None, description="Pieces that the seller sends; none where Amazon does.")
    by_amazon: bool = Field(description="Whether Amazon sends it.")
    status: str = Field(description="As reported: Active, Inactive, Incomplete.")


class AccountHealth(SQLModel, table=True):
    """How a store stands with Amazon."""

    __tablename__ = "account_health"

    joint_account_id: int = Field(sa_column=_tenant())
    store: str = _store()
    status: str = Field(description="NORMAL, AT_RISK, SUSPENDED or DEACTIVATED, as reported.")
    rating: str = Field(description="Account health rating, such as GREAT; empty where there is none.")


class HealthMetric(SQLModel, table=True):
    """One of the figures that a store's standing comes from."""

    __tablename__ = "health_metric"
    __table_args__ = {"sqlite_with_rowid": False}

    joint_account_id: int = Field(sa_column=_tenant())
    store: str = _store()
    name: str = Field(primary_key=True, description="As Amazon calls it: lateShipmentRate, orderDefectRate.afn.")
    status: str = Field(description="GOOD, BAD or NONE, as Amazon judges it.")
    rate: int | None = Field(default=None, description="Millionths; none for what is counted, such as policy violations.")
    target: int | None = Field(default=None, description="Millionths for a rate, pieces for a count.")
    above: bool = Field(description="Whether it should be above its target; below it, or at it, otherwise.")
    count: int | None = Field(default=None, description="Defects; none for a rate and a warning.")
    until: datetime | None = Field(default=None, sa_type=Instant, description="Last moment of the days that it covers.")
