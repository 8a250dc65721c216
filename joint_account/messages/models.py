"""Mailboxes that buyer messages come in by, threads, messages, and what colleagues leave at a thread.

What a buyer wrote, and where they can be reached, is sealed for the joint account; looked up is a mark of it (sealing.py).
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Column, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String
from sqlmodel import Field, SQLModel

from joint_account.database import Instant
from joint_account.mail.transport import Security

PASSWORDS = "mailbox"
TEXTS = "messages"
"""Purposes that things are sealed for, each for its joint account."""


def _tenant() -> Column[int]:
    return Column(BigInteger, ForeignKey("joint_account.id"), primary_key=True, autoincrement=False)


def _id() -> Column[int]:
    return Column(BigInteger, primary_key=True, autoincrement=False)


def _thread() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["joint_account_id", "thread_id"], ["buyer_thread.joint_account_id", "buyer_thread.id"])


class Mailbox(SQLModel, table=True):
    """A mailbox that Amazon sends buyers' messages to, and the server that answers leave by."""

    joint_account_id: int = Field(sa_column=_tenant())
    id: int = Field(sa_column=_id())
    is_open: bool = Field(default=True, description="Until a member disconnects it.")
    imap_host: str
    imap_port: int
    imap_user: str
    imap_password: bytes | None = Field(default=None, sa_type=LargeBinary, description="Sealed; none once it is closed.")
    smtp_host: str
    smtp_port: int
    smtp_user: str = Field(description="Empty: no log-in.")
    smtp_password: bytes | None = Field(default=None, sa_type=LargeBinary, description="Sealed.")
    from_address: str = Field(description="That Amazon knows the seller by (Messaging Permissions).")
    security: Security = Field(sa_type=String)
    trusted_server: str = Field(description="Whose Authentication-Results are believed.")
    connected_by: int = Field(sa_type=BigInteger)
    connected_at: datetime = Field(sa_type=Instant)
    uid_validity: int = Field(
        default=0, sa_type=BigInteger, description="Of its INBOX when `last_uid` was seen; RFC 3501, 2.3.1.1."
    )
    last_uid: int = Field(default=0, sa_type=BigInteger, description="Up to here everything was looked at.")
    fresh_at: datetime | None = Field(default=None, sa_type=Instant, description="When it was last looked into.")
    trouble: str = Field(default="", description="What is wrong at the moment, as a sentence.")
    claimed_by: str = ""
    claimed_until: datetime | None = Field(default=None, sa_type=Instant)


class MailboxStore(SQLModel, table=True):
    """Which mailbox serves a store: one at most."""

    __tablename__ = "mailbox_store"

    joint_account_id: int = Field(sa_column=_tenant())
    store: str = Field(primary_key=True, max_length=2)
    mailbox_id: int = Field(sa_type=BigInteger)


class Thread(SQLModel, table=True):
    """What one buyer wrote about one order, and what they were answered."""

    __tablename__ = "buyer_thread"

    joint_account_id: int = Field(sa_column=_tenant())
    id: int = Field(sa_column=_id())
    mailbox_id: int | None = Field(default=None, sa_type=BigInteger, description="That it came in by.")
    store: str | None = Field(default=None, max_length=2, description="None while it is not sorted.")
    order_id: str | None = None
    buyer_mark: bytes = Field(sa_type=LargeBinary, description="Of the anonymised address.")
    buyer: bytes | None = Field(default=None, sa_type=LargeBinary, description="The address to answer to, sealed.")
    subject: bytes | None = Field(default=None, sa_type=LargeBinary, description="Sealed.")
    last_line: bytes | None = Field(default=None, sa_type=LargeBinary, description="Of the newest message, sealed.")
    language: str = Field(default="", max_length=2, description="That the buyer writes; empty when nobody can tell.")
    waiting_since: datetime | None = Field(
        default=None, sa_type=Instant, description="When Amazon received the oldest message that is not answered."
    )
    last_at: datetime = Field(sa_type=Instant, description="Of the newest message.")
    urgency: int = Field(sa_type=BigInteger, description="What the inbox is sorted by, upwards: see clock.py.")
    messages: int = Field(default=0, description="Notes are none.")
    unread: bool = True
    assigned_to: int | None = Field(default=None, sa_type=BigInteger)
    erased_at: datetime | None = Field(default=None, sa_type=Instant, description="When the buyer's personal data went.")

    __table_args__ = (
        Index("ix_thread_urgent", "joint_account_id", "urgency", "id"),
        Index("ix_thread_store_urgent", "joint_account_id", "store", "urgency", "id"),
        Index("ix_thread_buyer", "joint_account_id", "buyer_mark"),
        Index("ix_thread_order", "joint_account_id", "order_id"),
        Index("ix_thread_unread", "joint_account_id", "unread"),
        Index("ix_thread_last", "joint_account_id", "last_at"),
    )


