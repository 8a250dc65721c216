"""The outbox: letters that were promised in a transaction, and what became of them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Column, Index, LargeBinary, String
from sqlmodel import Field, SQLModel

from joint_account.database import Instant


class Delivery(StrEnum):
    """What became of a letter. `kept` ones lie in Mailbox and never leave this machine."""

    QUEUED = "queued"
    KEPT = "kept"
    SENT = "sent"
    FAILED = "failed"


class Letter(SQLModel, table=True):
    """One mail to one person, queued in the transaction that made it necessary."""

    joint_account_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    demo_id: str | None = Field(default=None, description="A demo's letters stay in its own Mailbox.")
    about: int | None = Field(default=None, sa_type=BigInteger, description="Id of the invitation it carries, if any.")
    kind: str = Field(description="Name of its template.")
    recipient: str
    language: str
    subject: str
    message_id: str = Field(description="Fixed when queued, so that a repeat after a crash can be recognised.")
    sealed: bytes | None = Field(
        default=None, sa_type=LargeBinary, description="The whole message, encrypted; gone once it has left this machine."
    )
    delivery: Delivery = Field(default=Delivery.QUEUED, sa_type=String)
    attempts: int = 0
    queued_at: datetime = Field(sa_type=Instant)
    due_at: datetime = Field(sa_type=Instant, description="Not to be tried before; moved on by a claim and by a failure.")
    settled_at: datetime | None = Field(default=None, sa_type=Instant)
    trouble: str = Field(default="", description="Why the last try failed, in words.")
    mailbox_id: int | None = Field(
        default=None, sa_type=BigInteger, description="The joint account's own mailbox that it leaves from; none: ours."
    )

    __table_args__ = (Index("ix_letter_due", "delivery", "due_at"), Index("ix_letter_demo", "demo_id", "queued_at"))
