"""Reads the account health report (GET_V2_SELLER_PERFORMANCE_REPORT, JSON): several stores in one file.

Source: the schema accountHealthReport-2020-11-18 of Amazon's Selling Partner API. What Amazon judges is taken as it
judges it; figures that are not known here are read too, as long as they have the same shape.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from joint_account.reports.cells import BadCell, instant
from joint_account.reports.unfit import NoHealth
from joint_account.stores.marketplaces import by_id

COLUMNS = ("name", "status", "rate", "target", "above", "count", "until")
"""Columns of the table `health_metric`, after those that say whose it is."""

_LARGEST = 16 << 20
_MOST = 2**31 - 1
_MILLION = Decimal(1_000_000)
_RATE, _COUNT = "rate", "defectsCount"
_WARNINGS = "warningStates"


@dataclass(frozen=True)
class Health:
    """How one store stands."""

    store: str
    status: str
    rating: str
    metrics: tuple[tuple[Any, ...], ...]
    """Cells as in COLUMNS, by name."""


def read_health(path: Path) -> list[Health]:
    """The stores in the report, by country code; marketplaces that are no store are left out.

    Raises:
        ReportRefused: it is not such a report.
    """
    if path.stat().st_size > _LARGEST:
        raise NoHealth("its size")
    try:
        said = json.loads(path.read_bytes().decode("utf-8-sig"), parse_float=Decimal)
    except (ValueError, RecursionError):
        raise NoHealth("its end: it is cut off, or no JSON") from None
    statuses = {_text(one, "marketplaceId"): _text(one, "status") for one in _objects(said, "accountStatuses")}
    metrics = {_text(one, "marketplaceId"): one for one in _objects(said, "performanceMetrics")}
    found = [_health(name, statuses, metrics) for name in sorted(statuses.keys() | metrics.keys()) if name in by_id()]
    if not found:
        raise NoHealth("its stores: none of them is one of Amazon's")
    return sorted(found, key=lambda one: one.store)


def _health(name: str, statuses: Mapping[str, str], metrics: Mapping[str, Mapping[str, Any]]) -> Health:
    said = metrics.get(name, {})
    store = by_id()[name].country_code
    rating = said.get("accountHealthRating")
    rated = rating if isinstance(rating, dict) else {}
    # Amazon's schema and its own example call it by different names.
    rating_text = rated.get("ahrStatus") or rated.get("accountHealthRatingStatus") or ""
    return Health(store, statuses.get(name, ""), str(rating_text)[:40], tuple(sorted(_metrics(said), key=lambda one: one[0])))


def _metrics(said: Mapping[str, Any], within: str = "") -> Iterator[tuple[Any, ...]]:
    for name, one in said.items():
        whole_name = f"{within}{name}"[:100]
        if isinstance(one, dict) and (_RATE in one or _COUNT in one):
            yield _metric(whole_name, one)
        elif isinstance(one, dict) and not within:
            # The order defect rate has one figure for what Amazon sends and one for what the seller sends.
            yield from _metrics(one, f"{name}.")
    for warning in _objects(said, _WARNINGS) if not within and said.get(_WARNINGS) else ():
        yield (f"{_WARNINGS}.{_text(warning, 'warningType')}"[:100], _text(warning, "status"), None, None, False, None, None)


def _metric(name: str, one: Mapping[str, Any]) -> tuple[Any, ...]:
    is_rate = _RATE in one
    rate = _number(one, _RATE, _MILLION, name) if is_rate else None
    target = _number(one, "targetValue", _MILLION if is_rate else Decimal(1), name) if "targetValue" in one else None
    count = None if is_rate else _number(one, _COUNT, Decimal(1), name)
    above = one.get("targetCondition") == "GREATER_THAN"
    return (name, _text(one, "status"), rate, target, above, count, _until(one))


def _number(one: Mapping[str, Any], key: str, times: Decimal, name: str) -> int:
    value = one[key]
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise NoHealth(f"{name}, {key}")
    number = Decimal(value) * times
    if not abs(number) <= _MOST:
        raise NoHealth(f"{name}, {key}")
    return int(number.quantize(Decimal(1), ROUND_HALF_UP))


def _until(one: Mapping[str, Any]) -> int | None:
    days = one.get("reportingDateRange")
    last = days.get("reportingDateTo") if isinstance(days, dict) else None
    try:
        # Python reads 2026-10-31T23:59Z as it stands.
        return instant(str(last)) if last else None
    except BadCell:
        raise NoHealth(f"reportingDateTo, {str(last)[:40]}") from None


def _objects(said: Any, key: str) -> list[Mapping[str, Any]]:
    found = said.get(key) if isinstance(said, dict) else None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise NoHealth(key)
    return found


def _text(one: Mapping[str, Any], key: str) -> str:
    value = one.get(key)
    if not isinstance(value, str) or not 0 < len(value) <= 100 or "\0" in value:
        raise NoHealth(key)
    return value
