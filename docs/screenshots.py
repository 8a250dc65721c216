"""Makes the README's pictures anew, into docs/pictures: `make screenshots`."""

import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import FLAGS, PHONE, installed_chromium
from tests.serving import serving

PICTURES = Path(__file__).parent / "pictures"
LARGEST = 200 * 1024
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 860}}
THEMES = ("light", "dark")


def take(page: Page, name: str, *, theme: str) -> None:
    """One picture, when fonts and figures are there.

    Raises:
        ValueError: it is larger than a README should load.
    """
    page.evaluate("(dark) => document.documentElement.classList.toggle('dark', dark)", theme == "dark")
    path = PICTURES / f"{name}-{theme}.png"
    page.screenshot(path=path, animations="disabled", caret="hide")
    print(f"{path.name}: {path.stat().st_size // 1024} KiB")
    if path.stat().st_size > LARGEST:
        raise ValueError(f"{path.name} is larger than {LARGEST // 1024} KiB.")


def desk_pictures(browser: Browser, address: str) -> str:
    """Overview, family members and the dialog of a demo; returns an open invitation's link."""
    context = browser.new_context(base_url=address, reduced_motion="reduce", **DESK)
    context.request.post("/demo", max_redirects=0)
    page = context.new_page()
    page.goto("/overview")
    page.get_by_text("was €").first.wait_for()
    for theme in THEMES:
        take(page, "overview", theme=theme)
    page.goto("/membership/family")
    page.get_by_text("1 invitation pending").wait_for()
    for theme in THEMES:
        take(page, "family-members", theme=theme)
    page.get_by_role("button", name="Add Members", exact=True).click()
    fill_in(page)
    for theme in THEMES:
        take(page, "add-members", theme=theme)
    page.goto("/mailbox")
    link = page.get_by_role("link", name="Open its link").get_attribute("href")
    context.close()
    return str(link)


def fill_in(page: Page) -> None:
    """The dialog as an organizer leaves it before sending."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill("Marie Laurent")
    dialog.get_by_label("Email", exact=True).fill("marie@example.com")
    dialog.get_by_label("Country or region", exact=True).select_option(label="France")
    dialog.get_by_label("Language", exact=True).select_option(label="Français")
    dialog.get_by_role("checkbox").check()


def phone_pictures(browser: Browser, link: str) -> None:
    """The invitation, as it is opened from a mail."""
    page = browser.new_context(reduced_motion="reduce", **PHONE).new_page()
    page.goto(link)
    page.get_by_text("Register to accept").wait_for()
    for theme in THEMES:
        take(page, "invitation-phone", theme=theme)


def main() -> None:
    """Every picture, of a demo that is gone when they are made."""
    PICTURES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        serving(Path(folder), DEMO="on") as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=installed_chromium(), args=FLAGS)
        phone_pictures(browser, desk_pictures(browser, address))
        browser.close()


if __name__ == "__main__":
    main()
