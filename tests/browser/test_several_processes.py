"""Two processes of the product on one PostgreSQL and one Redis: what happens in one shows on the pages of the other."""

import os

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, listened_to
from tests.browser.hands import Mouse
from tests.browser.mail import a_post_office, link_in
from tests.browser.people import PASSWORD, accept, an_organizer, invitation_row, invite, post, register_by_invitation
from tests.report_files import a_row, write_report
from tests.serving import serving

REDIS = os.environ.get("TEST_REDIS_URL", "")

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-processes")]


@pytest.fixture
def two_processes(postgresql_database, tmp_path):
    """The addresses of both, and the Postman who takes their mail."""
    if not REDIS:
        pytest.skip("set TEST_REDIS_URL to run this with several processes")
    folders = [tmp_path / name for name in ("first", "second")]
    for folder in folders:
        folder.mkdir()
    with a_post_office() as (postman, smtp_url):
        shared = {"DATABASE_URL": postgresql_database, "REDIS_URL": REDIS, "SMTP_URL": smtp_url}
        with serving(folders[0], **shared) as first, serving(folders[1], **shared) as second:
            yield first, second, postman


def test_a_member_joins_in_one_process_and_the_organizers_page_in_the_other_says_so(browser, two_processes):
    first, second, postman = two_processes
    errors = []

    def somebody(address=first):
        return listened_to(browser.new_context(base_url=address, **DESK).new_page(), errors)

    organizer, _ = an_organizer(somebody, postman)
    invite(Mouse(organizer), "Ana Silva", "ana@example.com")
    organizer.evaluate("window.neverReloaded = true")
    link = link_in(postman.wait_for("ana@example.com", "invites you")).replace(first, second)

    member = Mouse(somebody(second))
    member.page.goto(link)
    register_by_invitation(member, "ana@example.com")
    accept(member)

    expect(invitation_row(organizer, "ana@example.com")).to_contain_text("accepted", timeout=2_000)
    assert organizer.evaluate("window.neverReloaded")
    organizer.reload()
    expect(organizer.get_by_text("2 members · 2 of 25 seats used")).to_be_visible()
    assert errors == []


def test_an_order_that_arrives_in_one_process_shows_on_every_open_overview_within_a_second(browser, two_processes, tmp_path):
    first, second, postman = two_processes
    errors = []

    def somebody(address=first):
        return listened_to(browser.new_context(base_url=address, **DESK).new_page(), errors)

    organizer, email = an_organizer(somebody, postman)
    _import(organizer, tmp_path, "1")
    member = somebody(second)
    post(member.context, "/login", email=email, password=PASSWORD)
    pages = (organizer, member)
    for page in pages:
        page.goto("/overview?from=2026-05-01&to=2026-05-31")
        expect(page.get_by_role("region", name="Orders", exact=True)).to_contain_text("was 0")
        expect(_orders(page)).to_have_text("1")
        page.evaluate("window.neverReloaded = true; window.scrollTo(0, 300)")
    before = [_where(page) for page in pages]

    _import(organizer, tmp_path, "2")
    for page in pages:
        expect(_orders(page)).to_have_text("2", timeout=1_000)
    assert all(page.evaluate("window.neverReloaded") for page in pages)
    assert [_where(page) for page in pages] == before
    assert errors == []


def _orders(page):
    return page.locator("[data-kpi=orders]")


def _where(page):
    """How far it is scrolled, and where its parts stand."""
    return page.evaluate(
        "[scrollY, ...[...document.querySelectorAll('.figures > *, h1, h2')].map((one) => one.getBoundingClientRect().top)]"
    )


def _import(page, folder, number):
    rows = [a_row(amazon_order_id=f"303-0000000-000000{number}", purchase_date=f"2026-05-0{number}T10:00:00Z")]
    report = write_report(folder / f"{number}.txt", rows).read_bytes()
    answer = page.context.request.post("/stores/import?name=report.txt", data=report)
    assert '"taken": true' in answer.text()
