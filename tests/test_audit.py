"""What was done is on record, once, with who and from where; and whoever changes the record past the product is seen."""

import ast
import asyncio
import sqlite3
from pathlib import Path

import asyncpg
import pytest
from sqlmodel import col, select

from joint_account import audit
from joint_account.activity.commands import print_faults
from joint_account.audit.checking import faults
from joint_account.audit.models import AuditEntry, AuditHead
from joint_account.database import dispose, now, reading, unit_of_work
from joint_account.demo import template
from joint_account.demo.sweep import sweep
from joint_account.demo.visit import open_demo, open_walkthrough
from joint_account.identity.address_links import confirm_address
from joint_account.identity.service import register
from joint_account.mail.queries import mailbox
from joint_account.registration import service as registration
from joint_account.registration.clockwork import expire_due
from joint_account.reports.refusals import ReportRefused
from joint_account.sales.importing import import_report
from joint_account.settings import ROOT
from tests import stories
from tests.report_files import a_row, write_report

ADDRESS = "203.0.113.7"


async def entries_of(joint_account_id=None, person_id=None):
    chain = (joint_account_id, 0) if joint_account_id else (0, person_id)
    async with reading() as session:
        own = (col(AuditEntry.joint_account_id) == chain[0], col(AuditEntry.chain) == chain[1])
        return (await session.exec(select(AuditEntry).where(*own).order_by(col(AuditEntry.number)))).all()


async def found():
    return [fault async for fault in faults()]


# The chain


async def test_twenty_who_write_at_once_make_one_chain(open_database):
    olga = await stories.an_organizer()
    lena = await stories.a_person("lena@example.com")
    before = len(await entries_of(olga.joint_account_id))

    async def write(number):
        async with unit_of_work() as work:
            await audit.record(work, "thing.done", person_id=lena.id, number=str(number))
            await audit.record(work, "thing.done", person_id=olga.id, joint_account_id=olga.joint_account_id)
            await audit.record(work, "thing.done_again", person_id=olga.id, joint_account_id=olga.joint_account_id)

    await asyncio.gather(*(write(number) for number in range(20)))
    written, lenas = await entries_of(olga.joint_account_id), await entries_of(person_id=lena.id)
    assert [entry.number for entry in written] == list(range(1, before + 41))
    assert [entry.number for entry in lenas] == list(range(1, 22))
    assert [entry.at for entry in written] == sorted(entry.at for entry in written)
    assert await found() == []


async def test_an_entry_is_kept_only_if_its_unit_of_work_is(open_database):
    olga = await stories.an_organizer()
    before = await entries_of(olga.joint_account_id)
    with pytest.raises(ZeroDivisionError):
        async with unit_of_work() as work:
            await audit.record(work, "thing.done", person_id=olga.id, joint_account_id=olga.joint_account_id)
            1 / 0  # noqa: B018
    assert await entries_of(olga.joint_account_id) == before
    assert await found() == []


async def test_a_demo_has_whole_chains_and_leaves_none_half(open_database):
    await stories.an_organizer()
    await template.prepare(size=200)
    visit = await open_demo()
    await open_walkthrough(visit.demo_id)
    assert await found() == []
    entries = await entries_of(visit.organizer.joint_account_id)
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    async with reading() as session:
        before = len((await session.exec(select(AuditHead))).all())
    assert await sweep(entries[-1].at.replace(year=entries[-1].at.year + 1)) == 1
    assert await found() == []
    async with reading() as session:
        assert len((await session.exec(select(AuditHead))).all()) == before - 2


def test_nothing_forgets_to_wait_for_its_entry():
    forgotten = []
    for path in [*Path(ROOT / "joint_account").rglob("*.py"), *Path(ROOT / "tests").rglob("*.py")]:
        tree = ast.parse(path.read_text())
        awaited = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Await)}
        for node in ast.walk(tree):
            is_call = isinstance(node, ast.Call) and ast.unparse(node.func) in {"audit.record", "audit.record_past", "record"}
            if is_call and id(node) not in awaited:
                forgotten.append(f"{path}:{node.lineno}")
    assert forgotten == []


