"""Signing in through a certified provider, in a real browser: to the first page, through an invitation, and once more."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK
from tests.browser.hands import Mouse
from tests.browser.mail import a_post_office, link_in
from tests.browser.people import accept, an_address, an_organizer, heading, invite, post
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

    post(page.context, "/logout")
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
