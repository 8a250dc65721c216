"""Once a joint account is connected to Amazon, a session without a second factor sees nothing but its person's own settings."""

import pytest

from joint_account.database import unit_of_work
from joint_account.identity.proving import renew_session
from joint_account.identity.sessions import acting, acting_session, hashed, identify, start_session
from joint_account.registration import queries
from joint_account.registration import service as registration
from joint_account.registration.errors import SecondFactorNeeded
from joint_account.registration.second_factors import shut_out_among
from tests.acts import BY_ROLE, Household
from tests.attacks.asking import a_path
from tests.attacks.routes import DOWNLOADS, POSTS, PROTECTED, PUBLIC
from tests.report_files import a_row, write_report
from tests.snapshots import snapshot
from tests.stories import a_member, an_invitation, an_organizer
from tests.test_second_factor import Browser, where

FIRST = "/security?second-factor=first"
OWN_PAGES = {"/security", "/prove"}
OWN_FORMS = {path for path in POSTS if path.startswith(("/security/", "/passkey/", "/authenticator/", "/auth/", "/prove"))} | {
    *("/register", "/login", "/login/code", "/logout", "/confirm", "/confirm/send", "/forgot", "/reset", "/email")
}


async def asks_for_second_factors(person):
    async with unit_of_work() as work:
        await registration.require_second_factors(work, person.joint_account_id, person)


@pytest.fixture
async def olga(open_database):
    olga = await an_organizer("olga@example.com", "Olga Berger")
    await a_member(olga, "ana@example.com", "Ana Silva")
    return olga


async def a_browser_of(person, *, strong=False):
    browser = Browser()
    browser.us.cookies["session"] = await start_session(person, strong=strong)
    return browser


async def test_it_is_set_once_and_on_record(olga):
    for _ in range(2):
        await asks_for_second_factors(olga)
    entries = (await snapshot())["audit_entry"]
    assert str(entries).count("account.second_factor_asked") == 1


async def test_every_page_download_and_form_but_ones_own_leads_to_the_second_factor(olga):
    weak, strong = await a_browser_of(olga), await a_browser_of(olga, strong=True)
    paths = [("GET", a_path(page)) for page in (PROTECTED - OWN_PAGES) | DOWNLOADS]
    forms = [("POST", a_path(path)) for path in set(POSTS) - OWN_FORMS]
    for method, path in paths:
        assert (await weak.us.request(method, path)).headers.get("location") != FIRST, "nothing is asked before"
    await asks_for_second_factors(olga)
    before = await snapshot()
    for method, path in [*paths, *forms]:
        for tried in (path, f"{path}?x=1"):
            assert where(await weak.us.request(method, tried)) == FIRST, tried
    assert await snapshot() == before
    for page in OWN_PAGES | (PUBLIC - {"/", "/login", "/register"}):
        assert (await weak.us.get(page)).headers.get("location") != FIRST, "one's own settings, and what anybody sees"
    for method, path in paths:
        assert (await strong.us.request(method, path)).headers.get("location") != FIRST


async def test_who_proves_it_with_a_second_factor_is_let_in_and_others_are_not_concerned(olga):
    await asks_for_second_factors(olga)
    sven = await an_organizer("sven@stranger.example", "Sven Fremd")
    assert (await (await a_browser_of(sven)).us.get("/orders")).status_code == 404
    weak = await a_browser_of(olga)
    session = await weak.session()
    assert await shut_out_among([session.token_hash, "x"]) == {session.token_hash}
    weak.us.cookies.set("session", await renew_session(session, strong=True))
    assert (await weak.us.get("/orders")).status_code == 404
    assert await shut_out_among([hashed(weak.us.cookies["session"])]) == set()


async def test_every_service_refuses_a_weak_session_and_no_other(olga, tmp_path):
    there = Household(report=write_report(tmp_path / "report.txt", [a_row()]))
    there.mailboxes["organizer"] = 1
    there.invited["organizer"] = await an_invitation(olga, "ines@example.com", "Ines Ortega")
    await asks_for_second_factors(olga)
    before = await snapshot()
    await identify(await start_session(olga), active=False)
    for function, (_act, ask) in BY_ROLE.items():
        with pytest.raises(Exception, match=SecondFactorNeeded.sentence):
            raise AssertionError(f"{function.__name__} gave {await ask(there, 'organizer', olga)}")
    assert {name: rows for name, rows in (await snapshot()).items() if name != "login_session"} == {
        name: rows for name, rows in before.items() if name != "login_session"
    }
    await identify(await start_session(olga, strong=True), active=False)
    assert await queries.family_members(olga)
    acting.set(None)
    acting_session.set(None)
    assert await queries.family_members(olga), "the command line"
