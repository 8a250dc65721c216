"""Who may do what: each role asks for each act by each function there is, and the roles' table alone decides."""

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from joint_account.activity.queries import NoActivityYet
from joint_account.database import new_id, now, reading, unit_of_work
from joint_account.identity import linking
from joint_account.identity.ending import sessions_of
from joint_account.identity.errors import BadForm
from joint_account.identity.models import Passkey
from joint_account.identity.oidc import Proved
from joint_account.identity.sessions import start_session
from joint_account.messages import answering as answers
from joint_account.messages import beside, connecting
from joint_account.messages.refusals import MessagesRefused
from joint_account.reconciliation.models import AmazonDay
from joint_account.registration import answering, inviting
from joint_account.registration.arriving import invitation_behind
from joint_account.registration.drawing import roles as document
from joint_account.registration.errors import RegistrationError, WrongPerson
from joint_account.registration.machine import Role
from joint_account.registration.roles import MAY, Act
from joint_account.reports.refusals import ImportRefused
from joint_account.sales import notes
from joint_account.sales.importing import import_report
from joint_account.sales.note_models import Note
from joint_account.sales.notes import NoteRefused, add_note
from tests.acts import (
    AT_AMAZON,
    BY_LINK,
    BY_ROLE,
    ELSEWHERE,
    OF_ONESELF,
    RULES,
    WITHOUT_A_PERSON,
    Household,
    Refused,
    name_of,
    services,
)
from tests.buyer_mail import a_mail, a_mailbox, arrives, threads_of
from tests.other_reports import health, listing_row, stock_row
from tests.other_reports import table as write_table
from tests.report_files import GOOD, a_row, write_report
from tests.snapshots import snapshot
from tests.stories import a_member, a_person, an_invitation, an_organizer

OUTSIDERS = ("stranger", "nobody")
REFUSALS = (RegistrationError, ImportRefused, MessagesRefused, NoActivityYet, NoteRefused, Refused)
SILENT = {
    *(inviting.resend, inviting.revoke, notes.add_note, notes.remove_note, connecting.disconnect_mailbox),
    *(answers.reply, answers.take_back, answers.needs_no_reply, answers.mark_read),
    *(beside.add_note, beside.assign, beside.sort_to, beside.keep_draft, beside.allow_viewers),
}
"""They return nothing when they have done it."""
SHARED = {Act.LOOK, Act.ANSWER_BUYERS, Act.OPERATE_STORES}
"""What these are done with is every member's whose role may do it."""
TABLES = {
    "as it is": MAY,
    "nobody may anything": {role: frozenset() for role in Role},
    "everybody may everything": {role: frozenset(Act) for role in Role},
}


@pytest.fixture
async def household(open_database, tmp_path):
    there = Household(report=write_report(tmp_path / "report.txt", [a_row(product_name="Teekanne Opferlamm")]))
    olga = await an_organizer("olga@example.com", "Olga Berger")
    members = {
        "manager": await a_member(olga, "ana@example.com", "Ana Silva"),
        "viewer": await a_member(olga, "vera@example.com", "Vera Klein", role="viewer"),
    }
    sven, nora = await an_organizer("sven@stranger.example", "Sven Fremd"), await a_person("nora@new.example")
    there.people = {"organizer": olga, **members, "stranger": sven, "nobody": nora}
    there.invited = {role: await an_invitation(olga, f"ines@{role}.example", "Ines Ortega") for role in there.people}
    await import_report(olga, there.report, "Opferlamm.txt")
    await import_report(olga, write_table(tmp_path / "stock.txt", [stock_row(sku="Opferlamm")]), "stock.txt", store="DE")
    await import_report(
        olga, write_table(tmp_path / "offers.txt", [listing_row(seller_sku="Opferlamm")]), "offers.txt", store="DE"
    )
    await import_report(olga, health(tmp_path / "health.json", ("A1PA6795UKMFR9", "Opferlamm")), "health.json")
    async with unit_of_work() as work:
        figures = {"sales": 1, "orders": 1, "units": 1, "asked_at": now()}
        work.add(AmazonDay(joint_account_id=olga.joint_account_id, store="DE", day=date(2026, 5, 4), **figures))
    await add_note(olga, "2026-05-04", "Opferlamm fair")
    async with reading() as session:
        there.note_id = (await session.exec(select(Note.id))).one()
    there.mailboxes = {role: (await a_mailbox(olga)).id for role in (*there.people, "stays")}
    box = await a_mailbox(olga)
    for number, order in enumerate([GOOD["amazon-order-id"], "303-9999999-9999999"]):
        await arrives(olga, box, a_mail("Wo ist mein Opferlamm?", order=order, message_id=f"<{number}@amazon.example>"))
    there.thread_id = (await threads_of(olga))[0].id
    await start_session(olga)
    there.sessions = await sessions_of(olga, now())
    olgas = Proved("https://acme.example", "olga", "Acme", "olga@example.com", True, "Olga", "DE")
    await linking.link(olga, there.sessions[0], olgas)
    there.passkey_id = new_id()
    async with unit_of_work() as work:
        kept = {"id": there.passkey_id, "person_id": olga.id, "name": "Chrome on Linux", "added_at": now()}
        work.add(Passkey(credential_id=b"olga's", public_key=b"hers", sign_count=0, **kept))
    (identity,) = await linking.identities_of(olga)
    there.identity_id = identity.id
    return there


