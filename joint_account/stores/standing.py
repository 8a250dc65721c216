"""How a store is, in words: pure, from what the database says and the clock."""

import math
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from joint_account.stores.amazon.models import AmazonConnection, ConnectionState
from joint_account.stores.amazon.rates import RATES, Operation
from joint_account.stores.models import Connection, Store
from joint_account.ui.numbers import clock, plural


class Standing(StrEnum):
    """What a store's data is at."""

    NEVER = "never connected"
    INVENTED = "invented figures"
    REPORTS = "report files"
    IMPORTING = "importing history"
    LIVE = "live"
    ATTENTION = "needs attention"
    DISCONNECTED = "disconnected"


@dataclass(frozen=True)
class StoreStanding:
    """A store's standing, and the sentence that a person reads."""

    standing: Standing
    sentence: str


def standing_of(store: Store | None, connection: AmazonConnection | None, at: datetime) -> StoreStanding:
    """How a store is.

    Args:
        store: none when the joint account does not have it.
        connection: the Amazon connection that it has, or had.
        at: now.
    """
    if store is None:
        return StoreStanding(Standing.NEVER, "Never connected.")
    if store.connection == Connection.DEMO:
        return StoreStanding(Standing.INVENTED, "Invented figures.")
    if store.connection == Connection.REPORT or connection is None:
        return StoreStanding(Standing.REPORTS, "Filled by report files.")
    if connection.state == ConnectionState.CLOSED:
        return StoreStanding(Standing.DISCONNECTED, "Disconnected. What came until then stays.")
    if trouble := trouble_of(connection, at):
        return StoreStanding(Standing.ATTENTION, trouble)
    if store.history_done_at is None or store.fresh_at is None:
        return StoreStanding(Standing.IMPORTING, f"Importing its history{_progress_of(connection)}.")
    return StoreStanding(Standing.LIVE, f"Live: everything up to {_ago(store.fresh_at, at)}.")


def trouble_of(connection: AmazonConnection, at: datetime) -> str:
    """What is wrong with a connection and what to do, or when it is tried again; empty when nothing is."""
    if connection.state == ConnectionState.REVOKED:
        return connection.trouble
    if connection.ends_at is not None and connection.ends_at <= at:
        return "Amazon wants the consent anew after a year. Connect again."
    if connection.trouble and connection.next_try_at is not None:
        return f"{connection.trouble} Next try at {clock(connection.next_try_at)} UTC."
    return connection.trouble


def _progress_of(connection: AmazonConnection) -> str:
    left = connection.windows - connection.windows_done
    if not connection.windows or not left:
        return ""
    # Amazon takes one request for a report in a minute, and needs about one more to make it.
    minutes = math.ceil(left / RATES[Operation.CREATE_REPORT].per_second / 60) + 1
    return f": {connection.windows_done} of {connection.windows} months are here, about {plural(minutes, 'minute')} to go"


def _ago(moment: datetime, at: datetime) -> str:
    minutes = max(int((at - moment).total_seconds() // 60), 0)
    if minutes < 1:
        return "a moment ago"
    if minutes < 120:
        return f"{plural(minutes, 'minute')} ago"
    return f"{plural(minutes // 60, 'hour')} ago" if minutes < 48 * 60 else f"{plural(minutes // 1440, 'day')} ago"
