"""The story that the product exists for, in two browsers, with a real mail server in between."""

import json
import subprocess
import sys
import time
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Keyboard, Mouse, Thumb
from tests.browser.mail import html_of, link_in, text_of
from tests.browser.people import (
    PERMANENCE,
    STEPS,
    accept,
    an_address,
    an_organizer,
    confirm,
    go_to,
    go_to_family_members,
    heading,
    import_on_the_stores_page,
    invite,
    register,
    register_by_invitation,
    send_the_invitation_after_some_mistakes,
)
from tests.browser.reports import FIRST, LAST, amount_in, in_euro, totals_of, write_report
from tests.serving import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-story")]

SECONDS_UNTIL_OTHERS_SEE_IT = 2


@pytest.mark.parametrize("kind", [Mouse, Thumb, Keyboard], ids=lambda kind: kind.__name__.lower())
def test_two_people_walk_from_registering_to_the_sales_of_two_countries(somebody, mailing, tmp_path, kind):
    _address, postman, _folder = mailing
    olga, ana = kind(somebody(**kind.screen)), kind(somebody(**kind.screen))
    olgas, anas = an_address("olga"), an_address("ana")

    register(olga, "Olga Berger", olgas, "Germany")
    expect(olga.page.get_by_text("Confirm your e-mail address")).to_be_visible()
    confirm(olga.page, postman, olgas)
    go_to_family_members(olga)
    send_the_invitation_after_some_mistakes(olga, anas)

    letter = postman.wait_for(anas, "Olga Berger")
    for text in (text_of(letter), html_of(letter)):
        assert "Olga Berger" in text and "permanent" in text and "Until" in text.title() and "Not you?" in text
    ana.page.goto(link_in(letter))
    expect(ana.page.get_by_role("heading", name="Olga Berger invites you")).to_be_visible()
    expect(ana.page.get_by_text("Joining is permanent.")).to_be_visible()
    register_by_invitation(ana, anas)
    ana.press(ana.page.get_by_role("button", name="Accept invitation", exact=True))
    box = ana.page.get_by_label(PERMANENCE, exact=True)
    expect(box).to_have_accessible_description("Tick the box first: a joint account is permanent and cannot be cancelled.")
    stay_on_this_page(olga.page)
    accept(ana)

    expect(ana.page.get_by_text("complete", exact=True)).to_be_visible()
    steps = ana.page.get_by_role("list", name="Walk-through").get_by_role("listitem")
    expect(steps).to_contain_text(STEPS)
    expect(steps.filter(has_text="(done)")).to_have_count(len(STEPS))
    expect(olga.page.get_by_role("region", name="Members")).to_contain_text(anas)
    assert was_never_reloaded(olga.page)

    reports = [write_report(tmp_path, code) for code in ("DE", "JP")]
    import_on_the_stores_page(ana, reports[0])
    assert "JP" in on_the_command_line(mailing, "import", reports[1], "--account", olgas)
    expected = totals_of(reports)
    for hand in (olga, ana):
        overview_shows(hand, expected)
    go_to(ana, "Orders")
    for start_of_an_order_id in ("303-", "503-"):
        expect(ana.page.get_by_role("link", name=start_of_an_order_id).first).to_be_visible()
    told = json.loads(on_the_command_line(mailing, "totals", "--account", anas, "--json"))
    assert {(row["store"], row["day"]): figures_of(row) for row in told} == {
        (store, day.isoformat()): figures for (store, day), figures in expected.items()
    }


