"""People, their sessions, and the links that are mailed to them. Global: a person belongs to at most one joint account."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Index, text
from sqlmodel import Field, SQLModel

from joint_account.database import Instant


def _one_address(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, unique=True, sqlite_where=text(where), postgresql_where=text(where))


class Person(SQLModel, table=True):
    """Somebody who can log in; one e-mail address each. Every demo is a world of its own, with addresses of its own."""

    __table_args__ = (
        _one_address("uq_person_email", "email", where="demo_id IS NULL"),
        _one_address("uq_person_demo_email", "demo_id", "email", where="demo_id IS NOT NULL"),
        # SQLite replaces a row that shares a hidden rowid without asking any trigger.
        {"sqlite_with_rowid": False},
    )

    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    email: str = Field(description="Lower case, as compared and as written to.")
    name: str
    country: str = Field(max_length=2, description="ISO 3166-1 alpha-2.")
    language: str = Field(default="en", max_length=5)
    password_hash: str
    created_at: datetime = Field(sa_type=Instant)
    confirmed_at: datetime | None = Field(default=None, sa_type=Instant, description="When the address was proved.")
    joint_account_id: int | None = Field(
        default=None, sa_type=BigInteger, description="Where the person is a member; set once, for ever."
    )
    demo_id: str | None = Field(default=None, description="The demo that the person was born in.")


class LoginSession(SQLModel, table=True):
    """A browser that is logged in, found by the SHA-256 of its cookie."""

    __tablename__ = "login_session"

    token_hash: str = Field(primary_key=True)
    id: int = Field(sa_type=BigInteger, description="What a page calls it by; opens nothing.")
    person_id: int = Field(sa_column=Column(BigInteger, ForeignKey("person.id", ondelete="CASCADE"), nullable=False))
    device: str = Field(description="The browser and its system in words.")
    stays: bool = Field(description="Whether it outlives half an hour in which nothing happens.")
    is_strong: bool = Field(description="Whether a passkey or a second factor was part of it.")
    proved_at: datetime = Field(sa_type=Instant, description="When its person last proved who they are.")
    created_at: datetime = Field(sa_type=Instant)
    seen_at: datetime = Field(sa_type=Instant, description="When its person last did something, to a minute.")
    expires_at: datetime = Field(sa_type=Instant, description="When it ends, whatever happens.")

    __table_args__ = (Index("ix_login_session_person_id", "person_id"),)


class ResetLink(SQLModel, table=True):
    """A mailed link that sets a new password, found by the SHA-256 of its token."""

    __tablename__ = "reset_link"

    token_hash: str = Field(primary_key=True)
    person_id: int = Field(sa_column=Column(BigInteger, ForeignKey("person.id", ondelete="CASCADE"), nullable=False))
    expires_at: datetime = Field(sa_type=Instant)

    __table_args__ = (Index("ix_reset_link_person_id", "person_id"),)


class EmailChange(SQLModel, table=True):
    """A change of address that was asked for; one a person. A link that was used is gone: its address has agreed."""

    __tablename__ = "email_change"

    person_id: int = Field(
        sa_column=Column(BigInteger, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    )
    new_email: str
    old_token_hash: str | None = Field(default=None, unique=True, description="SHA-256 of the token mailed to the old address.")
    new_token_hash: str | None = Field(default=None, unique=True, description="Of the one mailed to the new address.")
    expires_at: datetime = Field(sa_type=Instant)


class AddressLink(SQLModel, table=True):
    """A mailed link that confirms a person's address, found by the SHA-256 of its token."""

    __tablename__ = "address_link"

    token_hash: str = Field(primary_key=True)
    person_id: int = Field(sa_column=Column(BigInteger, ForeignKey("person.id", ondelete="CASCADE"), nullable=False))
    expires_at: datetime = Field(sa_type=Instant)

    __table_args__ = (Index("ix_address_link_person_id", "person_id"),)


class ProviderIdentity(SQLModel, table=True):
    """What a provider calls a person: issuer and subject, never an e-mail address, which can change hands."""

    __tablename__ = "provider_identity"

    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    issuer: str
    subject: str
    person_id: int = Field(sa_column=Column(BigInteger, ForeignKey("person.id", ondelete="CASCADE"), nullable=False))
    label: str = Field(description="What the provider was called when it was linked.")
    email: str = Field(description="What the provider said then; shown, never compared.")
    linked_at: datetime = Field(sa_type=Instant)

    __table_args__ = (
        Index("uq_provider_identity", "issuer", "subject", unique=True),
        Index("ix_provider_identity_person_id", "person_id"),
    )


class SpentState(SQLModel, table=True):
    """What was good once and is used, by its SHA-256: a `state` from a provider, a challenge that a passkey signed."""

    __tablename__ = "spent_state"

    state_hash: str = Field(primary_key=True)
    expires_at: datetime = Field(sa_type=Instant)


class Passkey(SQLModel, table=True):
    """A passkey of a person (WebAuthn level 2, 4, "Credential Record"): what it proves is checked with its public key."""

    credential_id: bytes = Field(primary_key=True)
    id: int = Field(sa_type=BigInteger, description="What a page calls it by; opens nothing.")
    person_id: int = Field(sa_column=Column(BigInteger, ForeignKey("person.id", ondelete="CASCADE"), nullable=False))
    public_key: bytes = Field(description="COSE, as the authenticator gave it.")
    sign_count: int = Field(sa_type=BigInteger, description="What the authenticator last counted; 0 when it does not count.")
    name: str = Field(description="As its person calls it.")
    added_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)

    __table_args__ = (Index("ix_passkey_person_id", "person_id"),)


class Authenticator(SQLModel, table=True):
    """A person's authenticator app (TOTP, RFC 6238): one a person."""

    person_id: int = Field(
        sa_column=Column(BigInteger, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    )
    secret: bytes = Field(description="Sealed.")
    last_step: int = Field(sa_type=BigInteger, description="The time step of the code that was used last: none is good twice.")
    added_at: datetime = Field(sa_type=Instant)


class RecoveryCode(SQLModel, table=True):
    """A code that stands in once for the authenticator app, by its SHA-256; one that was used is gone."""

    __tablename__ = "recovery_code"

    person_id: int = Field(
        sa_column=Column(BigInteger, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    )
    code_hash: str = Field(primary_key=True)
