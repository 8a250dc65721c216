"""Orders with their lines as Amazon reports them, and the roll-ups that pages read."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Column, ForeignKey, ForeignKeyConstraint, Index
from sqlmodel import Field, SQLModel

from joint_account.database import Instant


def _tenant() -> Column[int]:
    return Column(BigInteger, ForeignKey("joint_account.id"), primary_key=True, autoincrement=False)


class Order(SQLModel, table=True):
    """An order, with what its lines add up to. Amounts are integers in the currency's minor unit."""

    __tablename__ = "customer_order"

    joint_account_id: int = Field(sa_column=_tenant())
    order_id: str = Field(primary_key=True, description="amazon-order-id.")
    channel: str = Field(description="sales-channel as reported: Amazon.de, Non-Amazon US.")
    store: str | None = Field(default=None, max_length=2, description="Country code; none for a channel that is no store.")
    purchased_at: datetime = Field(sa_type=Instant)
    day: date = Field(description="Of purchase, in the store's zone; in UTC for a channel that is no store.")
    updated_at: datetime = Field(sa_type=Instant, description="last-updated-date, the newest of its lines.")
    status: str = Field(description="order-status as reported.")
    cancelled: bool = Field(description="Whether every line is cancelled.")
    fulfillment: str = ""
    currency: str = Field(max_length=3, description="Of its priced lines; the store's when none has a price.")
    sales: int = Field(default=0, sa_type=BigInteger, description="Sum of prices over lines that are not cancelled.")
    units: int = Field(default=0, description="Sum of quantities over lines that are not cancelled.")
    unpriced: bool = Field(default=False, description="Whether a line that is not cancelled has no price yet.")

    __table_args__ = (
        Index("ix_order_newest", "joint_account_id", "purchased_at", "order_id"),
        Index("ix_order_store_newest", "joint_account_id", "store", "purchased_at", "order_id"),
        {"sqlite_with_rowid": False},
    )


class OrderLine(SQLModel, table=True):
    """A line of an order. Two lines of one order may be equal to the letter, and both count."""

    __tablename__ = "order_line"

    joint_account_id: int = Field(sa_column=_tenant())
    order_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True, description="1, 2, … in the order of their SKUs, however a file lists them.")
    sku: str
    asin: str = ""
    title: str = ""
    cancelled: bool
    quantity: int
    currency: str | None = Field(default=None, max_length=3)
    price: int | None = Field(
        default=None, sa_type=BigInteger, description="item-price: of the whole line; none while pending."
    )
    tax: int | None = Field(default=None, sa_type=BigInteger)
    shipping: int | None = Field(default=None, sa_type=BigInteger)
    discount: int | None = Field(default=None, sa_type=BigInteger, description="item-promotion-discount, as a positive amount.")

    __table_args__ = (
        ForeignKeyConstraint(
            ["joint_account_id", "order_id"],
            ["customer_order.joint_account_id", "customer_order.order_id"],
            name="fk_order_line_order",
        ),
        {"sqlite_with_rowid": False},
    )


class DailySales(SQLModel, table=True):
    """What one store sold on one of its own days, in one currency. Kept in the transaction that stores the orders."""

    __tablename__ = "daily_sales"
    __table_args__ = {"sqlite_with_rowid": False}

    joint_account_id: int = Field(sa_column=_tenant())
    day: date = Field(primary_key=True)
    store: str = Field(primary_key=True, max_length=2)
    currency: str = Field(primary_key=True, max_length=3)
    sales: int = Field(sa_type=BigInteger, description="Minor units.")
    orders: int = Field(description="Orders with a line that is not cancelled, pending ones included.")
    units: int
    cancelled_orders: int = Field(description="Orders of which every line is cancelled; not among `orders`.")
    unpriced_orders: int = Field(description="Orders among `orders` with a line that has no price yet.")
    tax: int = Field(
        default=0,
        sa_type=BigInteger,
        sa_column_kwargs={"server_default": "0"},
        description="Sum of item-tax as reported, minor units: within `sales` where prices hold it, on top elsewhere.",
    )


class HourlySales(SQLModel, table=True):
    """What one store sold in one quarter of an hour, in one currency: what is cut anew when the day is another zone's.

    A quarter, because zones lie whole quarters of an hour apart (Nepal is at UTC+05:45), and no finer.
    """

    __tablename__ = "hourly_sales"
    __table_args__ = {"sqlite_with_rowid": False}

    joint_account_id: int = Field(sa_column=_tenant())
    quarter: int = Field(primary_key=True, description="Quarters of an hour since 1970 in UTC, the one that began last.")
    store: str = Field(primary_key=True, max_length=2)
    currency: str = Field(primary_key=True, max_length=3)
    sales: int = Field(sa_type=BigInteger, description="Minor units; this and what follows as in `DailySales`.")
    orders: int
    units: int
    cancelled_orders: int
    unpriced_orders: int
    tax: int = Field(sa_type=BigInteger)


class DailyProductSales(SQLModel, table=True):
    """What one store sold of one product on one of its own days."""

    __tablename__ = "daily_product_sales"
    __table_args__ = {"sqlite_with_rowid": False}

    joint_account_id: int = Field(sa_column=_tenant())
    day: date = Field(primary_key=True)
    store: str = Field(primary_key=True, max_length=2)
    currency: str = Field(primary_key=True, max_length=3)
    asin: str = Field(primary_key=True, description="The SKU where the report names no ASIN.")
    sales: int = Field(sa_type=BigInteger, description="Minor units.")
    units: int


class Product(SQLModel, table=True):
    """What a product is called, as last reported."""

    joint_account_id: int = Field(sa_column=_tenant())
    asin: str = Field(primary_key=True, description="The SKU where the report names no ASIN.")
    title: str
    reported_at: datetime = Field(
        sa_type=Instant,
        sa_column_kwargs={"server_default": "0"},
        description="Of the newest order that called it so: files may come in any order.",
    )
