"""What holds on every page: everybody can read it, nothing jumps, scrolls sideways, complains or leaks."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import listened_to
from tests.browser.looks import LOOKS, Visitors
from tests.browser.people import an_address, open_a_demo, post, register_at_once
from tests.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-quality")]

SHIFT_ALLOWED = 0.02
WIDE, PHONE, SMALL_PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}, {"width": 320, "height": 640}

COUNTS_SHIFTS = """
  window.shifted = 0; window.shifts = [];
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) {
      if (shift.hadRecentInput) continue;
      window.shifted += shift.value;
      window.shifts.push(...shift.sources.map(({node}) => (node?.className || node?.nodeName || '?') + ''));
    }
  }).observe({type: 'layout-shift', buffered: true});
"""
REPORTS_WORDS = """
  const look = () => {
    const text = document.documentElement?.textContent ?? '';
    for (const word of WORDS) if (text.includes(word)) window.saw(word);
  };
  new MutationObserver(look).observe(document, {subtree: true, childList: true, characterData: true});
"""


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("quality"), DEMO="on") as address:
        yield address


@pytest.fixture(scope="module")
def visitors(browser, product):
    visitors = Visitors(browser, product)
    yield visitors
    for context in visitors.contexts.values():
        context.close()


def test_every_page_of_the_app_is_looked_at():
    from joint_account.joint_account import app

    assert {look.page for look in LOOKS} == set(app._unevaluated_pages)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_a_page_is_readable_steady_and_quiet(visitors, look):
    errors, found = [], []
    page = listened_to(visitors.context(look.visitor).new_page(), errors)
    page.add_init_script(COUNTS_SHIFTS)
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        # Whoever opens a page is at its top; the browser would lead back to where the last look ended.
        page.evaluate("scrollTo(0, 0)")
        open_look(visitors, page, look)
        found += [f"jumps by {jump:.3f} at {size['width']}: {whom}" for jump, whom in [shift_of(page)] if jump > SHIFT_ALLOWED]
        for role, name in look.then:
            (page.get_by_text(name) if role == "text" else page.get_by_role(role, name=name, exact=True)).click()
        found += [f"{size['width']} light: {problem}" for problem in problems_by_axe(page)]
        in_the_dark(page, True)
        found += [f"{size['width']} dark: {problem}" for problem in problems_by_axe(page, only="color-contrast")]
        in_the_dark(page, False)
        found += scrolls_sideways(page)
    page.set_viewport_size(SMALL_PHONE)
    found += scrolls_sideways(page)
    page.close()
    errors = [error for error in errors if not is_our_own_doing(error)]
    assert not (found + errors), "\n".join(found + errors)


def is_our_own_doing(error):
    """The page that is not there is meant to be missing; a letter's frame keeps even this test's scripts out."""
    return re.search("status of 404|Blocked script execution .*/mailbox/letter/", error)


def open_look(visitors, page, look):
    page.goto(visitors.path(look))
    expect(page.get_by_role("main")).to_contain_text(re.compile(look.shows))
    settle(page)


def settle(page):
    """Two frames, in which whatever arrived with the text is painted too."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def shift_of(page):
    return page.evaluate("[window.shifted, window.shifts.join(', ')]")


def in_the_dark(page, dark):
    page.evaluate("(dark) => document.documentElement.classList.toggle('dark', dark)", dark)
    settle(page)


def problems_by_axe(page, only=None):
    options = {"resultTypes": ["violations"]} | ({"runOnly": [only]} if only else {})
    violations = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {node['target'][0]} ({one['help']})" for one in violations for node in one["nodes"]]


def scrolls_sideways(page):
    width, screen = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    return [f"scrolls sideways at {screen}: {width} wide"] if width > screen else []


PROTECTED = [
    "/membership",
    "/membership/family",
    "/activity",
    "/overview",
    "/orders",
    "/orders/303-0000001-1000001",
    "/stores",
    "/stores/reconciliation",
    "/messages",
    "/messages/1",
    "/security",
]
LABELS = ["Account & Lists", "Family Members", "Your Prime Membership", "Add Members", "Average order", "Log out"]


def test_no_page_shows_protected_content_even_for_a_moment_to_somebody_who_is_not_logged_in(browser, product):
    context = browser.new_context(base_url=product)
    saw = watch_for(context, LABELS)
    page = context.new_page()
    for path in PROTECTED:
        page.goto(path)
        expect(page.get_by_role("heading", name="Log in", exact=True)).to_be_visible()
        assert page.url.startswith(f"{product}/login?next=")
    assert saw == []
    context.close()


def test_after_logging_out_neither_the_way_back_nor_the_next_person_shows_the_first_ones_names(browser, product):
    context = browser.new_context(base_url=product)
    open_a_demo(context)
    page = context.new_page()
    page.goto("/membership/family")
    expect(page.get_by_role("region", name="Members")).to_contain_text("@example.com")
    names = page.get_by_role("region", name="Members").locator(".strong").all_inner_texts()
    assert len(names) >= 2
    page.get_by_role("button", name="Account & Lists", exact=True).click()
    saw = watch_for(context, names)
    page.get_by_role("button", name="Log out", exact=True).click()
    expect(page.get_by_role("link", name="Register", exact=True)).to_be_visible()

    page.go_back()
    expect(page.get_by_role("heading", name="Log in", exact=True)).to_be_visible()
    register_at_once(context, "Nora New", an_address("nora"))
    for path in ("/membership/family", "/membership"):
        page.goto(path)
        expect(page.get_by_role("main")).to_contain_text(re.compile("Nobody is invited yet|as Nora New"))
    assert saw == []
    context.close()


def test_a_page_that_is_still_open_when_its_session_ends_shows_nothing_more(browser, product):
    context = browser.new_context(base_url=product)
    open_a_demo(context)
    page = context.new_page()
    page.goto("/membership/family")
    expect(page.get_by_role("region", name="Members")).to_contain_text("@example.com")
    post(context, "/logout")
    expect(page.get_by_role("link", name="Register", exact=True)).to_be_visible()
    expect(page.get_by_text("@example.com")).to_have_count(0)
    context.close()


def test_an_address_that_leads_nowhere_still_leads_on(browser, product):
    context = browser.new_context(base_url=product)
    page = context.new_page()
    menu = page.get_by_role("button", name="Account & Lists", exact=True)
    log_in = page.get_by_role("link", name="Log in", exact=True)
    page.goto("/nothing")
    expect(log_in).to_be_visible()
    expect(menu).to_be_hidden()
    register_at_once(context, "Nora New", an_address("nora"))
    page.goto("/nothing")
    expect(menu).to_be_visible()
    expect(log_in).to_be_hidden()
    context.close()


def watch_for(context, words):
    """Notes which of the words stand anywhere in a document of this browser, from its first byte on."""
    saw = []

    def note(word):
        saw.append(word)

    context.expose_function("saw", note)
    context.add_init_script(REPORTS_WORDS.replace("WORDS", repr(words)))
    return saw
