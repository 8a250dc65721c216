"""Brings the database to the newest schema. There is no way down: data that is permanent has no older form."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData

from joint_account.database.engine import engine


async def migrate() -> None:
    """Runs the migrations that the database has not seen yet."""
    async with engine().execution_options(writes=True).begin() as connection:
        await connection.run_sync(_upgrade)


async def drift(metadata: MetaData) -> list[Any]:
    """How the migrated database differs from the models; empty when they agree."""
    async with engine().connect() as connection:
        return await connection.run_sync(lambda sync: compare_metadata(_compared(sync), metadata))


def _compared(connection: Connection) -> MigrationContext:
    # Full-text indexes are each database's own, and no model knows of them.
    opts = {"include_object": lambda _object, name, *_: not str(name).startswith("article_words")}
    return MigrationContext.configure(connection, opts=opts)


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, for a connection that is open already."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    made.attributes["connection"] = connection
    return made


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # Several processes may start at once; the lock ends with the transaction.
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(20261124)")
    current = MigrationContext.configure(connection).get_current_revision()
    if current != ScriptDirectory.from_config(config()).get_current_head():
        command.upgrade(config(connection), "head")
