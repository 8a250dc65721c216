"""The story that the product exists for, in two browsers, with a real mail server in between."""

import json
import subprocess
import sys
import time

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Keyboard, Mouse, Thumb
from tests.browser.mail import html_of, link_in, text_of
from tests.browser.people import (
    PASSWORD,
    PERMANENCE,
    STEPS,
    accept,
    an_address,
    an_organizer,
    confirm,
    fill_in_invitation,
    go_to,
    go_to_family_members,
    heading,
    invitation_row,
    invite,
    open_the_menu,
    register,
    register_by_invitation,
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


def send_the_invitation_after_some_mistakes(hand, email):
    page, dialog = hand.page, hand.page.get_by_role("dialog")
    send = page.get_by_role("button", name="Send invitation", exact=True)
    hand.press(page.get_by_role("button", name="Add Members", exact=True))
    hand.press(send)
    for label, problem in (
        ("Name", "Enter a name of 1 to 100 characters."),
        ("Email", "This address is not complete: something like marie@example.com."),
        ("Country or region", "Choose a country or region."),
        (PERMANENCE, "Tick the box first: a joint account is permanent and cannot be cancelled."),
    ):
        expect(dialog.get_by_label(label, exact=True)).to_have_accessible_description(problem)
    expect(dialog.get_by_label("Name", exact=True)).to_be_focused()
    fill_in_invitation(hand, "Ana Silva", email, message="Hello Ana,\nshall we?")
    hand.tick(dialog.get_by_label(PERMANENCE, exact=True))
    hand.press(send)
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("status").first).to_have_text(f"The invitation is on its way to {email}.")
    expect(invitation_row(page, email)).to_contain_text("waiting")
    expect(page.get_by_text("1 member, 1 invitation waiting · 2 of 25 seats used")).to_be_visible()


def import_on_the_stores_page(hand, report):
    go_to(hand, "Stores")
    hand.attach(hand.page.get_by_label("Report files", exact=True), report)
    expect(hand.page.get_by_role("list", name="Files").get_by_role("listitem")).to_contain_text(
        "orders are new or changed (DE)."
    )
    expect(hand.page.get_by_role("region", name="Stores", exact=True)).to_contain_text("Germany")


