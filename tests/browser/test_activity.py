"""The organizer looks at who did what, narrows it down, and takes it along."""

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Mouse
from tests.browser.people import an_address, an_organizer, go_to_family_members, heading, invite

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-activity")]


def test_an_invitation_is_seen_with_who_and_from_where_narrowed_down_and_exported(somebody, mailing, tmp_path):
    page, _email = an_organizer(somebody, mailing[1])
    hand, anas = Mouse(page), an_address("ana")
    page.goto("/membership")
    go_to_family_members(hand)
    invite(hand, "Ana Silva", anas)
    page.reload()
    hand.press(page.get_by_role("navigation", name="Your Prime Membership").get_by_role("link", name="Activity", exact=True))
    expect(heading(page, "Activity")).to_be_visible()
    row = (
        page.get_by_role("region", name="Activity").get_by_role("row").filter(has_text=f"Olga Berger invited {anas} as Manager")
    )
    expect(row).to_contain_text("UTC")
    expect(row).to_contain_text("127.0.0.1")

    hand.choose(page.get_by_label("Kind", exact=True), "Joint account")
    hand.press(page.get_by_role("button", name="Show", exact=True))
    expect(page.get_by_role("region", name="Activity")).to_contain_text("Olga Berger started the joint account")
    expect(row).to_have_count(0)
    assert "kind=account" in page.url

    with page.expect_download() as download:
        hand.press(page.get_by_role("link", name="Export", exact=True))
    download.value.save_as(tmp_path / "activity.csv")
    text = (tmp_path / "activity.csv").read_text("utf-8-sig")
    assert "Olga Berger started the joint account" in text and anas not in text
