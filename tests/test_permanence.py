"""What no SQL statement can do, tried with plain SQL past the product, on a connection without any of its settings."""

import asyncio
import re
import sqlite3
from collections.abc import Callable

import asyncpg
import pytest

from joint_account.database import dispose
from joint_account.tables import METADATA
from tests import stories
from tests.snapshots import everything

Execute = Callable[[str], None]


@pytest.fixture
def execute(database) -> Execute:
    """Runs one SQL statement as somebody would who has a shell on the database."""

    def on_sqlite(statement: str) -> None:
        connection = sqlite3.connect(database.removeprefix("sqlite:///"))
        try:
            with connection:
                connection.execute(statement)
        finally:
            connection.close()

    async def on_postgresql(statement: str) -> None:
        connection = await asyncpg.connect(database)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    if database.startswith("sqlite"):
        return on_sqlite
    return lambda statement: asyncio.run(on_postgresql(statement))


@pytest.fixture
def people(database) -> dict[str, int]:
    """Ids by who it is: a complete joint account, one that forms, a complete demo, and their people."""

    async def story() -> dict[str, int]:
        organizer = await stories.an_organizer()
        member = await stories.a_member(organizer)
        forming = await stories.an_organizer("fritz@example.com", "Fritz")
        demo = await stories.an_organizer("dora@example.com", "Dora", demo_id="demo")
        demo_member = await stories.a_member(demo, "dirk@example.com", "Dirk")
        loner = await stories.a_person("lena@example.com", "Lena")
        demo_loner = await stories.a_person("lars@example.com", "Lars", demo_id="demo")
        await dispose()
        return {
            "account": organizer.joint_account_id,
            "organizer": organizer.id,
            "member": member.id,
            "forming": forming.joint_account_id,
            "founder": forming.id,
            "demo": demo.joint_account_id,
            "demo_member": demo_member.id,
            "loner": loner.id,
            "demo_loner": demo_loner.id,
        }

    return asyncio.run(story())


IN_BOTH = [
    "DELETE FROM joint_account WHERE id = {account}",
    "DELETE FROM joint_account",
    "DELETE FROM joint_account WHERE id = {forming}",
    "UPDATE joint_account SET state = 'forming' WHERE id = {account}",
    "UPDATE joint_account SET state = 'forming', completed_at = NULL WHERE id = {account}",
    "UPDATE joint_account SET completed_at = NULL WHERE id = {account}",
    "UPDATE joint_account SET id = 77 WHERE id = {account}",
    "UPDATE joint_account SET demo_id = 'demo' WHERE id = {account}",
    "UPDATE joint_account SET demo_id = 'demo' WHERE id = {forming}",
    "UPDATE joint_account SET demo_id = NULL WHERE id = {demo}",
    "UPDATE joint_account SET demo_id = 'another' WHERE id = {demo}",
    "INSERT INTO joint_account (id, name, state, base_currency, created_at, version, demo_id) "
    "VALUES (0, 'x', 'forming', 'EUR', 0, 0, 'demo')",
    "DELETE FROM membership WHERE person_id = {member}",
    "DELETE FROM membership WHERE person_id = {founder}",
    "UPDATE membership SET joint_account_id = {demo} WHERE person_id = {member}",
    "UPDATE membership SET person_id = {loner} WHERE person_id = {member}",
    "UPDATE membership SET joint_account_id = {account} WHERE person_id = {demo_member}",
    "INSERT INTO membership (joint_account_id, person_id, role, joined_at) VALUES ({account}, {demo_loner}, 'viewer', 0)",
    "INSERT INTO membership (joint_account_id, person_id, role, joined_at) VALUES ({demo}, {loner}, 'viewer', 0)",
    "DELETE FROM audit_entry WHERE joint_account_id = {account}",
    "DELETE FROM audit_entry WHERE person_id = {loner}",
    "DELETE FROM audit_entry WHERE number = 2",
    "DELETE FROM audit_head WHERE joint_account_id = {account}",
    "DELETE FROM audit_head WHERE chain = {loner}",
    "UPDATE audit_head SET number = number - 1 WHERE joint_account_id = {account}",
    "UPDATE audit_head SET number = number + 2 WHERE joint_account_id = {account}",
    "UPDATE audit_head SET hash = '' WHERE joint_account_id = {demo}",
    "UPDATE audit_head SET chain = {demo_loner}, number = number + 1 WHERE chain = {loner}",
    "UPDATE audit_entry SET act = 'nothing.happened' WHERE joint_account_id = {account}",
    "UPDATE audit_entry SET joint_account_id = {demo} WHERE joint_account_id = {account}",
    "UPDATE audit_entry SET person_id = NULL WHERE joint_account_id = {demo}",
    "DELETE FROM person WHERE id = {member}",
    "DELETE FROM person WHERE id = {loner}",
    "UPDATE person SET joint_account_id = NULL WHERE id = {member}",
    "UPDATE person SET joint_account_id = {forming} WHERE id = {member}",
    "UPDATE person SET joint_account_id = NULL WHERE id = {demo_member}",
    "UPDATE person SET demo_id = 'demo' WHERE id = {member}",
    "UPDATE person SET demo_id = NULL WHERE id = {demo_member}",
    "UPDATE person SET id = 77 WHERE id = {member}",
]
ONLY_IN_SQLITE = [
    "INSERT OR REPLACE INTO joint_account (id, name, state, base_currency, created_at, version) "
    "VALUES ({account}, 'x', 'forming', 'EUR', 0, 0)",
    "REPLACE INTO joint_account (id, name, state, base_currency, created_at, version) "
    "VALUES ({account}, 'x', 'forming', 'EUR', 0, 0)",
    "INSERT OR REPLACE INTO joint_account (rowid, id, name, state, base_currency, created_at, version) "
    "VALUES (1, 77, 'x', 'forming', 'EUR', 0, 0)",
    "UPDATE OR REPLACE joint_account SET id = {account} WHERE id = {forming}",
    "REPLACE INTO membership (joint_account_id, person_id, role, joined_at) VALUES ({account}, {member}, 'viewer', 0)",
    "INSERT OR REPLACE INTO membership (rowid, joint_account_id, person_id, role, joined_at) "
    "VALUES (1, {account}, {loner}, 'viewer', 0)",
    "UPDATE OR REPLACE membership SET rowid = 1 WHERE rowid = 2",
    "UPDATE OR REPLACE membership SET person_id = {organizer} WHERE person_id = {member}",
    "INSERT OR REPLACE INTO audit_entry SELECT joint_account_id, chain, number, 'x', at, person_id, origin, facts, hash "
    "FROM audit_entry",
    "INSERT OR REPLACE INTO audit_entry (rowid, joint_account_id, chain, number, act, at, origin, facts, hash) "
    "VALUES (1, {account}, 0, 1, 'x', 0, '', '{{}}', '')",
    "INSERT OR REPLACE INTO audit_head VALUES ({account}, 0, 1, 'x')",
    "REPLACE INTO audit_head VALUES ({account}, 0, 1, 'x')",
    "UPDATE OR REPLACE audit_entry SET rowid = 1 WHERE rowid = 2",
    "INSERT OR REPLACE INTO person (id, email, name, country, language, password_hash, created_at) "
    "VALUES ({member}, 'x@example.com', 'x', 'DE', 'en', '', 0)",
    "INSERT OR REPLACE INTO person (id, email, name, country, language, password_hash, created_at) "
    "VALUES (77, 'ana@example.com', 'x', 'DE', 'en', '', 0)",
    "INSERT OR REPLACE INTO person (rowid, id, email, name, country, language, password_hash, created_at) "
    "VALUES (1, 77, 'x@example.com', 'x', 'DE', 'en', '', 0)",
    "UPDATE OR REPLACE person SET email = 'ana@example.com' WHERE id = {loner}",
    "UPDATE OR REPLACE person SET id = {member} WHERE id = {loner}",
]
ONLY_IN_POSTGRESQL = [
    "TRUNCATE joint_account CASCADE",
    "TRUNCATE membership",
    "TRUNCATE audit_entry",
    "TRUNCATE audit_head",
    "TRUNCATE person CASCADE",
    "TRUNCATE membership, audit_entry, person, joint_account CASCADE",
    "MERGE INTO membership m USING (SELECT 1) one ON m.person_id = {member} WHEN MATCHED THEN DELETE",
    "WITH gone AS (DELETE FROM membership WHERE person_id = {member} RETURNING 1) SELECT * FROM gone",
]


