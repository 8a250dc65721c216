"""Instants as clocks show them: in the store's own zone, with the zone's name."""

from datetime import UTC, datetime

from babel.dates import format_datetime, get_timezone_name

from joint_account.stores.marketplaces import marketplaces
from joint_account.ui.numbers import LOCALE


def local_time(instant: datetime, store: str | None) -> str:
    """24 Nov 2026, 18:05 in the store's zone; in UTC, and saying so, for a channel that is no store."""
    zone = marketplaces()[store].zone if store else UTC
    return format_datetime(instant, "d MMM y, HH:mm" if store else "d MMM y, HH:mm 'UTC'", tzinfo=zone, locale=LOCALE)


def zone_name(instant: datetime, store: str | None) -> str:
    """What the zone of a store is called at an instant: Pacific Standard Time, UTC-08:00."""
    if store is None:
        return "UTC"
    local = instant.astimezone(marketplaces()[store].zone)
    return f"{get_timezone_name(local, locale=LOCALE)}, {offset_of(local)}"


def offset_of(local: datetime) -> str:
    """How far an aware datetime is from UTC: UTC-08:00."""
    offset = local.strftime("%z")
    return f"UTC{offset[:3]}:{offset[3:]}"