# Tampering


@pytest.fixture
def olgas(database):
    """A joint account with some history; its id."""

    async def story():
        olga = await stories.an_organizer()
        await stories.a_member(olga)
        await dispose()
        return olga.joint_account_id

    return asyncio.run(story())


@pytest.fixture
def tamper(database):
    """Runs SQL as somebody would who may drop the triggers, and does so first."""

    def on_sqlite(*statements):
        connection = sqlite3.connect(database.removeprefix("sqlite:///"))
        with connection:
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                connection.execute(statement)
        connection.close()

    async def on_postgresql(*statements):
        connection = await asyncpg.connect(database)
        for statement in ("SET session_replication_role = replica", *statements):
            await connection.execute(statement)
        await connection.close()

    if database.startswith("sqlite"):
        return on_sqlite
    return lambda *statements: asyncio.run(on_postgresql(*statements))


OF = "WHERE joint_account_id = {account} AND"
TAMPERINGS = [
    *(
        (f"UPDATE audit_entry SET {change} {OF} number = 3", "entry 3 was changed, or entry 2 before it was")
        for change in (
            "act = 'nothing.happened'",
            "at = at + 1",
            "person_id = NULL",
            "person_id = person_id + 1",
            "origin = '198.51.100.1'",
            'facts = \'{{"role": "organizer"}}\'',
            "facts = '[1]'",
            "hash = 'x'",
        )
    ),
    (f"UPDATE audit_entry SET hash = 'x' {OF} number = 2", "entry 3 was changed, or entry 2 before it was"),
    (f"UPDATE audit_entry SET act = 'x' {OF} number = 1", "entry 1 was changed"),
    (f"DELETE FROM audit_entry {OF} number = 3", "entry 3 is missing"),
    (f"DELETE FROM audit_entry {OF} number IN (1, 2)", "entries 1 to 2 are missing"),
    (f"DELETE FROM audit_entry {OF} number > 3", "entries 4 to 5 are missing"),
    (f"DELETE FROM audit_entry {OF} number > 4", "entry 5 is missing"),
    (f"DELETE FROM audit_entry {OF} number > 0", "entries 1 to 5 are missing"),
    (f"UPDATE audit_entry SET number = 6 {OF} number = 5", "entry 5 is missing"),
    (f"UPDATE audit_head SET hash = 'x' {OF} chain = 0", "entry 5, the last one, was changed, or its end on record was"),
    (f"UPDATE audit_head SET number = 4 {OF} chain = 0", "its end on record is entry 4, but it goes on to entry 5"),
    (f"DELETE FROM audit_head {OF} chain = 0", "its end is not on record"),
    (
        f"INSERT INTO audit_entry SELECT joint_account_id, chain, 6, act, at, person_id, origin, facts, hash FROM audit_entry "
        f"{OF} number = 5",
        "its end on record is entry 5, but it goes on to entry 6",
    ),
    (
        f"DELETE FROM audit_entry {OF} number = 5; UPDATE audit_head SET number = 4 {OF} chain = 0",
        "entry 4, the last one, was changed, or its end on record was",
    ),
    (f"DELETE FROM audit_entry {OF} chain = 0; DELETE FROM audit_head {OF} chain = 0", "all of it is missing"),
]


KEEP = [f"CREATE TABLE kept_{table} AS SELECT * FROM {table}" for table in ("audit_entry", "audit_head")]
RESTORE = [
    statement
    for table in ("audit_entry", "audit_head")
    for statement in (f"DELETE FROM {table}", f"INSERT INTO {table} SELECT * FROM kept_{table}")
]


def test_verify_finds_whatever_was_changed_past_the_product(olgas, tamper, capsys):
    async def verify():
        try:
            return await print_faults()
        finally:
            await dispose()

    tamper(*KEEP)
    for statements, words in TAMPERINGS:
        assert asyncio.run(verify()) == 0
        tamper(*(one.format(account=olgas) for one in statements.split("; ")))
        capsys.readouterr()
        assert asyncio.run(verify()) == 1, statements
        said = capsys.readouterr().out
        assert f"activity of joint account {olgas}: " in said and words in said, (statements, said)
        tamper(*RESTORE)


