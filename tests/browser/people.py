"""What people do on the way, each step with the labels that sellers were told to look for."""

import itertools

from playwright.sync_api import expect

from tests.browser.mail import link_in

PASSWORD = "a long walk through Lisbon"
PERMANENCE = "I understand that a joint account is permanent and cannot be cancelled"
STEPS = ["Log in", "Family members", "Add a member", "Accept the invitation", "Joint account"]

_numbers = itertools.count(1)


def an_address(name):
    """An address that nobody else in this module has."""
    return f"{name}.{next(_numbers)}@example.com"


def heading(page, name):
    return page.get_by_role("heading", name=name, exact=True)


def register(hand, name, email, country):
    """From the first page to Your Prime Membership."""
    page = hand.page
    page.goto("/")
    hand.press(page.get_by_role("link", name="Register", exact=True))
    hand.fill(page.get_by_label("Name", exact=True), name)
    hand.fill(page.get_by_label("Email", exact=True), email)
    hand.fill(page.get_by_label("Password", exact=True), PASSWORD)
    hand.choose(page.get_by_label("Country or region", exact=True), country)
    hand.press(page.get_by_role("button", name="Register", exact=True))
    expect(heading(page, "Your Prime Membership")).to_be_visible()


def confirm(page, postman, email):
    """Opens the confirmation mail's link."""
    page.goto(link_in(postman.wait_for(email, "Confirm")))
    expect(page.get_by_role("status")).to_have_text("Your address is confirmed.")


def an_organizer(somebody, postman, name="Olga Berger"):
    """Somebody who may invite, on their Family Members page, made without clicking: the story itself is tested once."""
    page, email = somebody(), an_address("olga")
    register_at_once(page.context, name, email)
    page.context.request.get(link_in(postman.wait_for(email, "Confirm")), max_redirects=0)
    page.goto("/membership/family")
    expect(page.get_by_role("button", name="Add Members", exact=True)).to_be_visible()
    return page, email


def post(context, path, **form):
    """Sends a form of the product from this browser, without a page; logs in when the form does."""
    answer = context.request.post(path, form=form, max_redirects=0)
    assert answer.status == 303, f"{path}: {answer.status} {answer.text()}"


def log_out(page):
    """Logs the browser out while no page of the product is open, which would lead itself to the log-in page meanwhile."""
    page.goto("/look.css")
    post(page.context, "/logout")


def open_a_demo(context):
    post(context, "/demo")


def register_at_once(context, name, email):
    post(context, "/register", name=name, email=email, password=PASSWORD, country="DE")


def open_the_menu(hand):
    menu = hand.page.get_by_role("button", name="Account & Lists", exact=True)
    hand.press(menu)
    expect(hand.page.get_by_role("link", name="Your Prime Membership", exact=True)).to_be_visible()


def go_to_family_members(hand):
    """Account & Lists, Your Prime Membership, Family Members."""
    page = hand.page
    open_the_menu(hand)
    hand.press(page.get_by_role("link", name="Your Prime Membership", exact=True))
    expect(heading(page, "Your Prime Membership")).to_be_visible()
    sides = page.get_by_role("navigation", name="Your Prime Membership")
    hand.press(sides.get_by_role("link", name="Family Members", exact=True))
    expect(heading(page, "Family Members")).to_be_visible()


def go_to(hand, place):
    """Overview, Orders or Stores: in the header, on a phone in the menu."""
    link = hand.page.get_by_role("link", name=place, exact=True)
    if not link.is_visible():
        open_the_menu(hand)
    hand.press(link)
    expect(heading(hand.page, place)).to_be_visible()


def fill_in_invitation(hand, name, email, country="Spain", role="Manager", message=""):
    """Everything but the box and the button."""
    dialog = hand.page.get_by_role("dialog")
    hand.fill(dialog.get_by_label("Name", exact=True), name)
    hand.fill(dialog.get_by_label("Email", exact=True), email)
    hand.choose(dialog.get_by_label("Country or region", exact=True), country)
    hand.choose(dialog.get_by_label("Role", exact=True), role)
    hand.choose(dialog.get_by_label("Language", exact=True), "English")
    if message:
        hand.fill(dialog.get_by_label("Message", exact=True), message)


def invite(hand, name, email, **more):
    """The whole dialog; returns the invitation's row."""
    page = hand.page
    hand.press(page.get_by_role("button", name="Add Members", exact=True))
    fill_in_invitation(hand, name, email, **more)
    hand.tick(page.get_by_role("dialog").get_by_label(PERMANENCE, exact=True))
    hand.press(page.get_by_role("button", name="Send invitation", exact=True))
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(invitation_row(page, email)).to_contain_text("pending")
    return invitation_row(page, email)


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
    expect(invitation_row(page, email)).to_contain_text("pending")
    expect(page.get_by_text("1 member, 1 invitation pending · 2 of 25 seats used")).to_be_visible()


def import_on_the_stores_page(hand, report):
    go_to(hand, "Stores")
    hand.attach(hand.page.get_by_label("Report files", exact=True), report)
    expect(hand.page.get_by_role("list", name="Files").get_by_role("listitem")).to_contain_text("orders new or changed (DE).")
    expect(hand.page.get_by_role("link", name="Open Overview", exact=True)).to_be_visible()
    expect(hand.page.get_by_role("region", name="Stores", exact=True)).to_contain_text("Germany")


def invitation_row(page, email):
    return page.get_by_role("region", name="Invitations").get_by_role("row").filter(has_text=email)


def register_by_invitation(hand, email):
    """On the invitation page: the address is filled in and fixed."""
    page = hand.page
    address = page.get_by_label("Email", exact=True)
    expect(address).to_have_value(email)
    expect(address).not_to_be_editable()
    hand.fill(page.get_by_label("Password", exact=True), PASSWORD)
    hand.press(page.get_by_role("button", name="Register", exact=True))
    expect(page.get_by_role("button", name="Accept invitation", exact=True)).to_be_visible()


def accept(hand):
    """Ticks the box, and presses the button."""
    page = hand.page
    hand.tick(page.get_by_label(PERMANENCE, exact=True))
    hand.press(page.get_by_role("button", name="Accept invitation", exact=True))
    expect(heading(page, "You are in")).to_be_visible()
