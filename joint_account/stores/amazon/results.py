"""What Amazon answers, with types: the fields that are used, and no others.

Sources: the models of orders 2026-01-01, reports 2021-06-30, sales v1 and sellers v1.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import AwareDatetime, ConfigDict, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from joint_account.stores.amazon.errors import UnexpectedAnswer

T = TypeVar("T")
_AS_AMAZON_NAMES_IT = ConfigDict(alias_generator=to_camel, extra="ignore")


@dataclass(frozen=True)
class Money:
    """An amount in a currency, as a decimal."""

    __pydantic_config__ = _AS_AMAZON_NAMES_IT

    amount: Decimal
    currency_code: str


@dataclass(frozen=True)
class Marketplace:
    """One of Amazon's marketplaces, or something that is none and stands among them."""

    __pydantic_config__ = _AS_AMAZON_NAMES_IT

    id: str
    name: str


@dataclass(frozen=True)
class Taking:
    """Whether the seller account sells there."""

    __pydantic_config__ = _AS_AMAZON_NAMES_IT

    is_participating: bool
    has_suspended_listings: bool


@dataclass(frozen=True)
class Participation:
    """A marketplace that a seller account belongs to."""

    __pydantic_config__ = _AS_AMAZON_NAMES_IT

    marketplace: Marketplace
    participation: Taking
    store_name: str


@dataclass(frozen=True)
class Report:
    """A report that was asked for, or that Amazon makes by itself."""

    __pydantic_config__ = _AS_AMAZON_NAMES_IT

    report_id: str
    report_type: str
    processing_status: str
    """IN_QUEUE, IN_PROGRESS, DONE, CANCELLED (also: there is no data) or FATAL."""
    created_time: AwareDatetime
    marketplace_ids: tuple[str, ...] = ()
    data_start_time: AwareDatetime | None = None
    data_end_time: AwareDatetime | None = None
    report_document_id: str | None = None


@dataclass(frozen=True)
class ReportPage:
    """Reports, and what the next page is asked with."""

    __pydantic_config__ = _AS_AMAZON_NAMES_IT

    reports: tuple[Report, ...]
    next_token: str | None = None


@dataclass(frozen=True)
class ReportDocument:
    """Where a report's file lies for five minutes. Whoever has the address has the file."""

    __pydantic_config__ = _AS_AMAZON_NAMES_IT

    report_document_id: str
    url: str


@dataclass(frozen=True)
class DayMetrics:
    """What a store sold in an interval, as Amazon counts it; pending orders count with the price that they will have."""

    __pydantic_config__ = _AS_AMAZON_NAMES_IT

    interval: str
    order_count: int
    order_item_count: int
    unit_count: int
    total_sales: Money


def read(kind: type[T], said: Any) -> T:
    """An answer as what it should be.

    Raises:
        UnexpectedAnswer: it is something else; the reason names the fields, never what stands in them.
    """
    try:
        return TypeAdapter(kind).validate_python(said)
    except (ValidationError, RecursionError) as wrong:
        fields = [".".join(map(str, one["loc"])) for one in wrong.errors()[:5]] if isinstance(wrong, ValidationError) else []
        raise UnexpectedAnswer(f"{getattr(kind, '__name__', kind)}: {', '.join(fields)}") from None
