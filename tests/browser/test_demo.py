"""A demo as a presenter uses it: into the walk-through and back, and from a narrowed list to an order and back."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.hands import Mouse, Thumb
from tests.browser.people import heading, open_a_demo
from tests.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-demo")]


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("demo"), DEMO="on") as address:
        yield address


@pytest.mark.parametrize(("kind", "screen"), [(Mouse, DESK), (Thumb, PHONE)], ids=["mouse", "thumb"])
def test_a_presenter_walks_through_registration_and_comes_back_to_the_demo(browser, product, kind, screen):
    context = browser.new_context(base_url=product, **screen)
    hand = kind(context.new_page())
    page = hand.page
    page.goto("/")
    hand.press(page.get_by_role("button", name="Try the demo", exact=True))
    back = page.get_by_role("button", name="Back to the demo", exact=True)
    expect(heading(page, "Overview")).to_be_visible()
    expect(back).to_be_hidden()
    hand.press(page.get_by_role("button", name="Walk through registration", exact=True))
    expect(heading(page, "Your Prime Membership")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("as Sam Carter")
    hand.press(back)
    expect(heading(page, "Overview")).to_be_visible()
    expect(back).to_be_hidden()
    page.goto("/membership")
    expect(page.get_by_role("main")).to_contain_text("as Maria Lindqvist")
    context.close()


def test_an_order_leads_back_to_the_list_as_it_was_narrowed_down(browser, product):
    context = browser.new_context(base_url=product, **DESK)
    open_a_demo(context)
    page = context.new_page()
    page.goto("/orders?status=shipped&stores=DE")
    page.get_by_role("link", name=re.compile(r"^\d{3}-\d{7}-\d{7}$")).first.click()
    expect(page.get_by_role("heading", name=re.compile("^Order "))).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Orders", exact=True).click()
    expect(heading(page, "Orders")).to_be_visible()
    expect(page).to_have_url(f"{product}/orders?status=shipped&stores=DE")
    expect(page.get_by_role("search").locator("summary").filter(has_text="Status")).to_have_text(re.compile("Shipped"))
    context.close()
