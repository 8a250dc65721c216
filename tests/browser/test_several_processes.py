"""Two processes of the product on one PostgreSQL and one Redis: what happens in one shows on the pages of the other."""

import os

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, listened_to
from tests.browser.hands import Mouse
from tests.browser.mail import a_post_office, link_in
from tests.browser.people import accept, an_organizer, invitation_row, invite, register_by_invitation
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
