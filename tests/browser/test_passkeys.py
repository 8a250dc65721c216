"""Passkeys in a real browser, with a device that Chromium plays: added, used, filled in, taken along, removed."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.devices import Device
from tests.browser.hands import Keyboard, Mouse, Thumb
from tests.browser.mail import a_post_office, link_in
from tests.browser.people import (
    PASSWORD,
    accept,
    an_address,
    an_organizer,
    confirm,
    heading,
    invite,
    log_out,
    register_at_once,
)
from tests.browser.test_quality import COUNTS_SHIFTS, SHIFT_ALLOWED, in_the_dark, problems_by_axe, scrolls_sideways, settle
from tests.serving import free_port, serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-passkeys")]


@pytest.fixture(scope="module")
def mailing(tmp_path_factory):
    """The product at a name: no passkey is bound to an address."""
    folder, port = tmp_path_factory.mktemp("passkeys"), free_port()
    home = f"http://localhost:{port}"
    with a_post_office() as (postman, smtp_url), serving(folder, PORT=port, PUBLIC_URL=home, SMTP_URL=smtp_url):
        yield home, postman, folder


def passkeys(page):
    return page.get_by_role("region", name="Your passkeys").get_by_role("row")


def add_a_passkey(hand, name=""):
    page = hand.page
    page.goto("/security")
    if name:
        hand.fill(page.get_by_label("Name of a new passkey", exact=True), name)
    hand.press(page.get_by_role("button", name="Add a passkey", exact=True))


def log_in_with_a_passkey(hand, path="/login"):
    """By the button, in a browser that fills nothing in: the device's person is there, and it would at once."""
    page = hand.page
    page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")
    page.goto(path)
    hand.press(page.get_by_role("button", name="Log in with a passkey", exact=True))


@pytest.mark.parametrize("kind", [Mouse, Thumb, Keyboard], ids=lambda kind: kind.__name__.lower())
def test_a_passkey_is_added_named_used_and_removed(somebody, mailing, kind):
    page, email = somebody(**kind.screen), an_address("olga")
    hand, device = kind(page), Device(page)
    register_at_once(page.context, "Olga Berger", email)
    add_a_passkey(hand)
    expect(page.get_by_role("status")).to_have_text("The passkey is added: log in with it from now on.")
    expect(passkeys(page).nth(1)).to_contain_text("Chrome on")
    mailing[1].wait_for(email, "A passkey was added")

    hand.press(page.get_by_role("button", name="Rename", exact=True))
    hand.fill(page.get_by_role("dialog").get_by_label("Name", exact=True), "My laptop")
    hand.press(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_role("status")).to_have_text("The passkey has its new name.")
    expect(passkeys(page).nth(1)).to_contain_text("My laptop")
    expect(passkeys(page).nth(1)).to_contain_text("Not yet")

    add_a_passkey(hand, "Once more")
    expect(page.get_by_role("alert").filter(has_text="This device has")).to_have_text(
        "This device has a passkey for your account already."
    )
    assert len(device.passkeys) == 1

    log_out(page)
    log_in_with_a_passkey(hand)
    expect(heading(page, "Your Prime Membership")).to_be_visible()
    page.goto("/security")
    expect(passkeys(page).nth(1)).not_to_contain_text("Not yet")

    hand.press(page.get_by_role("button", name="Remove", exact=True))
    expect(page.get_by_role("status")).to_contain_text("The passkey opens nothing any more.")
    mailing[1].wait_for(email, "A passkey was removed")
    log_out(page)
    log_in_with_a_passkey(hand)
    expect(page.get_by_role("alert").filter(has_text="passkey")).to_contain_text("This passkey opens no account here any more.")
    expect(heading(page, "Log in")).to_be_visible()


def test_the_browser_fills_a_passkey_in_and_leads_where_the_person_was_going(somebody):
    page, email = somebody(**DESK), an_address("olga")
    device = Device(page)
    register_at_once(page.context, "Olga Berger", email)
    add_a_passkey(Mouse(page))
    expect(page.get_by_role("status")).to_be_visible()
    log_out(page)
    page.goto("/security")
    expect(heading(page, "Login & security")).to_be_visible()
    assert urlsplit(page.url).path.rstrip("/") == "/security"
    assert device.passkeys[0]["signCount"] >= 2


def test_stay_signed_in_holds_for_a_passkey_too(somebody):
    page, email = somebody(**DESK), an_address("olga")
    hand, device = Mouse(page), Device(page)
    register_at_once(page.context, "Olga Berger", email)
    add_a_passkey(hand)
    expect(page.get_by_role("status")).to_be_visible()
    log_out(page)
    device.leave()
    page.goto("/login")
    hand.tick(page.get_by_label("Stay signed in", exact=True))
    # What waits in the background goes on waiting: only who is asked from here on finds somebody there.
    device.touch()
    hand.press(page.get_by_role("button", name="Log in with a passkey", exact=True))
    expect(heading(page, "Your Prime Membership")).to_be_visible()
    (cookie,) = [one for one in page.context.cookies() if one["name"] == "session"]
    assert cookie["expires"] > 0


def test_a_finger_that_is_another_one_is_told_on_the_page(somebody):
    page = somebody(**DESK)
    hand, device = Mouse(page), Device(page)
    register_at_once(page.context, "Olga Berger", an_address("olga"))
    device.fails_to_know_its_person()
    add_a_passkey(hand)
    expect(page.get_by_role("alert").filter(has_text="cancelled")).to_have_text(
        "It was cancelled, or took too long. Try again."
    )
    assert device.passkeys == []