# Who, and from where


@pytest.fixture
def asked(open_database):
    """Everything in the test is asked from ADDRESS, as the gate would say."""
    token = audit.asked_from.set(ADDRESS)
    yield
    audit.asked_from.reset(token)


@pytest.fixture
async def olga(asked):
    return await stories.an_organizer()


async def the_only_new_one(work, joint_account_id=None, person_id=None):
    before = len(await entries_of(joint_account_id, person_id))
    await work
    (entry,) = (await entries_of(joint_account_id, person_id))[before:]
    return entry.act, entry.person_id, entry.origin


async def test_each_thing_that_is_done_leaves_one_entry_with_its_person_and_address(olga, tmp_path):
    here = olga.joint_account_id
    invite = registration.invite(olga, stories.an_invitee(), understood=True)
    assert await the_only_new_one(invite, here) == ("invitation.sent", olga.id, ADDRESS)
    invited = await stories.an_invitation(olga, "ben@example.com")
    resend = registration.resend(olga, invited.invitation.id)
    assert await the_only_new_one(resend, here) == ("invitation.sent_again", olga.id, ADDRESS)
    revoke = registration.revoke(olga, invited.invitation.id)
    assert await the_only_new_one(revoke, here) == ("invitation.revoked", olga.id, ADDRESS)
    declined = await stories.an_invitation(olga, "dan@example.com")
    assert await the_only_new_one(registration.decline(declined.link, None), here) == ("invitation.declined", None, ADDRESS)
    await stories.a_member(olga, "cleo@example.com")
    invited = await stories.an_invitation(olga, "eva@example.com")
    joins = registration.register_invited(invited.link, name="Eva", password_hash="", country="FR")
    act, evas_id, origin = await the_only_new_one(joins, here)
    assert (act, origin) == ("person.registered", ADDRESS)
    async with reading() as session:
        eva = await session.get_one(stories.Person, evas_id)
    accept = registration.accept(eva, invited.link, understood=True)
    assert await the_only_new_one(accept, here) == ("invitation.accepted", eva.id, ADDRESS)
    report = write_report(tmp_path / "report.txt", [a_row()])
    assert await the_only_new_one(import_report(olga, report, "r.txt"), here) == ("report.imported", olga.id, ADDRESS)
    (tmp_path / "bad.txt").write_text("nothing\n")

    async def refused():
        with pytest.raises(ReportRefused):
            await import_report(olga, tmp_path / "bad.txt", "bad.txt")

    assert await the_only_new_one(refused(), here) == ("report.refused", olga.id, ADDRESS)
    assert await found() == []


async def test_who_is_in_no_joint_account_has_entries_of_their_own(asked):
    nora, _token = await register("Nora New", "nora@example.com", "a whole sentence, typed", "DE")
    assert [(one.act, one.origin) for one in await entries_of(person_id=nora.id)] == [("person.registered", ADDRESS)]
    (letter,) = [letter for letter in await mailbox(None) if letter.recipient == "nora@example.com"]
    confirm = confirm_address(letter.link.rpartition("/")[2])
    assert await the_only_new_one(confirm, person_id=nora.id) == ("address.confirmed", nora.id, ADDRESS)
    started = await registration.start_joint_account(nora)
    (first,) = await entries_of(started.id)
    assert (first.number, first.act, first.person_id, first.origin) == (1, "account.started", nora.id, ADDRESS)


async def test_what_the_clock_does_comes_from_nowhere(open_database):
    olga = await stories.an_organizer()
    invited = await stories.an_invitation(olga)
    await stories.let_expire(invited.invitation.id)
    assert await the_only_new_one(expire_due(now()), olga.joint_account_id) == ("invitation.expired", None, "")
