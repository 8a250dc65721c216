"""What the Stores page shows, in words: pure, from what the database says and the clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from joint_account.reports.kinds import CALLED, Kind
from joint_account.stores.amazon.accounts import FIRST_STORES, NAMES, Region
from joint_account.stores.amazon.models import AmazonConnection, ConnectionState
from joint_account.stores.marketplaces import Marketplace, marketplaces
from joint_account.stores.models import ReportImport, Store
from joint_account.stores.standing import Standing, standing_of, trouble_of
from joint_account.ui.numbers import clock, full_day, plural

_SOON = timedelta(days=30)
_TONES = {Standing.LIVE: "tag good", Standing.IMPORTING: "tag warn", Standing.ATTENTION: "tag bad"}


@dataclass(frozen=True)
class StoreRow:
    """A store, and how it is."""

    code: str
    country: str
    domain: str
    day: str
    """Its currency, and the time zone that its day is in."""
    state: str
    tone: str
    """The classes of the state's tag."""
    sentence: str
    """Empty when it would say no more than the state."""
    newest: str
    """Up to when its changes are here, by the clock: an age is true at the moment at which it is read."""
    seller_central: str


@dataclass(frozen=True)
class ConnectionRow:
    """A seller account that is connected."""

    id: str
    region: str
    seller: str
    stores: str
    since: str
    ends: str
    trouble: str
    tone: str
    state: str
    store: str
    """Whose Seller Central renews the consent."""
    by_consent: bool
    wants_consent: bool


@dataclass(frozen=True)
class ImportRow:
    """A file that was imported."""

    file_name: str
    when: str
    outcome: str
    refused: bool


def store_rows(stores: Sequence[Store], connections: Sequence[AmazonConnection], at: datetime) -> list[StoreRow]:
    """The stores that are connected or have data, in the order that they come in."""
    by_id = {one.id: one for one in connections}
    return [_store_row(store, by_id.get(store.connection_id or 0), at) for store in stores]


def never_connected(stores: Sequence[Store]) -> list[StoreRow]:
    """Every other marketplace."""
    known = {store.code for store in stores}
    return [
        _row_of(one, Standing.NEVER, "", "")
        for one in sorted(marketplaces().values(), key=lambda one: one.country_name)
        if one.country_code not in known
    ]


def connection_rows(stores: Sequence[Store], connections: Sequence[AmazonConnection], at: datetime) -> list[ConnectionRow]:
    """The connections that somebody has not closed."""
    return [_connection_row(one, stores, at) for one in connections if one.state != ConnectionState.CLOSED]


def connected_in(connections: Sequence[AmazonConnection]) -> dict[str, str]:
    """How many seller accounts are connected, in words, by region; empty where none is."""
    open_ones = [one.region for one in connections if one.state != ConnectionState.CLOSED]
    counts = {region.value: open_ones.count(region.value) for region in Region}
    return {region: f"{plural(count, 'seller account')} connected" if count else "" for region, count in counts.items()}


def import_row(one: ReportImport) -> ImportRow:
    """A file, and what came of it."""
    skipped = f", {plural(one.skipped, 'row')} left out" if one.skipped else ""
    told = CALLED[Kind(one.kind)] + ("" if one.orders else ", not newer")
    changed = plural(one.orders, "order") if one.kind == Kind.ORDERS else told
    taken = f"{plural(one.rows, 'row')}, {changed}, {', '.join(one.stores) or 'no store'}{skipped}"
    return ImportRow(one.file_name, f"{clock(one.at)} UTC", one.problem or taken, bool(one.problem))


def _store_row(store: Store, connection: AmazonConnection | None, at: datetime) -> StoreRow:
    said = standing_of(store, connection, at)
    newest = f"As of {clock(store.fresh_at)} UTC" if store.fresh_at else ""
    return _row_of(marketplaces()[store.code], said.standing, said.sentence, newest)


def _row_of(marketplace: Marketplace, standing: Standing, sentence: str, newest: str) -> StoreRow:
    return StoreRow(
        code=marketplace.country_code,
        country=marketplace.country_name,
        domain=marketplace.domain,
        day=f"{marketplace.currency} · day of {marketplace.time_zone.replace('_', ' ')}",
        state=standing.value,
        tone=_TONES.get(standing, "tag"),
        sentence="" if sentence == f"{standing.value.capitalize()}." else sentence,
        newest=newest,
        seller_central=marketplace.seller_central_url,
    )


def _end_of(connection: AmazonConnection, at: datetime) -> str:
    if connection.ends_at is None:
        return "By a pasted key, which has no end that is known"
    day = full_day(connection.ends_at)
    return f"Ended {day}" if connection.ends_at <= at else f"Ends {day}; we remind you before"


def _connection_row(connection: AmazonConnection, stores: Sequence[Store], at: datetime) -> ConnectionRow:
    codes = [store.code for store in stores if store.connection_id == connection.id]
    region, trouble = Region(connection.region), trouble_of(connection, at)
    soon = connection.ends_at is not None and connection.ends_at <= at + _SOON
    tone, state = ("tag warn", "ends soon") if soon else ("tag good", "connected")
    if trouble:
        tone, state = "tag bad", "needs attention"
    if connection.self_authorised and connection.state == ConnectionState.REVOKED:
        trouble += " Paste its new refresh token below."
    return ConnectionRow(
        id=str(connection.id),
        region=NAMES[region],
        seller=connection.seller_id,
        stores=", ".join(codes),
        since=full_day(connection.consented_at),
        ends=_end_of(connection, at),
        trouble=trouble,
        tone=tone,
        state=state,
        store=codes[0] if codes else FIRST_STORES[region],
        by_consent=not connection.self_authorised,
        wants_consent=soon or connection.state == ConnectionState.REVOKED,
    )