class Kind(StrEnum):
    """What stands in a conversation."""

    BUYER = "buyer"
    REPLY = "reply"
    NOTE = "note"
    """For colleagues; it never leaves."""
    EXCUSE = "no reply needed"
    """A member said that what came until then needs no answer, as Amazon counts it."""


class Message(SQLModel, table=True):
    """One part of a conversation. Each message counts once, however often it is delivered."""

    __tablename__ = "buyer_message"

    joint_account_id: int = Field(sa_column=_tenant())
    id: int = Field(sa_column=_id())
    thread_id: int = Field(sa_type=BigInteger)
    kind: Kind = Field(sa_type=String)
    key: str = Field(description="SHA-256 of its Message-ID, or of the whole where it has none; a reply's token.")
    at: datetime = Field(sa_type=Instant, description="When Amazon received it; when a member wrote it.")
    person_id: int | None = Field(default=None, sa_type=BigInteger, description="Who wrote it, of members.")
    text: bytes | None = Field(default=None, sa_type=LargeBinary, description="Sealed.")
    message_id: str = Field(default="", description="As its header has it, for answers to refer to.")
    files: bytes | None = Field(default=None, sa_type=LargeBinary, description="Names and sizes of its attachments, sealed.")
    raw: bytes | None = Field(default=None, sa_type=LargeBinary, description="The whole of what could not be read, sealed.")
    trouble: str = Field(default="", description="Why it could not be read, or was not sent.")
    letter_id: int | None = Field(default=None, sa_type=BigInteger, description="A reply's in the outbox.")
    left_at: datetime | None = Field(default=None, sa_type=Instant, description="When a reply was handed to the mail server.")
    answered_at: datetime | None = Field(default=None, sa_type=Instant, description="When the clock of a buyer's was stopped.")
    answered_by: int | None = Field(default=None, sa_type=BigInteger)
    excused: bool = Field(default=False, description="Stopped without an answer: none was needed.")
    store: str | None = Field(default=None, max_length=2, description="Of its thread; figures are counted by it.")

    __table_args__ = (
        _thread(),
        Index("uq_message", "joint_account_id", "key", unique=True),
        Index("ix_message_thread", "joint_account_id", "thread_id", "at", "id"),
        Index("ix_message_counted", "joint_account_id", "kind", "at"),
    )


class Draft(SQLModel, table=True):
    """What somebody is typing at a thread; it says as well that they are."""

    __tablename__ = "reply_draft"

    joint_account_id: int = Field(sa_column=_tenant())
    thread_id: int = Field(sa_column=_id())
    person_id: int = Field(sa_column=_id())
    text: bytes | None = Field(default=None, sa_type=LargeBinary, description="Sealed.")
    at: datetime = Field(sa_type=Instant)

    __table_args__ = (_thread(),)


class ThreadWord(SQLModel, table=True):
    """That a word stands in a thread, by its mark: what is sealed can be searched without being opened."""

    __tablename__ = "thread_word"

    joint_account_id: int = Field(sa_column=_tenant())
    word: int = Field(sa_column=_id(), description="The first 8 bytes of its mark.")
    thread_id: int = Field(sa_column=_id())

    __table_args__ = (_thread(), Index("ix_word_thread", "joint_account_id", "thread_id"), {"sqlite_with_rowid": False})


class MessageRules(SQLModel, table=True):
    """What the organizer decided about buyers' messages."""

    __tablename__ = "message_rules"

    joint_account_id: int = Field(sa_column=_tenant())
    viewers_read: bool = Field(description="Whether viewers read what buyers wrote.")