def test_who_did_not_prove_lately_who_they_are_does_it_with_a_passkey(somebody, mailing):
    page = somebody(**DESK)
    hand = Mouse(page)
    register_at_once(page.context, "Olga Berger", an_address("olga"))
    Device(page)
    add_a_passkey(hand)
    expect(page.get_by_role("status")).to_be_visible()
    let_proofs_age(mailing[2])
    for button in ("Add a passkey", "Remove"):
        page.goto("/security")
        hand.press(page.get_by_role("button", name=button, exact=True))
        expect(heading(page, "Confirm that it is you")).to_be_visible()
    hand.press(page.get_by_role("button", name="Use a passkey", exact=True))
    expect(heading(page, "Login & security")).to_be_visible()
    hand.press(page.get_by_role("button", name="Remove", exact=True))
    expect(page.get_by_role("status")).to_contain_text("The passkey opens nothing any more.")


def let_proofs_age(folder):
    import sqlite3

    with sqlite3.connect(folder / "data.sqlite") as database:
        database.execute("UPDATE login_session SET proved_at = 0")


def test_an_invitation_is_accepted_by_a_passkey_from_a_second_browser(somebody, mailing):
    """Ana has an account and a passkey, which her other device has got too."""
    organizer, _email = an_organizer(somebody, mailing[1])
    first, email = somebody(**DESK), an_address("ana")
    at_home = Device(first)
    register_at_once(first.context, "Ana Silva", email)
    confirm(first, mailing[1], email)
    add_a_passkey(Mouse(first))
    expect(first.get_by_role("status")).to_be_visible()

    invite(Mouse(organizer), "Ana Silva", email)
    ana = Thumb(somebody(**PHONE))
    on_the_way = Device(ana.page)
    at_home.sync_to(on_the_way)
    ana.page.goto(link_in(mailing[1].wait_for(email, "invites you")))
    expect(ana.page.get_by_text("This address has an account: log in to accept.")).to_be_visible()
    ana.press(ana.page.get_by_role("button", name="Log in with a passkey", exact=True))
    expect(ana.page.get_by_text("You are logged in as Ana Silva")).to_be_visible()
    accept(ana)
    expect(organizer.get_by_role("region", name="Members")).to_contain_text(email)


def test_an_address_that_no_passkey_is_bound_to_leads_to_the_name_that_one_is(somebody, mailing):
    by_address = somebody(**DESK)
    there = mailing[0].replace("localhost", "127.0.0.1")
    registered = {"name": "Olga Berger", "email": an_address("olga"), "password": PASSWORD, "country": "DE"}
    by_address.context.request.post(f"{there}/register", form=registered, max_redirects=0)
    by_address.goto(f"{there}/security")
    expect(by_address.get_by_text(f"Passkeys work at {mailing[0]} only")).to_be_visible()
    by_address.get_by_role("button", name="Add a passkey", exact=True).click()
    expect(by_address).to_have_url(f"{mailing[0]}/login?next=%2Fsecurity")


def test_a_passkey_is_not_offered_where_it_cannot_work(browser, mailing):
    plain = browser.new_context(base_url=mailing[0], java_script_enabled=False)
    page = plain.new_page()
    page.goto("/login")
    expect(page.get_by_role("button", name="Log in", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Log in with a passkey", exact=True)).to_be_hidden()
    plain.close()


def test_a_browser_that_knows_no_passkeys_sees_no_button_and_nothing_jumps(somebody):
    page = somebody(**DESK)
    page.add_init_script(f"delete window.PublicKeyCredential; {COUNTS_SHIFTS}")
    with page.expect_response("**/passkeys.js"):
        page.goto("/login")
    expect(page.get_by_role("button", name="Log in with a passkey", exact=True)).to_be_hidden()
    settle(page)
    assert page.evaluate("window.shifted") <= SHIFT_ALLOWED


def test_passkeys_are_readable_steady_and_quiet_on_every_screen(somebody):
    page = somebody(**DESK)
    Device(page)
    register_at_once(page.context, "Olga Berger", an_address("olga"))
    add_a_passkey(Mouse(page), "The laptop that stands in the warehouse in Hamburg, on the left, where the scales are")
    expect(page.get_by_role("status")).to_be_visible()
    page.add_init_script(COUNTS_SHIFTS)
    found = []
    for width in (1440, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto("/security")
        expect(passkeys(page)).to_have_count(2)
        settle(page)
        found += [f"jumps at {width}"] if page.evaluate("window.shifted") > SHIFT_ALLOWED else []
        page.get_by_role("button", name="Rename", exact=True).click()
        found += problems_by_axe(page)
        in_the_dark(page, True)
        found += problems_by_axe(page, only="color-contrast")
        in_the_dark(page, False)
        page.get_by_role("button", name="Cancel", exact=True).click()
        found += problems_by_axe(page) + scrolls_sideways(page)
    stranger = somebody(**PHONE)
    stranger.goto("/login")
    expect(stranger.get_by_role("button", name="Log in with a passkey", exact=True)).to_be_visible()
    found += problems_by_axe(stranger)
    in_the_dark(stranger, True)
    found += problems_by_axe(stranger, only="color-contrast")
    assert found == []
