"""What a link says that cannot be answered any more, and to whom it says so; and invitations many at once."""

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Keyboard, Mouse
from tests.browser.mail import link_in
from tests.browser.people import (
    PASSWORD,
    PERMANENCE,
    accept,
    an_address,
    an_organizer,
    heading,
    invitation_row,
    invite,
    open_the_menu,
    register_by_invitation,
)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-links")]


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

    Mouse(organizer).insist(row.get_by_role("button", name="Revoke"))
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
    expect(row).to_contain_text("pending")

    visitor.page.goto(link)
    visitor.insist(visitor.page.get_by_role("button", name="Decline", exact=True))
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


def test_revoke_and_decline_ask_first_and_whoever_says_not_now_changed_nothing(somebody, mailing):
    organizer, _email = an_organizer(somebody, mailing[1])
    row = invite(Mouse(organizer), "Ana Silva", email := an_address("ana"))
    invitee = somebody()
    invitee.goto(link_in(mailing[1].wait_for(email, "invites you")))
    for page, opener in (
        (organizer, row.get_by_role("button", name="Revoke")),
        (invitee, invitee.get_by_role("button", name="Decline", exact=True)),
    ):
        hand, question, not_now = Keyboard(page), page.get_by_role("dialog"), page.get_by_role("button", name="Not now")
        hand.press(opener)
        expect(question).to_contain_text("link stops working")
        expect(not_now.and_(page.locator(":focus"))).to_be_visible()
        page.keyboard.press("Enter")
        expect(question).to_be_hidden()
        expect(opener).to_be_focused()
        hand.press(opener)
        page.keyboard.press("Escape")
        expect(question).to_be_hidden()
        page.reload()
        expect(opener).to_be_visible()
    expect(row).to_contain_text("pending")
    Keyboard(invitee).insist(invitee.get_by_role("button", name="Decline", exact=True))
    expect(heading(invitee, "You declined")).to_be_visible()


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
        expect(invitation_row(organizer, email)).to_contain_text("pending")
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
