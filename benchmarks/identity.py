"""What it costs at each event to find out who asks, from the session in the database, beside what the database alone takes.

The bare look-up is a select of one row by its primary key, through the product's own driver, settings and transaction. The
event is the lightest there is, with and without the gate before it. In SQLite, and in PostgreSQL when TEST_DATABASE_URL is set.

Run: `python -m benchmarks.identity`
"""

import asyncio
import os
import secrets
import tempfile
import time
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
from reflex.event import Event
from reflex.istate.data import RouterData
from reflex.state import State
from reflex_base.utils.format import format_event_handler
from sqlalchemy import text
from sqlalchemy.engine import make_url

from joint_account.database import dispose, reading, unit_of_work
from joint_account.database.migrate import migrate
from joint_account.identity.gate import Gate
from joint_account.identity.link_states import ForgotState
from joint_account.identity.service import add_person
from joint_account.identity.sessions import cookie_name, hashed, identify, start_session
from joint_account.joint_account import app
from joint_account.settings import settings

ROUNDS, EACH = 20, 50
PEOPLE = 500
PROMISED_MS = 2.0


async def _token() -> str:
    """The cookie of one of many who are logged in."""
    async with unit_of_work() as work:
        people = [
            await add_person(work, name=f"Person {n}", email=f"person{n}@example.com", password_hash="", country="DE")
            for n in range(PEOPLE)
        ]
    tokens = [await start_session(person) for person in people[:50]]
    return tokens[25]


async def _bare(token_hash: str) -> None:
    async with reading() as session:
        connection = await session.connection()
        found = await connection.execute(text("SELECT * FROM login_session WHERE token_hash = :it"), {"it": token_hash})
        found.one()


def _an_open_page(token: str) -> State:
    state = State(_reflex_internal_init=True)  # ty: ignore[unknown-argument]
    headers = {"cookie": f"{cookie_name()}={token}"}
    state.router = RouterData.from_router_data({"pathname": "/forgot", "headers": headers, "token": "open", "ip": "127.0.0.1"})
    return state


async def _events(token: str) -> tuple[Callable[[], Awaitable[Any]], Callable[[], Awaitable[Any]]]:
    """An event without the gate, and the same one behind it."""
    state, gate = _an_open_page(token), next(one for one in app._middlewares if isinstance(one, Gate))
    page = await state.get_state(ForgotState)
    handler = page.event_handlers["load"]
    event = Event(name=format_event_handler(handler), payload={}, router_data={"pathname": "/forgot"})

    async def without() -> None:
        await handler.fn(page)

    async def behind() -> None:
        answered = await gate.preprocess(app, state, event)
        if answered is not None:
            raise RuntimeError("the gate did not let it through")
        await handler.fn(page)

    # The first event of a page tells it whose it is, and goes no further.
    await gate.preprocess(app, state, event)
    return without, behind


async def _milliseconds(action: Callable[[], Awaitable[Any]]) -> float:
    """What one call takes in the best of the rounds: whatever else the machine does falls out."""
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for _ in range(EACH):
            await action()
        taken.append((time.perf_counter() - started) / EACH * 1000)
    return min(taken)


async def _measure(name: str) -> None:
    await migrate()
    token = await _token()
    without, behind = await _events(token)
    for warm in (lambda: _bare(hashed(token)), lambda: identify(token), without, behind):
        await warm()
    bare = await _milliseconds(lambda: _bare(hashed(token)))
    look_up = await _milliseconds(lambda: identify(token))
    alone, gated = await _milliseconds(without), await _milliseconds(behind)
    print(f"{name}")
    print(f"  bare select by primary key   {bare:7.3f} ms")
    print(f"  who asks (session, person)   {look_up:7.3f} ms   {look_up / bare:4.1f} times the bare select")
    print(f"  an event without the gate    {alone:7.3f} ms")
    print(
        f"  the same behind the gate     {gated:7.3f} ms   the gate costs {gated - alone:.3f} ms (promised: {PROMISED_MS} ms)"
    )
    await dispose()


async def _in_postgresql(url: str) -> None:
    server = make_url(url).set(drivername="postgresql")
    name = f"bench_{secrets.token_hex(6)}"
    connection = await asyncpg.connect(server.render_as_string(hide_password=False))
    await connection.execute(f"CREATE DATABASE {name}")
    try:
        os.environ["DATABASE_URL"] = server.set(database=name).render_as_string(hide_password=False)
        settings.cache_clear()
        await _measure("PostgreSQL")
    finally:
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await connection.close()


async def main() -> None:
    """Measures in each database."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/identity.sqlite"
        os.environ.setdefault("SECRET_KEY", "for this benchmark only and long enough")
        settings.cache_clear()
        await _measure("SQLite")
    if url := os.environ.get("TEST_DATABASE_URL"):
        await _in_postgresql(url)
    else:
        print("PostgreSQL: set TEST_DATABASE_URL to measure there, too")


if __name__ == "__main__":
    asyncio.run(main())
