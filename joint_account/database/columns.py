"""What every table is made of: ids, instants, and the mark of a row that belongs to no joint account yet."""

import secrets
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Dialect
from sqlalchemy.types import TypeDecorator

NO_JOINT_ACCOUNT = 0
"""Stands first in the key of a mail or audit entry about a person who belongs to no joint account yet."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_IDS_BEGIN = 1_767_225_600_000  # 2026-01-01 in milliseconds


def now() -> datetime:
    """The current instant, in UTC."""
    return datetime.now(UTC)


def new_id() -> int:
    """A new id: 41 bits of milliseconds, then 22 random ones, so that rows lie in the order they were made."""
    return ((time.time_ns() // 1_000_000 - _IDS_BEGIN) << 22) | secrets.randbits(22)


def id_in(text: str) -> int:
    """The id that a browser names as text; 0, which nothing has, when it is none."""
    named = int(text) if len(text) < 20 and text.isascii() and text.isdecimal() else 0
    return named if named < 2**63 else 0


def microseconds(instant: datetime) -> int:
    """An aware datetime as it is stored: microseconds since 1970."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """A point in time: microseconds since 1970 in UTC, as an integer that sorts alike in every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Refuses a time without a zone: nobody could say which instant it is."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Back to an aware datetime in UTC."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)