def on_the_command_line(mailing, *arguments):
    address, _postman, folder = mailing
    environment = {
        "DATABASE_URL": f"sqlite:///{folder / 'data.sqlite'}",
        "SECRET_KEY": "for tests only, and long enough to be taken",
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
    from decimal import Decimal

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
        pressed = time.time()
        invitee.page.get_by_role("button", name=button, exact=True).click()
        took = organizer.evaluate("window.seenAt") - pressed
        assert took <= SECONDS_UNTIL_OTHERS_SEE_IT
        assert was_never_reloaded(organizer)


def test_an_older_link_says_that_it_was_replaced_and_a_revoked_one_that_it_was_taken_back(somebody, mailing):
    postman = mailing[1]
    organizer, _email = an_organizer(somebody, postman)
    email, visitor = an_address("ana"), somebody()
    row = invite(Mouse(organizer), "Ana Silva", email)
    older = link_in(postman.wait_for(email, "invites you"))

    row.get_by_role("button", name="Resend").click()
    expect(organizer.get_by_text("The invitation was sent again, with a new link.")).to_be_visible()
    newer = link_in(postman.wait_for(email, "invites you", nth=2))
    visitor.goto(older)
    alert = visitor.get_by_role("alert")
    expect(alert).to_have_text("This link was replaced by a newer one. Use the link in the newest invitation mail.")
    visitor.goto(newer)
    expect(visitor.get_by_role("heading", name="invites you")).to_be_visible()

    row.get_by_role("button", name="Revoke").click()
    expect(row).to_contain_text("revoked")
    expect(row.get_by_role("button")).to_have_count(0)
    visitor.goto(newer)
    expect(alert).to_have_text("This invitation was taken back by the person who sent it.")
    visitor.goto(newer[:-1] + ("a" if newer[-1] != "a" else "b"))
    expect(alert).to_have_text("We do not know this link. Open the newest invitation mail and use the whole link.")


def test_a_link_that_was_declined_or_used_says_so_and_opening_it_decides_nothing(somebody, mailing):
    postman = mailing[1]
    organizer, _email = an_organizer(somebody, postman)
    email, visitor = an_address("ana"), Mouse(somebody())
    row = invite(Mouse(organizer), "Ana Silva", email)
    link = link_in(postman.wait_for(email, "invites you"))
    for _ in range(10):
        assert visitor.page.context.request.get(link).ok
        assert visitor.page.context.request.head(link).ok
    organizer.reload()
    expect(row).to_contain_text("waiting")

    visitor.page.goto(link)
    visitor.press(visitor.page.get_by_role("button", name="Decline", exact=True))
    expect(heading(visitor.page, "You declined")).to_be_visible()
    visitor.page.goto(link)
    expect(visitor.page.get_by_role("alert")).to_have_text(
        "This invitation was declined. Ask to be invited again if that was a mistake."
    )

    expect(row).to_contain_text("declined")
    invite(Mouse(organizer), "Ana Silva", another := an_address("ana"))
    link = link_in(postman.wait_for(another, "invites you"))
    visitor.page.goto(link)
    register_by_invitation(visitor, another)
    accept(visitor)
    visitor.page.goto(link)
    expect(visitor.page.get_by_role("alert")).to_have_text("This link was used already. Log in to open your joint account.")


def test_several_people_are_pasted_at_once_and_each_line_has_its_own_result(somebody, mailing):
    organizer, own = an_organizer(somebody, mailing[1])
    hand, dialog = Mouse(organizer), organizer.get_by_role("dialog")
    marie, kenji = an_address("marie"), an_address("kenji")
    hand.press(organizer.get_by_role("button", name="Add Members", exact=True))
    hand.press(dialog.get_by_text("Several people at once", exact=True))
    lines = dialog.get_by_label("One a line, instead of the two fields above", exact=True)
    hand.paste(lines, f"Marie Laurent <{marie}>\nnot an address\n{kenji}\nMe <{own}>")
    hand.choose(dialog.get_by_label("Country or region", exact=True), "France")
    hand.tick(dialog.get_by_label(PERMANENCE, exact=True))
    hand.press(organizer.get_by_role("button", name="Send invitation", exact=True))
    expect(dialog.get_by_role("status").get_by_role("listitem")).to_contain_text(
        [
            f"Marie Laurent <{marie}> is invited.",
            "not an address This address is not complete: something like marie@example.com.",
            f"{kenji} is invited.",
            f"Me <{own}> This is your own address. Invite somebody else: you are in the joint account already.",
        ]
    )
    hand.press(dialog.get_by_role("button", name="Not now", exact=True))
    for email in (marie, kenji):
        expect(invitation_row(organizer, email)).to_contain_text("waiting")
        mailing[1].wait_for(email, "invites you")


def test_the_wrong_person_is_told_whom_the_link_is_for_and_can_switch(somebody, mailing):
    postman = mailing[1]
    organizer, _email = an_organizer(somebody, postman)
    email = an_address("ana")
    invite(Mouse(organizer), "Ana Silva", email)
    page, _stranger = an_organizer(somebody, postman, "Tom Becker")
    hand = Mouse(page)
    page.goto(link_in(postman.wait_for(email, "invites you")))
    expect(page.get_by_role("alert")).to_have_text(
        "This invitation is for a•••@example.com. Log in with that address to answer it."
    )
    expect(page.get_by_role("main")).to_contain_text("You are logged in as Tom Becker.")
    assert email not in page.content()
    expect(page.get_by_role("button", name="Accept invitation")).to_have_count(0)
    hand.press(page.get_by_role("button", name="Log out and switch", exact=True))
    register_by_invitation(hand, email)
    accept(hand)


def test_somebody_who_has_an_account_logs_in_and_is_led_back_to_the_invitation(somebody, mailing):
    postman = mailing[1]
    organizer, _email = an_organizer(somebody, postman)
    page, email = an_organizer(somebody, postman, "Ana Silva")
    open_the_menu(Mouse(page))
    page.get_by_role("button", name="Log out", exact=True).click()
    expect(page.get_by_role("link", name="Register", exact=True)).to_be_visible()
    invite(Mouse(organizer), "Ana Silva", email)
    page.goto(link_in(postman.wait_for(email, "invites you")))
    hand = Mouse(page)
    hand.press(page.get_by_role("link", name="Log in", exact=True))
    hand.fill(page.get_by_label("Email", exact=True), email)
    hand.fill(page.get_by_label("Password", exact=True), PASSWORD)
    hand.press(page.get_by_role("button", name="Log in", exact=True))
    accept(hand)
