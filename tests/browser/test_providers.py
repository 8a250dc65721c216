"""Signing in through a certified provider, in a real browser: to the first page, through an invitation, and once more."""

import json
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.hands import Mouse
from tests.browser.mail import a_post_office, link_in
from tests.browser.people import PASSWORD, accept, an_address, an_organizer, heading, invite, log_out, register_at_once
from tests.browser.test_quality import in_the_dark, problems_by_axe, scrolls_sideways
from tests.oidc_liar import a_liar
from tests.real_provider import a_real_provider
from tests.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-providers")]


@pytest.fixture(scope="module")
def liar():
    with a_liar() as liar:
        yield liar


@pytest.fixture(scope="module")
def mailing(liar, tmp_path_factory):
    folder = tmp_path_factory.mktemp("providers")
    with a_real_provider(folder) as acme, a_post_office() as (postman, smtp_url):
        providers = json.dumps([acme.entry, liar.entry | {"id": "liar", "label": "Liar"}])
        with serving(folder, SMTP_URL=smtp_url, OIDC_PROVIDERS=providers) as address:
            yield address, postman, folder


def continue_with_acme(page, email=""):
    """Presses the button and agrees there; with an address, logs in there first."""
    press(page, "Continue with Acme")
    if email:
        log_in_at_acme(page, email)
    press(page, "Allow")


def log_in_at_acme(page, email):
    page.get_by_label("Email", exact=True).fill(email)
    press(page, "Log in to Acme")


def press(page, button):
    page.get_by_role("button", name=button, exact=True).click()


def say_the_country(page, country):
    expect(heading(page, "Almost there")).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Paula Provider")
    page.get_by_label("Country or region", exact=True).select_option(label=country)
    press(page, "Register")


def test_somebody_registers_and_logs_in_with_a_provider(somebody):
    page, email = somebody(**DESK), an_address("paula")
    page.goto("/register")
    continue_with_acme(page, email)
    say_the_country(page, "Portugal")
    expect(heading(page, "Your Prime Membership")).to_be_visible()

    log_out(page)
    page.goto("/login")
    continue_with_acme(page)
    expect(heading(page, "Your Prime Membership")).to_be_visible()


def test_somebody_who_cancels_at_the_provider_is_back_on_the_log_in_page(somebody):
    page = somebody(**DESK)
    page.goto("/login")
    press(page, "Continue with Acme")
    press(page, "Cancel")
    expect(page.get_by_role("alert").first).to_have_text("You, or Acme, stopped the sign-in. Try again, or get in another way.")


def test_a_provider_that_lies_is_told_on_the_log_in_page_and_nothing_jumps(somebody, liar):
    page = somebody(**DESK)
    liar.lie = "another nonce"
    page.goto("/login?next=/overview")
    expect(page.get_by_role("button", name="Continue with Liar", exact=True)).to_be_visible()
    moved = page.evaluate(
        """() => new Promise((done) => {
             let moved = 0;
             new PerformanceObserver((list) => list.getEntries().forEach((one) => { moved += one.value; }))
               .observe({type: 'layout-shift', buffered: true});
             requestAnimationFrame(() => requestAnimationFrame(() => done(moved)));
           })"""
    )
    assert moved <= 0.05
    press(page, "Continue with Liar")
    expect(page.get_by_role("alert").first).to_contain_text("What Liar answered does not hold, so nobody was logged in.")
    expect(heading(page, "Log in")).to_be_visible()
    assert page.url.endswith("/login?next=%2Foverview"), "where the person was going is not forgotten"


def test_an_invitation_is_accepted_through_a_provider_by_the_invited_person_only(somebody, mailing):
    organizer, _email = an_organizer(somebody, mailing[1])
    email = an_address("ana")
    invite(Mouse(organizer), "Ana Silva", email)
    link = link_in(mailing[1].wait_for(email, "invites you"))

    stranger = somebody(**DESK)
    stranger.goto(link)
    continue_with_acme(stranger, an_address("stranger"))
    say_the_country(stranger, "Spain")
    expect(stranger.get_by_role("region", name="Somebody else")).to_contain_text("This invitation is for")
    expect(stranger.get_by_role("button", name="Accept invitation", exact=True)).to_be_hidden()

    ana = Mouse(somebody(**DESK))
    ana.page.goto(link)
    continue_with_acme(ana.page, email)
    say_the_country(ana.page, "Spain")
    accept(ana)


def linked(page):
    return page.get_by_role("region", name="Linked accounts", exact=True)


