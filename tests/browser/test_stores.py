"""Stores in a real browser: consent in three regions, how each store then is, a consent taken back, disconnecting."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.amazon.server import running
from tests.browser.conftest import DESK, PHONE
from tests.browser.hands import Keyboard, Mouse, Thumb
from tests.browser.mail import a_post_office
from tests.browser.people import an_address, heading, register_at_once
from tests.browser.test_second_factor import add_the_app, is_readable
from tests.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-stores")]


@pytest.fixture(scope="module")
def amazon():
    with running() as server:
        yield server


@pytest.fixture(scope="module")
def mailing(amazon, tmp_path_factory):
    folder = tmp_path_factory.mktemp("stores")
    with a_post_office() as (postman, smtp_url), serving(folder, SMTP_URL=smtp_url, **amazon.settings) as address:
        yield address, postman, folder


@pytest.fixture(autouse=True)
def well_again(amazon):
    yield
    amazon.well_again()


def an_owner(somebody, name="olga", **screen):
    """Somebody new, on their Stores page."""
    page = somebody(**(screen or DESK))
    page.emulate_media(reduced_motion="reduce")
    register_at_once(page.context, name.title(), an_address(name))
    page.goto("/stores")
    expect(page.get_by_text("No store yet.")).to_be_visible()
    return page


def consent(hand, button, seller):
    """Presses a button of the Stores page, and confirms at Amazon."""
    hand.press(hand.page.get_by_role("button", name=button, exact=True))
    confirm_at_amazon(hand.page, seller)


def confirm_at_amazon(page, seller):
    expect(heading(page, "Authorise Joint Account")).to_be_visible()
    page.get_by_role("link", name=f"Confirm as {seller}").click()


def connected(page):
    expect(page.get_by_role("status").first).to_contain_text("Connected. The history of its stores")


def region(page, name):
    return page.get_by_role("region", name=name, exact=True)


def connection(page, name):
    return region(page, "Connections").get_by_role("row").filter(has_text=name)


def test_three_regions_are_connected_one_is_taken_back_and_one_is_disconnected(somebody, amazon):
    page = an_owner(somebody)
    hand = Mouse(page)
    expect(page.get_by_text("From then on every member needs a passkey or an authenticator app")).to_be_visible()
    expect(page.get_by_text("once for each region: North America, Europe, Far East")).to_be_visible()
    is_readable(page)
    add_the_app(hand)
    page.goto("/stores")
    for button, seller in (
        ("Connect North America", "A1NORTHAMERICA"),
        ("Connect Europe", "A2EUROPE"),
        ("Connect Far East", "A4JAPAN"),
    ):
        consent(hand, button, seller)
        connected(page)
    page.get_by_text("A further seller account of a region", exact=True).click()
    page.get_by_label("One of its stores", exact=True).select_option(label="United Arab Emirates (Europe)")
    consent(hand, "Connect this seller account", "A3MIDDLEEAST")
    connected(page)

    stores = region(page, "Stores")
    for country in ("United States", "Canada", "Mexico", "United Kingdom", "Germany", "United Arab Emirates", "Japan"):
        expect(stores).to_contain_text(country)
    expect(stores.get_by_role("row").filter(has_text="Germany")).to_contain_text("importing history")
    expect(stores.get_by_role("row").filter(has_text="Germany")).to_contain_text("months are here, about", timeout=45_000)
    expect(stores.get_by_role("link", name="Seller Central of Japan")).to_have_attribute(
        "href", "https://sellercentral.amazon.co.jp"
    )
    expect(region(page, "Never connected")).to_contain_text("Australia")
    expect(region(page, "Never connected")).not_to_contain_text("Germany")
    expect(page.get_by_text("Non-Amazon")).to_have_count(0)
    expect(connection(page, "A2EUROPE")).to_contain_text("we remind you before")
    is_readable(page)

    page.evaluate("window.neverReloaded = true")
    amazon.login.revoke("A2EUROPE")
    # The sync asks every 15 seconds how far a report is: that call, at the latest, is refused.
    taken_back = "the consent was taken back or has ended. Connect again."
    expect(connection(page, "A2EUROPE")).to_contain_text(taken_back, timeout=40_000)
    expect(stores.get_by_role("row").filter(has_text="Germany")).to_contain_text("needs attention")
    expect(stores.get_by_role("row").filter(has_text="Japan")).not_to_contain_text("needs attention")
    assert page.evaluate("window.neverReloaded")
    is_readable(page)
    hand.press(connection(page, "A2EUROPE").get_by_role("button", name="Renew"))
    confirm_at_amazon(page, "A2EUROPE")
    connected(page)
    expect(stores).not_to_contain_text("needs attention")

    hand.press(connection(page, "A4JAPAN").get_by_role("button", name="Disconnect", exact=True))
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Everything that came until now stays here")
    is_readable(page)
    hand.press(dialog.get_by_role("button", name="Disconnect", exact=True))
    expect(page.get_by_role("status").first).to_have_text("Disconnected. What came until now stays.")
    expect(connection(page, "A4JAPAN")).to_have_count(0)
    expect(stores.get_by_role("row").filter(has_text="Japan")).to_contain_text("What came until then stays.")


def test_without_a_second_factor_connecting_leads_to_one_and_the_store_is_nobody_elses(somebody, amazon):
    page = an_owner(somebody, "petra", **PHONE)
    expect(page.get_by_text("You have not logged in with one.")).to_be_visible()
    consent(Thumb(page), "Connect Far East", "A5AUSTRALIA")
    expect(page.get_by_text("Your joint account asks for a second factor")).to_be_visible()
    page.goto("/stores")
    expect(heading(page, "Login & security")).to_be_visible()

    page = an_owner(somebody, "kim")
    hand = Keyboard(page)
    paste(hand, "Atzr|no-such-token-anywhere")
    expect(page.get_by_role("alert").first).to_contain_text("Amazon does not accept this refresh token.")
    paste(hand, amazon.login.refresh_token("A5AUSTRALIA"))
    expect(page.get_by_role("alert").first).to_have_text(
        "Connected already in another joint account: Australia. It must be disconnected there first."
    )


def paste(hand, token):
    """Australia's, into the form for it."""
    page = hand.page
    hand.press(page.get_by_text("Paste a refresh token instead", exact=True))
    hand.choose(page.get_by_label("Store", exact=True), "Australia (Far East)")
    hand.fill(page.get_by_label("Seller id", exact=True), "A5AUSTRALIA")
    hand.paste(page.get_by_label("Refresh token", exact=True), token)
    is_readable(page)
    hand.press(page.get_by_role("button", name="Connect with this token", exact=True))


def test_what_goes_wrong_at_amazon_is_one_sentence_on_the_page(somebody, amazon):
    page = an_owner(somebody, "nina")
    hand, problem = Mouse(page), page.get_by_role("alert").first
    hand.press(page.get_by_role("button", name="Connect Europe", exact=True))
    expect(heading(page, "Authorise Joint Account")).to_be_visible()
    state = parse_qs(urlsplit(page.url).query)["state"][0]
    page.goto(f"/stores/amazon/callback?state={state}")
    expect(problem).to_have_text("Amazon says that the consent was not given. Nothing was connected.")
    page.goto(f"/stores/amazon/callback?state={state}&selling_partner_id=A2EUROPE&spapi_oauth_code=made-up")
    expect(problem).to_contain_text("This consent did not begin here, or is used or too old already.")
    is_readable(page)
    amazon.trouble("503 HTML", "login")
    consent(hand, "Connect Europe", "A2EUROPE")
    expect(problem).to_contain_text("Amazon does not answer at the moment.")
    amazon.well_again()
    expect(region(page, "Never connected")).to_contain_text("Germany")
