"""Connections to Amazon, whose each store is, consents that are under way, and how often Amazon was asked."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String
from sqlmodel import Field, SQLModel

from joint_account.database import Instant

SEALED_FOR = "amazon"
"""The purpose that refresh tokens are sealed for, each for its joint account."""


def _tenant() -> Column[int]:
    return Column(BigInteger, ForeignKey("joint_account.id"), primary_key=True, autoincrement=False)


class ConnectionState(StrEnum):
    """How a connection is."""

    OPEN = "open"
    REVOKED = "revoked"
    """Amazon accepts its key no longer: it needs a new consent."""
    CLOSED = "closed"
    """Disconnected by a member. What came through it stays."""


class AmazonConnection(SQLModel, table=True):
    """A seller account of one region that gave its consent. A region can hold several seller accounts."""

    __tablename__ = "amazon_connection"

    joint_account_id: int = Field(sa_column=_tenant())
    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    region: str = Field(max_length=2)
    seller_id: str = Field(description="selling_partner_id, which Seller Central calls the merchant token.")
    state: ConnectionState = Field(sa_type=String)
    refresh_token: bytes | None = Field(default=None, description="Sealed for the joint account; none once it is closed.")
    self_authorised: bool = Field(description="Whether the refresh token was pasted.")
    consented_by: int = Field(sa_type=BigInteger)
    consented_at: datetime = Field(sa_type=Instant)
    ends_at: datetime | None = Field(
        default=None, sa_type=Instant, description="When Amazon wants the consent anew; a pasted key has no end that is known."
    )
    remind_at: datetime | None = Field(default=None, sa_type=Instant, description="When the next reminder of that is due.")
    trouble: str = Field(default="", description="What is wrong at the moment, as a sentence.")
    next_try_at: datetime | None = Field(default=None, sa_type=Instant, description="When it is tried again.")
    windows: int = Field(
        default=0, sa_column_kwargs={"server_default": "0"}, description="Parts that the history of its stores comes in."
    )
    windows_done: int = Field(default=0, sa_column_kwargs={"server_default": "0"}, description="How many of them are here.")

    __table_args__ = (
        Index("uq_amazon_connection", "joint_account_id", "region", "seller_id", unique=True),
        Index("ix_amazon_connection_remind", "state", "remind_at"),
    )


class ConsentRequest(SQLModel, table=True):
    """Somebody was sent to Amazon's consent page. Its `state` comes back once, to the session that it left from."""

    __tablename__ = "consent_request"

    joint_account_id: int = Field(sa_column=_tenant())
    state_hash: str = Field(primary_key=True, description="SHA-256 of the state.")
    session_id: int = Field(sa_type=BigInteger)
    person_id: int = Field(sa_type=BigInteger)
    region: str = Field(max_length=2)
    expires_at: datetime = Field(sa_type=Instant)


class StoreClaim(SQLModel, table=True):
    """Whose a seller account's store is, over all joint accounts: a store that one has, no other can connect.

    Global: what is unique over all tenants cannot have a tenant first in its key. It is looked up by seller account and
    marketplace alone, and tells nobody more than that a store is taken.
    """

    __tablename__ = "store_claim"

    seller_id: str = Field(primary_key=True)
    marketplace_id: str = Field(primary_key=True)
    joint_account_id: int = Field(sa_type=BigInteger)


class CallBucket(SQLModel, table=True):
    """How often an operation may still be called for a seller account, whichever process calls it."""

    __tablename__ = "call_bucket"

    joint_account_id: int = Field(sa_column=_tenant())
    region: str = Field(primary_key=True, max_length=2)
    seller_id: str = Field(primary_key=True)
    operation: str = Field(primary_key=True)
    full_at: datetime = Field(sa_type=Instant, description="When the bucket will be full again.")
    step: int = Field(sa_type=BigInteger, description="Microseconds until one more call comes back.")