def on_the_command_line(mailing, *arguments):
    address, _postman, folder = mailing
    environment = {
        "DATABASE_URL": f"sqlite:///{folder / 'data.sqlite'}",
        "SECRET_KEY": "for tests only and long enough to be taken",
    }
    done = subprocess.run(
        [sys.executable, "-m", "joint_account", *map(str, arguments)],
        cwd=ROOT,
        env={"PUBLIC_URL": address, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def overview_shows(hand, expected):
    """The days are chosen as a person does, and each figure is what the files add up to."""
    page = hand.page
    go_to(hand, "Overview")
    hand.press(page.locator("summary", has_text="Days"))
    hand.pick_day(page.get_by_label("From", exact=True), FIRST)
    hand.pick_day(page.get_by_label("To", exact=True), LAST)
    hand.press(page.get_by_role("button", name="Show these days", exact=True))
    together = [sum(row[place] for row in expected.values()) for place in (2, 3)]
    expect(page.get_by_role("region", name="Orders", exact=True)).to_contain_text(f"{together[0]:,}")
    expect(page.get_by_role("region", name="Units", exact=True)).to_contain_text(f"{together[1]:,}")
    assert amount_in(page.get_by_role("region", name="Sales", exact=True).inner_text()) == in_euro(expected)
    for code, name in (("DE", "Germany"), ("JP", "Japan")):
        row = page.get_by_role("region", name="By store").get_by_role("row").filter(has_text=name)
        own = sum(figures[1] for (store, _day), figures in expected.items() if store == code)
        shown = f"€{own:,.2f}" if code == "DE" else f"¥{own:,}"
        expect(row).to_contain_text(shown)


def figures_of(row):
    return row["currency"], Decimal(row["sales"]), row["orders"], row["units"]


def stay_on_this_page(page):
    page.evaluate("window.neverReloaded = true")


def was_never_reloaded(page):
    return page.evaluate("window.neverReloaded === true")


def test_account_and_lists_opens_on_hover_on_click_and_with_the_keyboard(somebody, mailing):
    page, _email = an_organizer(somebody, mailing[1])
    button = page.get_by_role("button", name="Account & Lists", exact=True)
    prime = page.get_by_role("link", name="Your Prime Membership", exact=True)
    log_out = page.get_by_role("button", name="Log out", exact=True)
    expect(prime).to_be_hidden()

    button.hover()
    expect(prime).to_be_visible()
    expect(log_out).to_be_visible()
    heading(page, "Family Members").hover()
    expect(prime).to_be_hidden()

    button.click()
    heading(page, "Family Members").hover()
    expect(prime).to_be_visible()
    page.keyboard.press("Escape")
    expect(prime).to_be_hidden()

    hand = Keyboard(page)
    hand.press(button)
    expect(prime).to_be_visible()
    hand.press(log_out)
    expect(page.get_by_role("link", name="Log in", exact=True)).to_be_visible()


def test_the_organizers_open_page_changes_by_itself_within_two_seconds(somebody, mailing):
    organizer, _email = an_organizer(somebody, mailing[1])
    for button, seen in (("Accept invitation", "accepted"), ("Decline", "declined")):
        email = an_address("ana")
        invite(Mouse(organizer), "Ana Silva", email)
        invitee = Mouse(somebody())
        invitee.page.goto(link_in(mailing[1].wait_for(email, "invites you")))
        register_by_invitation(invitee, email)
        invitee.tick(invitee.page.get_by_label(PERMANENCE, exact=True))
        stay_on_this_page(organizer)
        organizer.evaluate(
            """([email, seen]) => {
                 const shows = (row) => row.innerText.includes(email) && row.innerText.includes(seen);
                 window.seenAt = new Promise((at, never) => {
                   setTimeout(never, 10_000, 'the page did not change');
                   const look = () => [...document.querySelectorAll('tr')].some(shows) && at(Date.now() / 1000);
                   new MutationObserver(look).observe(document.body, {subtree: true, childList: true, characterData: true});
                 });
               }""",
            [email, seen],
        )
        answer = invitee.page.get_by_role("button", name=button, exact=True)
        if button == "Decline":
            answer.click()
            answer = invitee.page.get_by_role("dialog").get_by_role("button", name=button, exact=True)
        pressed = time.time()
        answer.click()
        took = organizer.evaluate("window.seenAt") - pressed
        assert took <= SECONDS_UNTIL_OTHERS_SEE_IT
        expect(organizer.get_by_text("The invitation is on its way")).to_be_hidden()
        assert was_never_reloaded(organizer)
