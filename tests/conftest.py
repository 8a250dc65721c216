"""Every test has a migrated database of its own, in SQLite and, when TEST_DATABASE_URL is set, in PostgreSQL too."""

import asyncio
import os
import shutil
import uuid
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from joint_account import settings as settings_module
from joint_account.database import dispose
from joint_account.database.migrate import migrate
from joint_account.demo import template
from joint_account.mail.queries import mailbox
from tests.amazon.clock import SimulatedClock
from tests.amazon.server import running

SMALL_DEMO = 1_500
"""Orders."""

POSTGRESQL = os.environ.get("TEST_DATABASE_URL", "")


@pytest.fixture(autouse=True)
def own_settings(monkeypatch, tmp_path):
    """No test reads or writes the settings, keys or data of the person who runs it."""
    for name in settings_module.Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("SECRET_KEY", "for tests only and long enough to be taken")
    monkeypatch.setattr(settings_module, "VAR", tmp_path / "var")
    settings_module.settings.cache_clear()
    yield
    settings_module.settings.cache_clear()


@pytest.fixture
def use_settings(monkeypatch):
    """Sets variables for this test: use_settings(MAX_MEMBERS=3)."""

    def use(**variables: object) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, str(value))
        settings_module.settings.cache_clear()

    return use


def _apart(work: Coroutine[Any, Any, None]) -> None:
    """Runs it in a thread: a browser's own event loop may be running in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


def _migrate(url: str) -> None:
    async def run() -> None:
        await migrate()
        await dispose()

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", url)
        settings_module.settings.cache_clear()
        _apart(run())
    settings_module.settings.cache_clear()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "migrated.sqlite"
    _migrate(f"sqlite:///{path}")
    return path


def on_server(statement: str) -> None:
    """Runs one statement on the PostgreSQL test server, outside any test's database."""

    async def run() -> None:
        connection = await asyncpg.connect(
            make_url(POSTGRESQL).set(drivername="postgresql").render_as_string(hide_password=False)
        )
        await connection.execute(statement)
        await connection.close()

    _apart(run())


@pytest.fixture(scope="session")
def migrated_postgresql():
    name = f"joint_account_template_{uuid.uuid4().hex[:12]}"
    on_server(f"CREATE DATABASE {name}")
    _migrate(make_url(POSTGRESQL).set(drivername="postgresql", database=name).render_as_string(hide_password=False))
    yield name
    on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_database(migrated_sqlite, tmp_path, use_settings):
    path = tmp_path / "test.sqlite"
    shutil.copy(migrated_sqlite, path)
    use_settings(DATABASE_URL=f"sqlite:///{path}")
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_database(request, use_settings):
    if not POSTGRESQL:
        pytest.skip("set TEST_DATABASE_URL to run this on PostgreSQL")
    template = request.getfixturevalue("migrated_postgresql")
    name = f"joint_account_test_{uuid.uuid4().hex[:12]}"
    on_server(f"CREATE DATABASE {name} TEMPLATE {template}")
    url = make_url(POSTGRESQL).set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    use_settings(DATABASE_URL=url)
    yield url
    on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request):
    """The URL of a fresh, migrated database that the settings point to; once for each kind of database."""
    return request.getfixturevalue(f"{request.param}_database")


@pytest.fixture
async def open_database(database):
    """`database` for a test that is a coroutine itself: its connections are closed when it ends."""
    yield database
    await dispose()


@pytest.fixture
async def world(open_database):
    """A database whose demo is small: where size is not the point."""
    await template.prepare(size=SMALL_DEMO)


@pytest.fixture
def letters_to():
    """Reads the links out of somebody's mail, oldest first: await letters_to("olga@example.com")."""

    async def read(recipient: str) -> list[str]:
        kept = await mailbox(None)
        return [letter.link for letter in reversed(kept) if letter.recipient == recipient]

    return read


@pytest.fixture
def amazon(use_settings):
    """A stand-in for Amazon that the settings lead to; its clock stands still until somebody advances it."""
    with running(clock=SimulatedClock()) as server:
        use_settings(**server.settings)
        yield server
