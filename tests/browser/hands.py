"""Three ways to use a page: a mouse, a thumb on a phone, a keyboard. Each finds what it uses by its label."""

from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE

LONGEST_WAY = 90


class Mouse:
    screen = DESK

    def __init__(self, page):
        self.page = page

    def press(self, control):
        control.click()

    def insist(self, control):
        """On a button that asks first: it stands in the question again."""
        name = control.inner_text()
        self.press(control)
        self.press(self.page.get_by_role("dialog").get_by_role("button", name=name, exact=True))

    def fill(self, control, text):
        self.press(control)
        control.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def paste(self, control, text):
        self.press(control)
        self.page.keyboard.insert_text(text)

    def choose(self, control, option):
        control.select_option(label=option)

    def pick_day(self, control, day):
        control.fill(day.isoformat())

    def tick(self, box):
        self.press(box)
        expect(box).to_be_checked()

    def attach(self, control, files):
        with self.page.expect_file_chooser() as chooser:
            self.press(control)
        chooser.value.set_files(files)


class Thumb(Mouse):
    screen = PHONE

    def press(self, control):
        control.tap()


class Keyboard(Mouse):
    """No mouse: Tab until it is there, then Enter, Space, or typing."""

    def reach(self, control):
        expect(control).to_be_visible()
        for _ in range(LONGEST_WAY):
            if control.evaluate("it => it === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never came to {control}")

    def press(self, control):
        self.reach(control)
        self.page.keyboard.press("Enter")

    def fill(self, control, text):
        self.reach(control)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def paste(self, control, text):
        self.reach(control)
        self.page.keyboard.insert_text(text)

    def choose(self, control, option):
        self.reach(control)
        self.page.keyboard.type(option)
        expect(control.locator("option:checked")).to_have_text(option)

    def pick_day(self, control, day):
        self.reach(control)
        self.page.keyboard.type(f"{day:%m%d%Y}")
        expect(control).to_have_value(day.isoformat())

    def tick(self, box):
        self.reach(box)
        self.page.keyboard.press("Space")
        expect(box).to_be_checked()
