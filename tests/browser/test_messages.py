"""A buyer's message, from the moment that it is delivered to the one at which the answer arrives."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Mouse
from tests.browser.mail import a_post_office
from tests.browser.people import an_address, heading, register_at_once
from tests.buyer_mail import BUYER, SAID, TRUSTED, a_mail
from tests.dovecot import PASSWORD, USER, a_dovecot
from tests.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-messages")]

ANSWER = "Guten Tag Erika, die Bestellung ist auf dem Weg und kommt morgen an."


@pytest.fixture(scope="module")
def dovecot(tmp_path_factory):
    with a_dovecot(tmp_path_factory.mktemp("dovecot")) as server:
        yield server


@pytest.fixture(scope="module")
def sellers_server():
    with a_post_office() as (postman, url):
        yield postman, int(url.rpartition(":")[2])


@pytest.fixture(scope="module")
def mailing(tmp_path_factory):
    folder = tmp_path_factory.mktemp("messages")
    with serving(folder) as address:
        yield address, None, folder


def connect(hand, dovecot, smtp_port, password=PASSWORD):
    page = hand.page
    page.goto("/stores")
    form = page.get_by_role("region", name="Buyer messages")
    expect(form).to_be_visible()
    if not form.get_by_label("IMAP server", exact=True).is_visible():
        hand.press(form.get_by_text("Connect mailbox", exact=True))
    form.get_by_label("Stores", exact=True).select_option(label=["Germany", "France"])
    for label, text in {
        "IMAP server": "127.0.0.1",
        "IMAP port": str(dovecot.imap),
        "IMAP user": USER,
        "IMAP password": password,
        "SMTP server": "127.0.0.1",
        "SMTP port": str(smtp_port),
        "From address": "shop@seller.example",
        "Trusted receiving server": TRUSTED,
    }.items():
        hand.fill(form.get_by_label(label, exact=True), text)
    hand.choose(form.get_by_label("Security", exact=True), "None")
    hand.press(form.get_by_role("button", name="Connect", exact=True))
    return form


def test_a_message_comes_in_is_answered_and_the_answer_arrives(somebody, dovecot, sellers_server):
    postman, smtp_port = sellers_server
    page = somebody()
    page.emulate_media(reduced_motion="reduce")
    hand = Mouse(page)
    register_at_once(page.context, "Olga Berger", an_address("olga"))

    form = connect(hand, dovecot, smtp_port, password="a wrong one")
    expect(form.get_by_role("alert")).to_contain_text("refused the log-in. Check IMAP user and IMAP password")
    form = connect(hand, dovecot, 9)
    expect(form.get_by_role("alert")).to_contain_text("The SMTP server at 127.0.0.1, port 9: the mail server did not answer.")
    form = connect(hand, dovecot, smtp_port)
    expect(form.get_by_role("status")).to_contain_text("The mailbox is connected.")
    expect(form).to_contain_text("shop@seller.example")
    expect(form).to_contain_text("live")

    page.goto("/messages")
    expect(page.get_by_text("No message yet")).to_be_visible()
    dovecot.deliver(a_mail("Not Amazon's", checked=None, message_id="<forged@evil.example>"))
    dovecot.deliver(a_mail())
    thread = page.get_by_role("list", name="Threads").get_by_role("listitem")
    expect(thread).to_have_count(1)
    expect(thread).to_contain_text(SAID)
    expect(thread).to_contain_text("23 h 59 min left")
    expect(page.get_by_role("navigation", name="Main").get_by_title("Unread threads")).to_have_text("1")

    hand.press(thread.get_by_role("link"))
    expect(heading(page, "Order 303-1111111-2222222")).to_be_visible()
    expect(page.get_by_role("region", name="Conversation")).to_contain_text(SAID)
    expect(page.get_by_role("navigation", name="Main").get_by_title("Unread threads")).to_have_count(0)
    box, send = page.get_by_label("Reply", exact=True), page.get_by_role("button", name="Send", exact=True)
    hand.fill(box, "Schreiben Sie an shop@seller.example")
    hand.press(send)
    expect(page.get_by_role("alert").first).to_contain_text("Amazon forbids e-mail addresses.")
    hand.fill(box, ANSWER)
    hand.press(send)
    said = page.get_by_role("region", name="Conversation").get_by_role("listitem").filter(has_text=ANSWER)
    expect(said).to_contain_text("queued")
    hand.press(said.get_by_role("button", name="Undo", exact=True))
    expect(said).to_have_count(0)
    expect(box).to_have_value(ANSWER)
    hand.press(send)
    expect(said).to_contain_text("sent", timeout=15_000)
    expect(page.get_by_text("no answer due")).to_be_visible()

    letter = postman.wait_for(BUYER, "Anfrage")
    assert len(postman.letters_to(BUYER)) == 1, "what was taken back never left"
    assert (str(letter["From"]), str(letter["To"])) == ("shop@seller.example", BUYER)
    assert (letter["In-Reply-To"], letter["References"]) == ("<first@amazon.example>",) * 2
    assert letter["Subject"] == "Re: Anfrage von Amazon-Kunde Erika (Bestellung: 303-1111111-2222222)"
    assert letter.get_content().strip() == ANSWER
    assert not [name for name in dovecot.flags() if re.search(":2,.+", name)], "nothing was marked in the mailbox"
    assert len(dovecot.flags()) == 2