REFUSALS = "|".join(
    [
        "permanent",
        "a membership is",
        "an audit entry is never",
        "audit entries only moves on",
        "nothing becomes a demo",
        "belongs to one joint account for ever",
        "a person stays",
        "not born over",
        "do not join each other",
        "ck_joint_account_id",
        "no column named rowid",
        "no such column: rowid",
    ]
)


def refused_statements(database: str) -> list[str]:
    return IN_BOTH + (ONLY_IN_SQLITE if database.startswith("sqlite") else ONLY_IN_POSTGRESQL)


def test_no_statement_takes_back_what_is_permanent(database, people, execute):
    before = everything()
    for statement in refused_statements(database):
        with pytest.raises((sqlite3.Error, asyncpg.PostgresError)) as refusal:
            execute(statement.format(**people))
            pytest.fail(f"went through: {statement}")
        assert re.search(REFUSALS, str(refusal.value)), f"{statement}: {refusal.value}"
        assert everything() == before, statement


def test_a_demo_is_not_born_over_entries_that_it_would_let_go(database, people, execute):
    execute("INSERT INTO audit_entry VALUES (77, 0, 1, 'account.started', 0, NULL, '', '{}', '')")
    with pytest.raises((sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError), match="not born over"):
        execute(
            "INSERT INTO joint_account (id, name, state, base_currency, created_at, version, demo_id) "
            "VALUES (77, 'x', 'forming', 'EUR', 0, 0, 'demo')"
        )


def test_a_demo_can_be_swept_from_the_outside_in(people, execute):
    rest = everything()
    for table in reversed(METADATA.sorted_tables):
        if "joint_account_id" in table.primary_key.columns:
            execute(f"DELETE FROM {table.name} WHERE joint_account_id = {people['demo']}")
    for table in ("audit_entry", "audit_head"):
        of_demo_people = "chain IN (SELECT id FROM person WHERE demo_id = 'demo')"
        execute(f"DELETE FROM {table} WHERE joint_account_id = 0 AND {of_demo_people}")
    execute(f"DELETE FROM joint_account WHERE id = {people['demo']}")
    execute("DELETE FROM person WHERE demo_id = 'demo'")
    left = everything()
    assert [row for row in rest["joint_account"] if row[0] != people["demo"]] == left["joint_account"]
    assert len(left["membership"]) == 3
    assert {row[0] for row in left["audit_entry"]} == {0, people["account"], people["forming"]}
    assert {people["demo_member"], people["demo_loner"]}.isdisjoint(row[0] for row in left["person"])
