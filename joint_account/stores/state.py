"""What the Stores page shows."""

import reflex as rx

from joint_account.database import now
from joint_account.identity.gate import logged_in, open_to
from joint_account.identity.http import answer_to
from joint_account.identity.models import Person
from joint_account.identity.proving import is_recently_proved
from joint_account.identity.sessions import person_now, session_now
from joint_account.registration.belonging import role_of
from joint_account.registration.roles import Act, may
from joint_account.settings import settings
from joint_account.stores.amazon.connections import connections_of
from joint_account.stores.amazon.refusals import DemoStaysDemo
from joint_account.stores.amazon.routes import FORM
from joint_account.stores.queries import imports_of, stores_of
from joint_account.stores.rows import (
    ConnectionRow,
    ImportRow,
    StoreRow,
    connected_in,
    connection_rows,
    import_row,
    never_connected,
    store_rows,
)
from joint_account.ui import live

_DONE = {
    "connected": "Connected. The history of its stores comes in by itself, the newest first.",
    "disconnected": "Disconnected. What came until now stays.",
}


class StoresState(rx.State):
    """The stores, the connections to Amazon, and the files that came in."""

    loaded: bool = False
    notice: str = ""
    problem: str = ""
    may_operate: bool = False
    connects: bool = False
    """Whether this installation is registered with Amazon, and the person is in no demo."""
    no_demo: str = ""
    """Why somebody in a demo connects nothing; empty for everybody else."""
    has_demo: bool = False
    is_proved: bool = False
    is_strong: bool = False
    stores: list[StoreRow] = []
    never: list[StoreRow] = []
    connections: list[ConnectionRow] = []
    connected: dict[str, str] = {"na": "", "eu": "", "fe": ""}
    imports: list[ImportRow] = []

    @rx.event
    @open_to(logged_in)
    async def load(self) -> None:
        """Reads everything anew."""
        person, moment = person_now(), now()
        await live.watch(self, person.joint_account_id, StoresState.load)
        role = await role_of(person)
        self.may_operate = role is None or may(role, Act.OPERATE_STORES)
        stores, connections = await stores_of(person), await connections_of(person)
        self.stores, self.never = store_rows(stores, connections, moment), never_connected(stores)
        self.connections = connection_rows(stores, connections, moment) if self.may_operate else []
        self.connected = connected_in(connections)
        self.imports = [import_row(one) for one in await imports_of(person)]
        self._read_how(person)
        self.loaded = True

    def _read_how(self, person: Person) -> None:
        self.connects = settings().connects_amazon and person.demo_id is None
        self.no_demo = DemoStaysDemo.sentence if person.demo_id is not None else ""
        self.has_demo = settings().demo and person.demo_id is None
        self.is_proved, self.is_strong = is_recently_proved(session_now()), session_now().is_strong
        self.problem = answer_to(FORM, self.router.headers.cookie)[0].get("", "")
        self.notice = "" if self.problem else _DONE.get(self.router.url.query_parameters.get("done", ""), "")
