"""One Chromium a module, one server a module; every test has browsers (contexts) of its own."""

import os
import shutil
from contextlib import contextmanager

import pytest
from playwright.sync_api import Error, expect, sync_playwright

from tests.browser.mail import a_post_office
from tests.serving import serving

HOW_TO_GET_ONE = (
    "No Chromium: `apt-get install chromium`, or `.venv/bin/playwright install chromium`, or set CHROMIUM=/path/to/it."
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
DESK = {"viewport": {"width": 1440, "height": 900}}

expect.set_options(timeout=10_000)


def installed_chromium():
    """CHROMIUM, else what is on PATH; None leaves the choice to Playwright."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@contextmanager
def a_chromium():
    """A browser. Playwright ends with the block: its loop must not run beside the asyncio tests of the same worker."""
    with sync_playwright() as playwright:
        browser = launched(playwright)
        if browser is None:
            pytest.fail(HOW_TO_GET_ONE, pytrace=False)
        yield browser
        browser.close()


def launched(playwright):
    """The browser; None when there is none to launch."""
    try:
        return playwright.chromium.launch(executable_path=installed_chromium(), args=FLAGS)
    except Error as problem:
        if "executable doesn't exist" in str(problem).lower():
            return None
        raise


@pytest.fixture(scope="module")
def browser():
    with a_chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def mailing(tmp_path_factory):
    """The product, whose mail goes out over SMTP: its address, the Postman who takes the mail, and the folder of its data."""
    folder = tmp_path_factory.mktemp("mailing")
    with a_post_office() as (postman, smtp_url), serving(folder, SMTP_URL=smtp_url) as address:
        yield address, postman, folder


@pytest.fixture
def somebody(browser, mailing):
    """Opens a browser of somebody's own: somebody(**PHONE) gives its first page. None of them may report an error."""
    opened, errors = [], []

    def open_browser(**how):
        context = browser.new_context(base_url=mailing[0], **(how or DESK))
        opened.append(context)
        return listened_to(context.new_page(), errors)

    yield open_browser
    for context in opened:
        context.close()
    assert errors == []


def listened_to(page, errors):
    """Notes in `errors` whatever the page's console or scripts complain about."""

    def note(said):
        # Who leaves a page in its first moment leaves before its socket is open; people do, and nothing is lost.
        left_early = "WebSocket is closed before the connection is established" in said.text
        if said.type in {"error", "warning"} and not left_early:
            errors.append(f"{said.text} at {page.url}")

    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", note)
    return page