def says(page, sentence):
    expect(page.get_by_role("status").first).to_have_text(sentence)


def test_an_account_elsewhere_is_linked_opens_the_account_and_is_unlinked(somebody, mailing):
    page, elsewhere, email, at_acme = somebody(**PHONE), somebody(**DESK), an_address("olga"), an_address("olga.at.acme")
    register_at_once(page.context, "Olga Berger", email)
    page.goto("/security")
    press(page, "Link Acme")
    log_in_at_acme(page, at_acme)
    press(page, "Allow")
    says(page, "The account is linked: it gets you in from now on.")
    expect(linked(page).get_by_role("row").filter(has_text="Acme")).to_contain_text(at_acme)
    expect(page.get_by_role("button", name="Link Acme", exact=True)).to_be_hidden()
    mailing[1].wait_for(email, "Acme was linked to your account")

    elsewhere.goto("/login")
    elsewhere.get_by_role("form", name="Other ways in").get_by_label("Stay signed in", exact=True).check()
    continue_with_acme(elsewhere, at_acme)
    expect(heading(elsewhere, "Your Prime Membership")).to_be_visible()
    (cookie,) = [one for one in elsewhere.context.cookies() if one["name"] == "session"]
    assert cookie["expires"] > 0, "who asked to stay signed in does"

    press(page, "Unlink Acme")
    says(page, "The account is unlinked, and gets nobody in any more.")
    expect(page.get_by_role("button", name="Link Acme", exact=True)).to_be_visible()
    mailing[1].wait_for(email, "Acme was unlinked from your account")


def test_the_last_way_in_stays_until_a_password_is_set(somebody):
    page = somebody(**DESK)
    page.goto("/register")
    continue_with_acme(page, an_address("paula"))
    say_the_country(page, "Portugal")
    page.goto("/security")
    expect(page.get_by_label("Password until now", exact=True)).to_be_hidden()
    press(page, "Unlink Acme")
    expect(linked(page).get_by_role("alert")).to_contain_text("This is your last way in.")
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    press(page, "Set password")
    says(page, "Your password is changed. You are logged out everywhere else.")
    expect(page.get_by_label("Password until now", exact=True)).to_be_visible()
    press(page, "Unlink Acme")
    says(page, "The account is unlinked, and gets nobody in any more.")


def test_whose_only_way_in_is_a_provider_proves_there_who_they_are(somebody, mailing):
    page, email = somebody(**DESK), an_address("paula")
    page.goto("/register")
    continue_with_acme(page, email)
    say_the_country(page, "Portugal")
    page.goto("/security")
    with closing(sqlite3.connect(mailing[2] / "data.sqlite", timeout=10)) as data, data:
        data.execute("UPDATE login_session SET proved_at = proved_at - 11 * 60 * 1000000")
    press(page, "Unlink Acme")
    expect(heading(page, "Confirm that it is you")).to_be_visible()
    press(page, "Confirm with Acme")
    press(page, "Cancel")
    expect(page.get_by_role("alert").first).to_contain_text("You, or Acme, stopped the sign-in.")
    press(page, "Confirm with Acme")
    log_in_at_acme(page, email)
    press(page, "Allow")
    expect(heading(page, "Login & security")).to_be_visible()
    press(page, "Unlink Acme")
    expect(linked(page).get_by_role("alert")).to_contain_text("This is your last way in.")


def test_an_account_that_exists_is_linked_after_its_own_log_in(somebody, mailing):
    page, email = an_organizer(somebody, mailing[1])
    log_out(page)
    page.goto("/login")
    continue_with_acme(page, email)
    expect(heading(page, "You have an account")).to_be_visible()
    page.get_by_role("link", name="Log in", exact=True).click()
    page.get_by_label("Email", exact=True).fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Log in")
    expect(heading(page, "Link Acme?")).to_be_visible()
    press(page, "Link Acme")
    expect(heading(page, "Your Prime Membership")).to_be_visible()
    mailing[1].wait_for(email, "Acme was linked to your account")


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_linked_accounts_can_be_read_by_everybody(somebody, screen):
    page = somebody(**screen)
    register_at_once(page.context, "Olga Berger", an_address("olga"))
    page.goto("/security")
    press(page, "Link Acme")
    log_in_at_acme(page, an_address("a.rather.long.address.of.olga.at.acme"))
    press(page, "Allow")
    expect(linked(page)).to_contain_text("Acme")
    assert problems_by_axe(page) == []
    in_the_dark(page, True)
    assert problems_by_axe(page, only="color-contrast") == []
    assert scrolls_sideways(page) == []
