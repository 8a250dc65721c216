"""The organizer and the managers read who did what, narrow it down, and take it along; nobody else sees any of it."""

import csv
import io
from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette

from joint_account import audit
from joint_account.activity.queries import NoActivityYet, activity, where_allowed, who_acted
from joint_account.activity.routes import ROUTES, defused
from joint_account.activity.sentences import sentence
from joint_account.activity.view import ActivityView, parse_activity_view
from joint_account.database import now, unit_of_work
from joint_account.identity.http import Asking
from joint_account.identity.sessions import start_session
from joint_account.registration import service as registration
from joint_account.registration.errors import NotYourRole
from joint_account.registration.second_factors import is_shut_out
from tests import stories


@pytest.fixture
async def olga(open_database):
    return await stories.an_organizer()


async def told(person, query=""):
    view, _notes = parse_activity_view(query)
    entries, _older = await activity(person, view)
    return [sentence(done) for done in entries]


async def exported(person, query=""):
    """The answer to the export's address, asked by this person from 203.0.113.7."""
    app = Asking(Starlette(routes=ROUTES), lambda path: path.startswith("/activity"), is_shut_out)
    transport = httpx.ASGITransport(app, client=("203.0.113.7", 1234))
    headers = {"Cookie": f"session={await start_session(person)}"} if person else {}
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:3000", headers=headers) as client:
        return await client.get(f"/activity/export.csv{query}", headers={"X-Forwarded-For": "198.51.100.9"})


async def many(person, number, **facts):
    async with unit_of_work() as work:
        for _ in range(number):
            await audit.record(work, "report.imported", person_id=person.id, joint_account_id=person.joint_account_id, **facts)


# What is read


async def test_what_was_done_is_told_newest_first_in_sentences(olga):
    ana = await stories.a_member(olga)
    invited = await stories.an_invitation(olga, "ben@example.com", role="viewer")
    await registration.resend(olga, invited.invitation.id)
    await registration.revoke(olga, invited.invitation.id)
    assert await told(ana) == [
        "Olga Berger revoked the invitation to ben@example.com",
        "Olga Berger sent the invitation to ben@example.com again",
        "Olga Berger invited ben@example.com as Viewer",
        "Ana Silva joined as the first member: the joint account is complete, for ever",
        "Ana Silva accepted the invitation to ana@example.com as Manager",
        "Ana Silva registered",
        "Olga Berger invited ana@example.com as Manager",
        "Olga Berger started the joint account",
    ]


async def test_it_is_narrowed_down_by_person_kind_and_days(olga):
    ana = await stories.a_member(olga)
    everything = await told(olga)
    assert await told(olga, f"person={ana.id}") == everything[:3]
    assert await told(olga, f"person={ana.id}&kind=person") == ["Ana Silva registered"]
    assert await told(olga, "person=nobody") == []
    today = now().date()
    assert await told(olga, f"from={today}&to={today}") == everything
    assert await told(olga, f"to={today - timedelta(days=1)}") == await told(olga, f"from={today + timedelta(days=1)}") == []
    assert {name for _id, name in await who_acted(olga)} == {"Olga Berger", "Ana Silva"}


async def test_pages_of_fifty_hold_every_entry_once(olga):
    await many(olga, 120)
    view, numbers, older = ActivityView(), [], True
    while older:
        entries, older = await activity(olga, view)
        assert len(entries) <= 50
        numbers += [done.number for done in entries]
        view = ActivityView(before=numbers[-1])
        await many(olga, 1)
    assert numbers == list(range(121, 0, -1))


@pytest.mark.parametrize(
    "junk",
    ["person=x&kind=x&from=x&to=2026-02-30&before=x", "&".join("a=1" for _ in range(500)), "kind=%00&from=9999-12-31", "%ff"],
)
async def test_an_address_that_means_nothing_leaves_nothing_out(olga, junk):
    view, notes = parse_activity_view(junk)
    assert view in {ActivityView(), ActivityView(first=view.first)} and len(notes) <= 4
    assert len(await told(olga, "to=9999-12-31")) == 1
    assert parse_activity_view(ActivityView("7", "report", now().date(), now().date(), 9).query)[0].query.count("=") == 5


# Who reads it


async def test_a_viewer_and_who_is_in_no_joint_account_are_told_why_they_see_nothing(olga):
    vera = await stories.a_member(olga, "vera@example.com", "Vera Klein", role="viewer")
    nora = await stories.a_person("nora@example.com", "Nora New")
    for person, error in ((vera, NotYourRole), (nora, NoActivityYet)):
        with pytest.raises(error) as refusal:
            await where_allowed(person)
        answer = await exported(person)
        assert (answer.status_code, answer.text) == (403, refusal.value.sentence)
    assert "cannot see who did what" in (await exported(vera)).text
    anonymous = await exported(None)
    assert (anonymous.status_code, anonymous.text) == (303, "")


async def test_nobody_reads_anothers_activity_whatever_the_address_says(olga):
    sven = await stories.an_organizer("sven@example.com", "Sven Fremd")
    assert await told(sven) == ["Sven Fremd started the joint account"]
    assert await told(sven, f"person={olga.id}") == []
    assert "Olga" not in (await exported(sven, f"?person={olga.id}")).text


# What is taken along


async def test_the_export_is_all_that_the_filters_leave_with_its_hashes(olga):
    token = audit.asked_from.set("203.0.113.7")
    await stories.a_member(olga)
    audit.asked_from.reset(token)
    await many(olga, 600, file="Küche.txt", rows="1", orders="2", skipped="3")
    answer = await exported(olga, "?kind=report&before=3")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    answer = await exported(olga)
    head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert head == ["Number", "When (UTC)", "Who", "What", "From", "Act", "SHA-256"]
    assert [int(row[0]) for row in rows] == list(range(605, 0, -1))
    assert rows[0][3] == "Olga Berger imported Küche.txt: 1 rows, 2 orders new or changed, 3 rows left out"
    assert {row[4] for row in rows if row[5].startswith("invitation.")} == {"203.0.113.7"}
    entries, _older = await activity(olga, ActivityView())
    assert [row[6] for row in rows[:50]] == [done.hash for done in entries]
    narrowed = await exported(olga, "?kind=invitation")
    assert len(list(csv.reader(io.StringIO(narrowed.text)))) == 3


async def test_no_cell_of_the_export_is_a_formula(olga):
    for name in ('=cmd|" /C calc"!A0', "+1", "-1", "@SUM(1)", "\tx", "\rx"):
        assert defused(name) == f"'{name}"
    evil = await stories.an_organizer("evil@example.com", '=HYPERLINK("http://evil.example")')
    answer = await exported(evil)
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][2] == '\'=HYPERLINK("http://evil.example")' and rows[1][3].startswith("'=HYPERLINK")
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


async def test_what_is_done_by_a_request_keeps_the_address_that_the_socket_has(olga):
    await exported(olga)
    seen = []

    async def look(scope, receive, send):
        seen.append(audit.asked_from.get())
        await Starlette()(scope, receive, send)

    transport = httpx.ASGITransport(Asking(look, lambda path: False, is_shut_out), client=("2001:db8::7", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:3000") as client:
        await client.get("/x", headers={"X-Forwarded-For": "198.51.100.9", "Forwarded": "for=198.51.100.9"})
    assert seen == ["2001:db8::7"]