def test_every_function_that_acts_for_a_person_is_asked():
    of_ones_own = {name for name in services() if name.startswith("identity.")}
    for_somebody = {name for name, (takes_a_person, _) in services().items() if takes_a_person} - of_ones_own
    known = {*map(name_of, BY_ROLE), *OF_ONESELF, *BY_LINK, *AT_AMAZON, *RULES}
    assert for_somebody == known, "say in tests/acts.py what it is an act of"
    by_id = {name for name, (takes_a_person, told) in services().items() if not takes_a_person and "joint_account_id" in told}
    assert by_id == WITHOUT_A_PERSON, "take the person who asks, and look whether they may"


def test_every_function_that_takes_an_id_beside_the_person_is_asked_with_anothers():
    told = {name for name, (somebody, told) in services().items() if somebody and any(word.endswith("_id") for word in told)}
    assert told - AT_AMAZON == set(map(name_of, ELSEWHERE)), "say in tests/acts.py how to ask it with an id of the organizer's"


@pytest.mark.parametrize("table", TABLES)
async def test_the_table_alone_decides_what_a_role_gets(household, monkeypatch, table):
    for role, acts in TABLES[table].items():
        monkeypatch.setitem(MAY, role, acts)
    for role in Role:
        for function, (act, ask) in BY_ROLE.items():
            before = await snapshot()
            try:
                got = await ask(household, role, household.people[role])
                refused = got in (None, []) and function not in SILENT
            except REFUSALS:
                refused = True
            assert refused == (act not in MAY[role]), (role, name_of(function))
            assert not refused or await snapshot() == before, (role, name_of(function))


async def test_whoever_is_not_in_the_joint_account_gets_nothing_of_it(household):
    before = await snapshot()
    tenant = household.people["organizer"].joint_account_id
    for who in OUTSIDERS:
        for function, (_act, ask) in BY_ROLE.items():
            try:
                got = await ask(household, who, household.people[who])
            except REFUSALS as refusal:
                got = str(refusal)
            assert not [word for word in household.words if word in repr(got)], (who, name_of(function))
    after = await snapshot()
    for table, rows in before.items():
        theirs = [row for row in rows if tenant in row]
        assert [row for row in after[table] if tenant in row] == theirs, table


async def test_anothers_id_opens_nothing(household):
    before = await snapshot()
    for who in ("manager", "viewer", *OUTSIDERS):
        for function, ask in ELSEWHERE.items():
            if who not in OUTSIDERS and BY_ROLE.get(function, (None,))[0] in SHARED & MAY[Role(who)]:
                continue  # Theirs, too.
            with suppress(*REFUSALS, BadForm):
                assert not await ask(household, household.people[who]), (who, name_of(function))
    # Who takes a lock and finds nothing to do has counted as a change all the same.
    assert await snapshot() | {"change": before["change"]} == before


async def test_no_role_answers_anothers_invitation(household):
    before = await snapshot()
    for role in Role:
        person, link = household.people[role], household.invited[role].link
        with pytest.raises(WrongPerson):
            await answering.accept(person, link, understood=True)
        with pytest.raises(WrongPerson):
            await answering.decline(link, person)
        assert isinstance((await invitation_behind(link, person)).obstacle, WrongPerson)
    assert await snapshot() == before


def test_the_document_is_the_table():
    written = (Path(__file__).parent.parent / "docs" / "roles.md").read_text()
    assert written == document(), "run: python -m joint_account roles > docs/roles.md"
    assert written.count(" yes ") == sum(map(len, MAY.values()))
