"""Signing in through a provider, in a real browser: from the button to the first page, and through an invitation."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK
from tests.browser.hands import Mouse
from tests.browser.mail import a_post_office, link_in
from tests.browser.people import accept, an_address, an_organizer, heading, invite
from tests.oidc_liar import a_liar
from tests.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-providers")]


@pytest.fixture(scope="module")
def acme():
    with a_liar() as liar:
        yield liar


@pytest.fixture(scope="module")
def mailing(acme, tmp_path_factory):
    folder = tmp_path_factory.mktemp("providers")
    providers = json.dumps([acme.entry])
    with (
        a_post_office() as (postman, smtp_url),
        serving(folder, SMTP_URL=smtp_url, OIDC_PROVIDERS=providers) as address,
    ):
        yield address, postman, folder


def is_at_acme(acme, email):
    """Who is logged in at the provider from now on."""
    acme.lie, acme.claims = "", {"sub": email, "email": email, "email_verified": True, "name": "Paula Provider"}


def continue_with_acme(page):
    page.get_by_role("button", name="Continue with Acme", exact=True).click()


def say_the_country(page, country):
    expect(heading(page, "Almost there")).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Paula Provider")
    page.get_by_label("Country or region", exact=True).select_option(label=country)
    page.get_by_role("button", name="Register", exact=True).click()


def test_somebody_registers_and_logs_in_with_a_provider(somebody, acme):
    page, email = somebody(**DESK), an_address("paula")
    is_at_acme(acme, email)
    page.goto("/register")
    continue_with_acme(page)
    say_the_country(page, "Portugal")
    expect(heading(page, "Your Prime Membership")).to_be_visible()

    page.context.clear_cookies()
    page.goto("/login")
    continue_with_acme(page)
    expect(heading(page, "Your Prime Membership")).to_be_visible()


def test_a_provider_that_lies_is_told_on_the_log_in_page_and_nothing_jumps(somebody, acme):
    page = somebody(**DESK)
    is_at_acme(acme, an_address("paula"))
    acme.lie = "another nonce"
    page.goto("/login?next=/overview")
    expect(page.get_by_role("button", name="Continue with Acme", exact=True)).to_be_visible()
    moved = page.evaluate(
        """() => new Promise((done) => {
             let moved = 0;
             new PerformanceObserver((list) => list.getEntries().forEach((one) => { moved += one.value; }))
               .observe({type: 'layout-shift', buffered: true});
             requestAnimationFrame(() => requestAnimationFrame(() => done(moved)));
           })"""
    )
    assert moved <= 0.05
    continue_with_acme(page)
    expect(page.get_by_role("alert").first).to_contain_text("What Acme answered does not hold, so nobody was logged in.")
    expect(heading(page, "Log in")).to_be_visible()
    assert page.url.endswith("/login?next=%2Foverview"), "where the person was going is not forgotten"


def test_an_invitation_is_accepted_through_a_provider_by_the_invited_person_only(somebody, mailing, acme):
    organizer, _email = an_organizer(somebody, mailing[1])
    email = an_address("ana")
    invite(Mouse(organizer), "Ana Silva", email)
    link = link_in(mailing[1].wait_for(email, "invites you"))

    stranger = somebody(**DESK)
    is_at_acme(acme, an_address("stranger"))
    stranger.goto(link)
    continue_with_acme(stranger)
    say_the_country(stranger, "Spain")
    expect(stranger.get_by_role("region", name="Somebody else")).to_contain_text("This invitation is for")
    expect(stranger.get_by_role("button", name="Accept invitation", exact=True)).to_be_hidden()

    ana = Mouse(somebody(**DESK))
    is_at_acme(acme, email)
    ana.page.goto(link)
    continue_with_acme(ana.page)
    say_the_country(ana.page, "Spain")
    accept(ana)
