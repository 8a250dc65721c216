"""The overview as somebody works with it: by keyboard, with settings in the address, and with notes of their own."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import an_organizer, register_at_once
from tests.report_files import a_row, write_report

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-overview")]
MAY = "from=2026-05-01&to=2026-05-31"


@pytest.fixture
def overview(somebody, mailing, tmp_path):
    """The overview of somebody who sold two things in Germany, one of them on the evening of 4 May."""
    page, _ = an_organizer(somebody, mailing[1])
    rows = [
        a_row(),
        a_row(amazon_order_id="303-0000001-0000002", purchase_date="2026-05-04T21:30:00+00:00", item_price="7.50"),
    ]
    report = write_report(tmp_path / "report.txt", rows).read_bytes()
    assert '"taken": true' in page.context.request.post("/stores/import?name=report.txt", data=report).text()
    page.goto(f"/overview?{MAY}")
    expect(page.locator("[data-kpi=sales]")).to_have_text("€20.00")
    return page


def test_keys_choose_what_is_shown_and_a_sheet_says_which(overview):
    page = overview
    page.keyboard.press("w")
    page.wait_for_url(f"**/overview?by=week&{MAY}")
    expect(page.get_by_role("heading", name="Sales by week")).to_be_visible()
    page.keyboard.press("s")
    page.wait_for_url(f"**/overview?by=week&chart=lines&{MAY}")
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_contain_text("Stacked, or a line for each store")
    page.keyboard.press("d")
    assert "by=week" in page.url, "while the sheet is open, keys do nothing"
    sheet.get_by_label("Shortcuts are on in this browser").uncheck()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    page.keyboard.press("t")
    page.keyboard.press("?")
    expect(sheet).to_be_visible()
    assert "by=week" in page.url, "who turned them off has none"
    sheet.get_by_label("Shortcuts are on in this browser").check()
    page.keyboard.press("Escape")
    page.locator("summary", has_text="Storesall").click()
    page.locator("summary", has_text="What happened").click()
    page.get_by_label("Note", exact=True).press_sequentially("tty")
    assert "by=week" in page.url, "who types chooses nothing"


def test_a_day_of_another_zone_and_the_view_are_in_the_address(overview):
    page = overview
    page.locator("summary", has_text="View").click()
    page.get_by_role("region", name="Day boundary").get_by_label("Another zone").fill("Asia/Kolkata")
    page.get_by_role("button", name="Use this zone").click()
    page.wait_for_url("**/overview?day=Asia%2FKolkata&**")
    expect(page.get_by_text("Each day is that of Kolkata")).to_be_visible()
    page.locator("summary", has_text="Show as a table").click()
    evening = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="5 May 2026", exact=True))
    expect(evening).to_contain_text("€7.50")


def test_notes_stand_beside_the_chart_until_they_are_removed(overview):
    page = overview
    page.locator("summary", has_text="What happened").click()
    page.get_by_label("Day", exact=True).fill("2026-05-04")
    page.get_by_label("Note", exact=True).fill("A fair nearby")
    page.get_by_role("button", name="Add note").click()
    expect(page.get_by_role("listitem").filter(has_text="A fair nearby")).to_contain_text("4 May")
    expect(page.locator(".flag")).to_have_count(1)
    expect(page.get_by_label("Note", exact=True)).to_have_value("")
    page.get_by_role("button", name="Add note").click()
    expect(page.get_by_role("alert")).to_have_text("A note has between 1 and 120 characters.")
    page.get_by_role("button", name="Remove the note: A fair nearby").click()
    expect(page.get_by_text("Nothing that we know of.")).to_be_visible()


def test_an_empty_joint_account_is_led_and_shown_no_zeros(somebody):
    page = somebody()
    register_at_once(page.context, "Nora New", "nora.new@example.com")
    page.goto("/overview")
    for name in ("Go on with the walk-through", "Connect Amazon", "Import a report"):
        expect(page.get_by_role("link", name=name)).to_be_visible()
    assert page.locator("[data-kpi]").count() == 0
