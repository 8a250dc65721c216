"""The product under attack: at a public https address, with a victim's joint account and a stranger's in it."""

import asyncio
import json
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from joint_account import settings as settings_module
from joint_account.database import dispose, now, reading, unit_of_work
from joint_account.identity.models import Person
from joint_account.identity.sessions import start_session
from joint_account.reconciliation.models import AmazonDay
from joint_account.registration.models import Invitation
from joint_account.sales.importing import import_report
from joint_account.sales.note_models import Note
from joint_account.sales.notes import add_note
from joint_account.signing_key import signing_keys
from joint_account.stores.amazon.models import AmazonConnection, ConnectionState
from tests import stories
from tests.attacks.wire import ROOT, Wire, an_address
from tests.buyer_mail import a_mail, a_mailbox, arrives, threads_of
from tests.report_files import a_row, write_report
from tests.serving import serving

HOST = "account.example"
PUBLIC_URL = f"https://{HOST}"
COOKIE = "__Host-session"
ROW = a_row(
    amazon_order_id="303-7777777-1234567",
    product_name="Teekanne Opferlamm",
    sku="OPFER-1",
    asin="B0OPFER001",
    item_price="7777.77",
    item_tax="7777.70",
)


@dataclass
class Situation:
    """Who is there, what is theirs, and how to be them."""

    address: str
    folder: Path
    people: dict[str, Person] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    invitation: Invitation | None = None
    link: str = ""
    spare: Invitation | None = None
    note_id: int = 0
    thread_id: int = 0

    words = ("Berger", "Ana Silva", "Vera Klein", "Ines Ortega", "victim.example", "303-7777777", "Opferlamm", "OPFER", "7,777")
    """What only the victim's joint account may read."""
    seller = "AVICTIM1"
    """The victim's at Amazon, which only those read who operate stores."""

    @property
    def victim_id(self) -> int:
        return self.people["organizer"].joint_account_id

    @property
    def secrets(self) -> list[str]:
        """What no log and no frame may hold."""
        return [*self.tokens.values(), self.link.partition(".")[2], *signing_keys()]

    def cookie(self, role: str) -> str:
        """The Cookie header of somebody; empty for who has none."""
        return f"{COOKIE}={self.tokens[role]}" if role in self.tokens else ""

    def wire(self, role: str = "", **how: str) -> Wire:
        """A websocket of somebody's."""
        return Wire(self.address, **({"host": HOST, "cookie": self.cookie(role)} | how))

    def client(self, role: str = "", **headers: str) -> httpx.AsyncClient:
        """A browser of somebody's, as far as HTTP goes."""
        own = {"Host": HOST, "Origin": PUBLIC_URL, "X-Forwarded-For": an_address()} | (
            {"Cookie": self.cookie(role)} if role in self.tokens else {}
        )
        sent = {name: value for name, value in (own | headers).items() if value}
        return httpx.AsyncClient(base_url=self.address, headers=sent, timeout=30)

    def seen_in(self, text: str) -> list[str]:
        """Which of the victim's words stand in frames or a page; where a page stands is its own word, said back."""
        said = "\n".join(map(_without_place, text.splitlines()))
        return [word for word in self.words if word in said]

    def log(self) -> str:
        """What the server has said so far."""
        return (self.folder / "log").read_text()


def _without_place(frame: str) -> str:
    if frame.startswith('["event", {"delta"'):
        event, update = json.loads(frame)
        delta = {name: state for name, state in update["delta"].items() if name != ROOT}
        frame = json.dumps([event, update | {"delta": delta}])
    return re.sub(r"/login\?next=[^\"]*", "/login", frame)


def variables(folder: Path) -> dict[str, str]:
    """What the server and this process must agree on."""
    return {"DATABASE_URL": f"sqlite:///{folder / 'data.sqlite'}", "PUBLIC_URL": PUBLIC_URL}


async def _people(there: Situation) -> None:
    olga = await stories.an_organizer("olga@victim.example", "Olga Berger")
    ana = await stories.a_member(olga, "ana@victim.example", "Ana Silva")
    vera = await stories.a_member(olga, "vera@victim.example", "Vera Klein", role="viewer")
    sven = await stories.an_organizer("sven@stranger.example", "Sven Fremd")
    sara = await stories.a_member(sven, "sara@stranger.example", "Sara Fremd")
    there.people = {"organizer": olga, "manager": ana, "viewer": vera, "stranger": sven, "stranger's": sara, "ended": olga}
    invited = await stories.an_invitation(olga, "ines@victim.example", "Ines Ortega")
    there.invitation, there.link = invited.invitation, invited.link
    there.spare = (await stories.an_invitation(olga, "spare@victim.example", "Ines Ortega")).invitation
    # Nobody looks into it: it is disconnected.
    box = await a_mailbox(olga, is_open=False)
    await arrives(olga, box, a_mail("Wo ist mein Opferlamm?", order=ROW["amazon-order-id"]))
    there.thread_id = (await threads_of(olga))[0].id
    await add_note(olga, "2026-05-04", "Opferlamm fair")
    async with reading() as session:
        there.note_id = (await session.exec(select(Note.id))).one()
    await import_report(olga, write_report(there.folder / "report.txt", [ROW], ROW), "Opferlamm.txt")


async def _connect(there: Situation) -> None:
    """As if, long ago: its consent is taken back, so that nothing is asked of Amazon, and no second factor is needed."""
    at, olga = now(), there.people["organizer"]
    async with unit_of_work() as work:
        work.add(
            AmazonConnection(
                joint_account_id=olga.joint_account_id,
                id=1,
                region="eu",
                seller_id=there.seller,
                state=ConnectionState.REVOKED,
                self_authorised=False,
                consented_by=olga.id,
                consented_at=at,
                trouble="Connect again.",
            )
        )
        amazons = {"sales": 777_777, "orders": 1, "units": 1, "asked_at": at}
        work.add(AmazonDay(joint_account_id=olga.joint_account_id, store="DE", day=date(2026, 5, 4), **amazons))


async def _tell(there: Situation) -> None:
    await _people(there)
    await _connect(there)
    for role, person in there.people.items():
        there.tokens[role] = await start_session(person)
    await stories.end_session(there.tokens["ended"])
    await dispose()


@pytest.fixture(scope="package")
def situation(tmp_path_factory):
    """One server and one situation for all attacks; whoever changes something changes it back, or makes their own."""
    folder = tmp_path_factory.mktemp("attacked")
    with serving(folder, PUBLIC_URL=PUBLIC_URL, TRUSTED_PROXIES="127.0.0.1") as address, pytest.MonkeyPatch.context() as patch:
        there = Situation(address, folder)
        for name, value in (variables(folder) | {"SECRET_KEY": "for tests only and long enough to be taken"}).items():
            patch.setenv(name, value)
        settings_module.settings.cache_clear()
        asyncio.run(_tell(there))
        yield there


@pytest.fixture
async def attacked(situation, use_settings):
    """The situation, for a test: whatever it does, no traceback and no secret may stand in the log after it."""
    use_settings(**variables(situation.folder))
    before = len(situation.log())
    yield situation
    await dispose()
    said = situation.log()[before:]
    trouble = re.search(r"Traceback|handler error|Exception", said)
    assert not trouble, said[max(0, trouble.start() - 300) : trouble.start() + 6000]
    assert not [secret for secret in situation.secrets if secret in said]
