"""Pages show what anybody typed as text: no script of theirs runs, no element is theirs, and nothing is fetched for them."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from joint_account import settings as product
from joint_account.database import dispose
from joint_account.identity.addresses import clean_name
from joint_account.identity.sessions import start_session
from joint_account.registration import service as registration
from joint_account.sales.importing import import_report
from tests import stories
from tests.browser.conftest import DESK
from tests.hostile_strings import ALL, packed
from tests.report_files import a_row, write_report
from tests.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-hostile")]

ORDER = "303-7777777-1234567"
OLGA = '"><img src=x onerror=pwned()><script>pwned()</script>'
NAMES = packed([name for name in map(clean_name, ALL) if name], 95, " ")[:48]
MESSAGES = packed([text for text in ALL if text.isprintable()], 490, " ")
TITLES = packed([text for text in ALL if text.isprintable()], 480, " ")
FILES = packed([text for text in ALL if text.isprintable()], 190, " ")[:20]
THEIRS = (
    *(
        "script",
        "style",
        "img",
        "iframe:not(.letter)",
        "object",
        "embed",
        "link",
        "meta",
        "base",
        "video",
        "audio",
        "math",
        "marquee",
    ),
    *(
        ":not(summary) > b",
        "template",
        "animate",
        "foreignObject",
        "image",
        "[onload]",
        "[onerror]",
        "[onfocus]",
        "[ontoggle]",
        "[srcdoc]",
    ),
    *('form[action^="http"]', 'a[href*="script:" i]', 'a[href*="evil"]', '[style*="evil"]'),
)
"""Elements that no page of ours has in its main part."""


@dataclass
class Situation:
    """Where it is, how to be Olga, and one of the links that were mailed."""

    address: str = ""
    token: str = ""
    links: list[str] = field(default_factory=list)


async def _tell(there, folder):
    olga = await stories.an_organizer("olga@example.com", OLGA)
    for place, name in enumerate(NAMES):
        invitee = stories.an_invitee(name=name, email=f"name{place}@example.com", message=MESSAGES[place % len(MESSAGES)])
        invitation = await registration.invite(olga, invitee, understood=True)
        there.links += await stories.links_of(invitation)
    lines = [
        a_row(amazon_order_id=ORDER, sku=title[:40], asin=f"B0{n:08}", product_name=title, item_price=f"{n + 1}.00")
        for n, title in enumerate(TITLES)
    ]
    orders = [a_row(amazon_order_id=f"303-0000000-{n:07}", product_name=title) for n, title in enumerate(TITLES)]
    for place, name in enumerate(FILES):
        rows = (lines, orders)[place] if place < 2 else [a_row()]
        await import_report(olga, write_report(folder / "report.txt", rows), name)
    there.token = await start_session(olga)
    await dispose()


@pytest.fixture(scope="module")
def situation(tmp_path_factory):
    folder, there = tmp_path_factory.mktemp("hostile"), Situation()
    with serving(folder, MAX_MEMBERS=100) as there.address, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", f"sqlite:///{folder / 'data.sqlite'}")
        patch.setenv("SECRET_KEY", "for tests only and long enough to be taken")
        patch.setenv("PUBLIC_URL", there.address)
        patch.setenv("MAX_MEMBERS", "100")
        product.settings.cache_clear()
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, _tell(there, folder)).result()
        product.settings.cache_clear()
        yield there


@pytest.fixture
def visiting(situation, browser):
    """Opens pages as Olga, or as nobody, and sees to it that nothing is done for what stands in them."""
    contexts, done = [], []

    def visit(path, *, as_olga=True):
        context = browser.new_context(base_url=situation.address, **DESK)
        contexts.append(context)
        if as_olga:
            context.add_cookies([{"name": "session", "value": situation.token, "url": situation.address}])
        context.expose_function("pwned", lambda *_: done.append(f"a script ran at {path}"))
        page = context.new_page()
        page.on("dialog", lambda dialog: done.append(f"a dialog opened at {path}: {dialog.message}"))
        page.on("request", lambda request: _note_stranger(request, situation.address, done))
        page.goto(path)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert done == []


def _note_stranger(request, address, done):
    there = urlsplit(request.url)
    if there.scheme != "data" and f"{there.scheme}://{there.netloc}".replace("ws:", "http:") != address:
        done.append(f"{request.url} was asked for")


def shows_as_text(page, texts):
    """Each text stands on the page as it was typed, and nothing in its main part is an element of theirs."""
    main = page.locator("main").first
    if texts:
        expect(main).to_contain_text(texts[0][:20].strip())
    shown = main.evaluate("it => it.textContent")
    assert [text for text in texts if text not in shown] == []
    assert main.locator(", ".join(THEIRS)).evaluate_all("found => found.map((one) => one.outerHTML)") == []


def test_family_members(visiting):
    page = visiting("/membership/family")
    expect(page.get_by_role("region", name="Invitations").get_by_role("row").nth(len(NAMES))).to_be_visible()
    shows_as_text(page, [OLGA, *NAMES])


def test_an_orders_lines(visiting):
    shows_as_text(visiting(f"/orders/{ORDER}"), [text for title in TITLES for text in (title.strip(), title[:40].strip())])


def test_the_list_of_orders(visiting):
    shows_as_text(visiting("/orders"), [title.strip() for title in TITLES[:20]])


def test_the_best_sellers(visiting):
    page = visiting("/overview?from=2026-05-01&to=2026-05-31")
    shows_as_text(page, [title.strip() for title in TITLES[-3:]])


def test_files(visiting):
    shows_as_text(visiting("/stores"), [name.strip() for name in FILES])


def test_activity(visiting):
    shows_as_text(visiting("/activity"), [f"{OLGA} imported {name}" for name in FILES])


def test_the_membership_and_log_ins(visiting):
    shows_as_text(visiting("/membership"), [OLGA])
    visiting("/security").wait_for_load_state("networkidle")


def test_an_invitation(visiting, situation):
    page = visiting(f"/invitation/{situation.links[0]}", as_olga=False)
    for link, message in zip(situation.links, MESSAGES, strict=False):
        page.goto(f"/invitation/{link}")
        shows_as_text(page, [message.strip(), OLGA])


def test_mailbox_and_a_letter(visiting, situation):
    page = visiting("/mailbox", as_olga=False)
    shows_as_text(page, [])
    letter = page.frame_locator("iframe").locator("body")
    expect(letter).to_contain_text("onerror")
    assert letter.locator("script, img, iframe, object, form, [onerror], [onload]").count() == 0
