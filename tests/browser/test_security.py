"""Login & security: ending a session closes its pages elsewhere; a forgotten password, and a changed one."""

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Mouse
from tests.browser.mail import link_in
from tests.browser.people import PASSWORD, an_address, heading, log_out, open_the_menu, register_at_once

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-security")]

NEW = "another walk, through Porto"
WITHIN = 2_000
"""Milliseconds in which the page of an ended session is left."""


def sessions(page):
    return page.get_by_role("region", name="Sessions", exact=True).get_by_role("row")


def logged_out(page):
    return heading(page, "Log in")


def log_in(hand, email, password, *, stay=False):
    page = hand.page
    page.goto("/login")
    hand.fill(page.get_by_label("Email", exact=True), email)
    hand.fill(page.get_by_label("Password", exact=True), password)
    if stay:
        hand.tick(page.get_by_label("Stay signed in", exact=True))
    hand.press(page.get_by_role("button", name="Log in", exact=True))
    expect(heading(page, "Your Prime Membership")).to_be_visible()


def test_ending_a_session_closes_its_open_pages_and_nobody_elses(somebody):
    here, there, third = somebody(), somebody(), somebody()
    email = an_address("olga")
    register_at_once(here.context, "Olga Berger", email)
    for page in (there, third):
        log_in(Mouse(page), email, PASSWORD, stay=page is there)
    here.goto("/membership")
    open_the_menu(Mouse(here))
    here.get_by_role("link", name="Login & security").first.click()
    expect(sessions(here)).to_have_count(4)
    expect(sessions(here).filter(has_text="This one")).to_have_count(1)
    expect(sessions(here).filter(has_text="Chrome on Linux")).to_have_count(3)

    sessions(here).get_by_role("button", name="End", exact=True).first.click()
    expect(sessions(here)).to_have_count(3, timeout=WITHIN)
    expect(logged_out(third)).to_be_visible(timeout=WITHIN)
    expect(heading(there, "Your Prime Membership")).to_be_visible()
    here.get_by_role("button", name="End all others", exact=True).click()
    for page in (there, third):
        expect(logged_out(page)).to_be_visible(timeout=WITHIN)
        page.goto("/membership")
        expect(logged_out(page)).to_be_visible()
    expect(sessions(here)).to_have_count(2)
    expect(here.get_by_role("status")).to_have_text("The session is ended, and its open pages are closed.")


def test_only_a_box_that_was_ticked_keeps_the_cookie_when_the_browser_is_closed(somebody):
    page, email = somebody(), an_address("olga")
    register_at_once(page.context, "Olga Berger", email)
    (cookie,) = [one for one in page.context.cookies() if one["name"] == "session"]
    assert cookie["expires"] == -1
    page.context.clear_cookies()
    log_in(Mouse(page), email, PASSWORD, stay=True)
    (cookie,) = [one for one in page.context.cookies() if one["name"] == "session"]
    assert cookie["expires"] > 0


def test_a_forgotten_password_is_set_anew_by_the_mailed_link_and_logs_everybody_out(somebody, mailing):
    page, elsewhere, email = somebody(), somebody(), an_address("olga")
    register_at_once(elsewhere.context, "Olga Berger", email)
    elsewhere.goto("/membership")
    expect(heading(elsewhere, "Your Prime Membership")).to_be_visible()
    hand = Mouse(page)
    page.goto("/login")
    hand.press(page.get_by_role("link", name="Forgot your password?", exact=True))
    hand.fill(page.get_by_label("Email", exact=True), email)
    hand.press(page.get_by_role("button", name="Send the link", exact=True))
    expect(page.get_by_role("status")).to_contain_text("If the address has an account, a link is on its way to it.")

    link = link_in(mailing[1].wait_for(email, "Set a new password"))
    page.goto(link)
    assert page.url.endswith("/reset"), "the secret stays out of the address"
    expect(heading(page, "Set a new password")).to_be_visible()
    hand.press(page.get_by_role("button", name="Set the new password", exact=True))
    expect(page.get_by_label("New password", exact=True)).to_have_accessible_description(
        "Use at least 12 characters. Several words in a row are easy to remember."
    )
    hand.fill(page.get_by_label("New password", exact=True), NEW)
    hand.press(page.get_by_role("button", name="Set the new password", exact=True))
    expect(page.get_by_role("status")).to_have_text("Your password is changed. Log in with the new one.")
    expect(logged_out(elsewhere)).to_be_visible(timeout=WITHIN)
    mailing[1].wait_for(email, "Your password was changed")
    log_in(hand, email, NEW)
    page.goto(link)
    hand.fill(page.get_by_label("New password", exact=True), PASSWORD)
    hand.press(page.get_by_role("button", name="Set the new password", exact=True))
    expect(page.get_by_role("alert")).to_have_text("This link is not good any more. Ask for a new one.")


def test_the_password_and_the_address_are_changed_on_the_page(somebody, mailing):
    page, email, new = somebody(), an_address("olga"), an_address("olga.new")
    register_at_once(page.context, "Olga Berger", email)
    hand = Mouse(page)
    page.goto("/security")
    hand.fill(page.get_by_label("Password until now", exact=True), "not this one")
    hand.fill(page.get_by_label("New password", exact=True), NEW)
    hand.press(page.get_by_role("button", name="Change password", exact=True))
    expect(page.get_by_label("Password until now", exact=True)).to_have_accessible_description("This is not your password.")
    hand.fill(page.get_by_label("Password until now", exact=True), PASSWORD)
    hand.fill(page.get_by_label("New password", exact=True), NEW)
    hand.press(page.get_by_role("button", name="Change password", exact=True))
    expect(page.get_by_role("status")).to_contain_text("Your password is changed.")
    hand.fill(page.get_by_label("New email", exact=True), new)
    hand.press(page.get_by_role("button", name="Change email", exact=True))
    expect(page.get_by_text(f"once the link that was mailed to {email} and {new} is opened")).to_be_visible()
    for address, said in ((new, "This address has agreed."), (email, "Both addresses have agreed")):
        page.goto(link_in(mailing[1].wait_for(address, "Agree")))
        assert page.url.endswith("/email")
        hand.press(page.get_by_role("button", name="Agree", exact=True))
        expect(page.get_by_role("status")).to_contain_text(said)
    page.goto("/security")
    expect(page.get_by_text(f"Your address is {new}.")).to_be_visible()
    log_out(page)
    log_in(hand, new, NEW)
