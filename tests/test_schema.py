"""Promises on the schema itself."""

import pytest
from alembic.script import ScriptDirectory

from joint_account.database import dispose
from joint_account.database.migrate import config, drift
from joint_account.tables import GLOBAL_TABLES, METADATA

TENANT_TABLES = [table for table in METADATA.sorted_tables if table.name not in GLOBAL_TABLES]


def keys_of(table):
    unique_indexes = [index for index in table.indexes if index.unique]
    return [
        constraint for constraint in table.constraints if hasattr(constraint, "columns") and list(constraint.columns)
    ] + unique_indexes


@pytest.mark.parametrize("table", TENANT_TABLES, ids=lambda table: table.name)
def test_the_joint_account_comes_first_in_every_key(table):
    for key in keys_of(table):
        first = next(iter(key.columns)).name
        assert first == ("id" if table.name == "joint_account" else "joint_account_id"), f"{table.name}: {key}"


def test_there_is_one_newest_migration():
    assert len(ScriptDirectory.from_config(config()).get_heads()) == 1


async def test_models_and_migrations_agree(database):
    assert await drift(METADATA) == []
    await dispose()
