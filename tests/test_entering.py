"""Who came in, how, and who was not let in: on record, in sentences, and never so much that nothing else can be read."""

import httpx
import pytest
from starlette.applications import Starlette

from joint_account import audit
from joint_account.activity.queries import activity
from joint_account.activity.sentences import doer, sentence
from joint_account.activity.view import ActivityView
from joint_account.database import unit_of_work
from joint_account.identity import refused_log_ins, routes
from joint_account.identity.http import Asking
from joint_account.identity.models import Person
from joint_account.identity.passwords import hash_password
from joint_account.registration.second_factors import is_shut_out
from joint_account.settings import settings
from tests.snapshots import acts_of, snapshot
from tests.stories import an_organizer

PASSWORD, WRONG = "several words in a row", "a whole sentence, guessed"
CHROME = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0"}


@pytest.fixture
async def olga(open_database, monkeypatch):
    monkeypatch.setattr(refused_log_ins, "_noted", {})
    olga = await an_organizer()
    async with unit_of_work() as work:
        (await work.get_one(Person, olga.id)).password_hash = await hash_password(PASSWORD)
    return olga


def a_browser():
    transport = httpx.ASGITransport(
        Asking(Starlette(routes=routes.ROUTES), lambda _path: False, is_shut_out), client=("203.0.113.7", 1)
    )
    return httpx.AsyncClient(transport=transport, base_url=settings().public_url, headers=CHROME)


async def tries(browser, password, email="olga@example.com"):
    return (await browser.post("/login", data={"email": email, "password": password})).headers["location"]


async def told(person, kind=""):
    entries, _older = await activity(person, ActivityView(kind=kind))
    return [(sentence(done), doer(done), done.origin) for done in entries]


async def test_who_logs_in_and_out_is_on_record_once_with_device_and_address(olga):
    browser = a_browser()
    assert await tries(browser, PASSWORD) == "/overview"
    for _ in range(2):
        await browser.post("/logout", data={"next": "/"})
    assert await told(olga, "log-in") == [
        ("Olga Berger logged out: Chrome on Windows", "Olga Berger", "203.0.113.7"),
        ("Olga Berger logged in with a password: Chrome on Windows", "Olga Berger", "203.0.113.7"),
    ]
    assert "logged" not in str(await told(olga, "person"))


async def test_a_refused_log_in_is_on_record_once_in_ten_minutes_and_never_with_what_was_typed(olga, monkeypatch):
    browser = a_browser()
    for _ in range(3):
        assert await tries(browser, WRONG) == "/login"
    refusal = ("A log-in as Olga Berger with a password was refused", "Somebody not logged in", "203.0.113.7")
    assert (await told(olga))[:2] == [refusal, ("Olga Berger started the joint account", "Olga Berger", "")]
    monkeypatch.setattr(refused_log_ins, "BETWEEN", 0.0)
    await tries(browser, WRONG)
    assert (await acts_of(olga))[1:] == ["person.log_in_refused"] * 2
    assert WRONG not in str(await snapshot())


async def test_a_refused_log_in_for_nobody_leaves_no_trace(olga):
    before = await snapshot()
    for email in ("nobody@example.com", "", "x" * 3000):
        assert await tries(a_browser(), WRONG, email) == "/login"
    assert await snapshot() == before


async def test_the_record_is_written_after_the_answer(olga, monkeypatch):
    """Otherwise its time would tell who has an account."""
    sent = []

    async def record(*_args, **_facts):
        sent.append("record")

    async def send(message):
        sent.append(message["type"])

    async def receive():
        return {"type": "http.request", "body": f"email=olga@example.com&password={WRONG}".encode(), "more_body": False}

    monkeypatch.setattr(audit, "record", record)
    headers = [(b"content-type", b"application/x-www-form-urlencoded"), (b"host", b"127.0.0.1:3000")]
    scope = {"type": "http", "method": "POST", "path": "/login", "query_string": b"", "headers": headers, "client": ("::1", 1)}
    await Starlette(routes=routes.ROUTES)(scope, receive, send)
    assert sent == ["http.response.start", "http.response.body", "record"]
