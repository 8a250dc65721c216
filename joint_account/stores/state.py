"""What the Stores page shows."""

from dataclasses import dataclass

import reflex as rx

from joint_account.identity.gate import logged_in, open_to
from joint_account.identity.sessions import person_now
from joint_account.registration.belonging import role_of
from joint_account.registration.roles import Act, may
from joint_account.reports.kinds import CALLED, Kind
from joint_account.stores.marketplaces import marketplaces
from joint_account.stores.models import Connection, ReportImport, Store
from joint_account.stores.queries import imports_of, stores_of
from joint_account.ui import live
from joint_account.ui.numbers import clock, full_day, plural

_HOW = {Connection.DEMO: "invented figures", Connection.REPORT: "report files"}


@dataclass(frozen=True)
class StoreRow:
    """A store."""

    code: str
    country: str
    domain: str
    currency: str
    zone: str
    how: str
    since: str
    seller_central: str


@dataclass(frozen=True)
class ImportRow:
    """A file that was imported."""

    file_name: str
    when: str
    outcome: str
    refused: bool


class StoresState(rx.State):
    """The stores, and the files that came in."""

    stores: list[StoreRow] = []
    imports: list[ImportRow] = []
    may_import: bool = False
    loaded: bool = False

    @rx.event
    @open_to(logged_in)
    async def load(self) -> None:
        """Reads everything anew."""
        person = person_now()
        await live.watch(self, person.joint_account_id, StoresState.load)
        role = await role_of(person)
        self.may_import = role is None or may(role, Act.OPERATE_STORES)
        self.stores = [_store_row(store) for store in await stores_of(person)]
        self.imports = [_import_row(one) for one in await imports_of(person)]
        self.loaded = True


def _store_row(store: Store) -> StoreRow:
    marketplace = marketplaces()[store.code]
    return StoreRow(
        code=store.code,
        country=marketplace.country_name,
        domain=marketplace.domain,
        currency=marketplace.currency,
        zone=marketplace.time_zone.replace("_", " "),
        how=_HOW[Connection(store.connection)],
        since=full_day(store.opened_at),
        seller_central=marketplace.seller_central_url,
    )


def _import_row(one: ReportImport) -> ImportRow:
    skipped = f", {plural(one.skipped, 'row')} left out" if one.skipped else ""
    told = CALLED[Kind(one.kind)] + ("" if one.orders else ", not newer")
    changed = plural(one.orders, "order") if one.kind == Kind.ORDERS else told
    taken = f"{plural(one.rows, 'row')}, {changed}, {', '.join(one.stores) or 'no store'}{skipped}"
    return ImportRow(one.file_name, f"{clock(one.at)} UTC", one.problem or taken, bool(one.problem))
