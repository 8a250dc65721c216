"""An authenticator app in a real browser: added, asked for, replaced by a recovery code, and proof of who is there."""

import re
import time

import pyotp
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.hands import Mouse, Thumb
from tests.browser.people import PASSWORD, an_address, heading, log_out, register_at_once
from tests.browser.test_quality import in_the_dark, problems_by_axe, scrolls_sideways

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-second-factor")]


def is_readable(page):
    """In both themes, and without scrolling sideways."""
    found = problems_by_axe(page)
    in_the_dark(page, True)
    found += problems_by_axe(page, only="color-contrast")
    in_the_dark(page, False)
    assert found + scrolls_sideways(page) == []


def add_the_app(hand):
    """On Login & security; returns what the app holds, when its code was used, and the recovery codes."""
    page = hand.page
    page.goto("/security")
    hand.press(page.get_by_role("button", name="Add an authenticator app", exact=True))
    expect(heading(page, "Add an authenticator app")).to_be_visible()
    is_readable(page)
    assert page.get_by_role("img", name="The key below, as a QR code").evaluate("it => it.naturalWidth > 100")
    secret = re.sub(r"\s", "", page.locator(".key").inner_text())
    assert page.get_by_role("link", name="On this phone: open the app").get_attribute("href").startswith("otpauth://totp/")
    hand.fill(page.get_by_label("Code", exact=True), "000000")
    hand.press(page.get_by_role("button", name="Add the app", exact=True))
    expect(page.get_by_label("Code", exact=True)).to_have_accessible_description(re.compile("This code is not right"))
    hand.fill(page.get_by_label("Code", exact=True), pyotp.TOTP(secret).now())
    hand.press(page.get_by_role("button", name="Add the app", exact=True))
    expect(heading(page, "Your recovery codes")).to_be_visible()
    is_readable(page)
    codes = page.get_by_role("listitem").all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download", exact=True).click()
    assert all(code in download.value.path().read_text() for code in codes)
    assert secret not in page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")
    hand.press(page.get_by_role("button", name="I have kept them", exact=True))
    expect(page.get_by_text("10 recovery codes left")).to_be_visible()
    return secret, codes


def type_password(hand, email):
    page = hand.page
    page.goto("/login?next=/stores")
    hand.fill(page.get_by_label("Email", exact=True), email)
    hand.fill(page.get_by_label("Password", exact=True), PASSWORD)
    hand.press(page.get_by_role("button", name="Log in", exact=True))
    expect(heading(page, "Enter the code")).to_be_visible()


@pytest.mark.parametrize("device", [Mouse, Thumb])
def test_an_app_is_added_asked_for_and_replaced_by_a_recovery_code(somebody, device):
    page = somebody(**(PHONE if device is Thumb else {}))
    hand, email = device(page), an_address("olga")
    page.emulate_media(reduced_motion="reduce")  # A colour that is on its way is no colour to measure.
    register_at_once(page.context, "Olga Berger", email)
    secret, codes = add_the_app(hand)

    log_out(page)
    type_password(hand, email)
    is_readable(page)
    # The code that added the app is used; a device that is a step ahead is allowed.
    hand.fill(page.get_by_label("Code", exact=True), pyotp.TOTP(secret).at(time.time() + 30))
    hand.press(page.get_by_role("button", name="Continue", exact=True))
    expect(heading(page, "Stores")).to_be_visible()

    log_out(page)
    type_password(hand, email)
    hand.press(page.get_by_text("Use a recovery code", exact=True))
    hand.fill(page.get_by_label("Recovery code", exact=True), codes[0])
    hand.press(page.get_by_role("button", name="Continue with it", exact=True))
    expect(heading(page, "Stores")).to_be_visible()
    page.goto("/security")
    expect(page.get_by_text("9 recovery codes left")).to_be_visible()

    elsewhere = page.context.new_page()
    elsewhere.goto("/membership")
    expect(heading(elsewhere, "Your Prime Membership")).to_be_visible()
    elsewhere.evaluate("document.documentElement.dataset.old = ''")
    page.goto("/prove?next=/security")
    expect(heading(page, "Confirm that it is you")).to_be_visible()
    expect(page.get_by_label("Password", exact=True)).to_have_count(0)
    hand.press(page.get_by_text("Use a recovery code", exact=True))
    hand.fill(page.get_by_label("Recovery code", exact=True), codes[0])
    hand.press(page.get_by_role("button", name="Continue with it", exact=True))
    expect(page.get_by_label("Recovery code", exact=True)).to_have_accessible_description(re.compile("was used already"))
    is_readable(page)
    before = session_in(page)
    hand.fill(page.get_by_label("Recovery code", exact=True), codes[1])
    hand.press(page.get_by_role("button", name="Continue with it", exact=True))
    expect(heading(page, "Login & security")).to_be_visible()
    assert session_in(page) != before
    # The other tab's socket has the old cookie; its page comes back with the new one.
    expect(elsewhere.locator("html[data-old]")).to_have_count(0)
    expect(heading(elsewhere, "Your Prime Membership")).to_be_visible()
    assert elsewhere.url.endswith("/membership")
    elsewhere.close()

    asked = page.get_by_role("dialog", name="Remove the authenticator app?")
    hand.press(page.get_by_role("button", name="Remove the app", exact=True))
    expect(asked.get_by_role("button", name="Not now", exact=True)).to_be_focused()
    is_readable(page)
    hand.press(asked.get_by_role("button", name="Not now", exact=True))
    expect(asked).to_be_hidden()
    expect(page.get_by_text("8 recovery codes left")).to_be_visible()
    hand.press(page.get_by_role("button", name="Remove the app", exact=True))
    hand.press(asked.get_by_role("button", name="Remove", exact=True))
    expect(page.get_by_text("The app is removed: no code is asked for any more.")).to_be_visible()


def session_in(page):
    return next(one["value"] for one in page.context.cookies() if one["name"] == "session")
