"""The stores page's forms for Amazon, and the address that Amazon sends the browser back to, as a browser uses them."""

import html
import re

import httpx
import pytest
from starlette.applications import Starlette

from joint_account.database import now
from joint_account.identity.http import Asking, answer_to
from joint_account.identity.sessions import start_session
from joint_account.registration.second_factors import is_shut_out
from joint_account.stores.amazon.connecting import CONSENT_TAKES
from joint_account.stores.amazon.connections import connections_of
from joint_account.stores.amazon.routes import FORM, ROUTES
from joint_account.tries import Try, take
from tests.amazon.server import running
from tests.stories import an_organizer

pytestmark = pytest.mark.usefixtures("open_database")


@pytest.fixture
def amazon(use_settings):
    """These routes go by the real clock, and so does this stand-in."""
    with running() as server:
        use_settings(**server.settings)
        yield server


async def a_browser(person, at=None, strong=True):
    app = Asking(Starlette(routes=ROUTES), lambda path: path.startswith("/stores"), is_shut_out)
    headers = {"Cookie": f"session={await start_session(person, at=at, strong=strong)}"} if person else {}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:3000", headers=headers)


async def at_amazon(answer, seller):
    """What the page that leads to Amazon leads to, and where Amazon sends the browser back to."""
    address = html.unescape(re.search(r'content="0;url=([^"]+)"', answer.text)[1])
    async with httpx.AsyncClient() as browser:
        page = await browser.get(address)
        confirm = next(link for link in re.findall(r'href="([^"]+)"', page.text) if link.endswith(f"as={seller}"))
        back = await browser.get(httpx.URL(address).join(html.unescape(confirm)))
    return back.headers["Location"]


def told(answer):
    problems, _values = answer_to(FORM, answer.headers["set-cookie"].partition(";")[0])
    return problems.get("", "")


async def test_there_and_back_connects(amazon):
    olga = await an_organizer()
    async with await a_browser(olga) as browser:
        leads = await browser.post("/stores/amazon/connect", data={"store": "DE"})
        assert (leads.status_code, leads.headers["Referrer-Policy"]) == (200, "no-referrer")
        address = await at_amazon(leads, "A2EUROPE")
        back = await browser.get(address)
        assert (back.status_code, back.headers["Location"]) == (303, "/stores?done=connected")
        again = await browser.get(address)
        assert told(again).startswith("This consent did not begin here")
        (connection,) = await connections_of(olga)
        gone = await browser.post("/stores/amazon/disconnect", data={"connection": str(connection.id)})
        assert gone.headers["Location"] == "/stores?done=disconnected"
    assert [one.state for one in await connections_of(olga)] == ["closed"]


async def test_a_pasted_key_connects(amazon):
    olga, key = await an_organizer(), amazon.login.refresh_token("A4JAPAN")
    async with await a_browser(olga) as browser:
        wrong = await browser.post("/stores/amazon/paste", data={"store": "JP", "seller": "A4JAPAN", "token": "x"})
        assert told(wrong).startswith("Amazon does not accept this refresh token")
        done = await browser.post("/stores/amazon/paste", data={"store": "JP", "seller": "A4JAPAN", "token": key})
        assert done.headers["Location"] == "/stores?done=connected"


async def test_what_amazon_says_is_said_on_the_page(amazon):
    async with await a_browser(await an_organizer()) as browser:
        address = await at_amazon(await browser.post("/stores/amazon/connect", data={"store": "DE"}), "A2EUROPE")
        amazon.trouble("503 HTML", "login")
        assert told(await browser.get(address)).startswith("Amazon does not answer at the moment")
        assert told(await browser.get("/stores/amazon/callback?state=x")).startswith("This consent did not begin here")
        assert told(await browser.get("/stores/amazon/callback")).startswith("This consent did not begin here")
        assert told(await browser.post("/stores/amazon/connect", data={"store": "XX"})).startswith("Choose one")
        assert told(await browser.post("/stores/amazon/disconnect", data={"connection": "7"})) == "There is no such connection."


async def test_a_session_without_a_second_factor_sees_no_more_once_a_store_is_connected(amazon):
    async with await a_browser(await an_organizer(), strong=False) as browser:
        await browser.get(await at_amazon(await browser.post("/stores/amazon/connect", data={"store": "DE"}), "A2EUROPE"))
        assert (await browser.post("/stores/amazon/connect", data={"store": "JP"})).headers["Location"].startswith("/security")


async def test_nobody_asks_amazon_without_end(amazon):
    olga = await an_organizer()
    async with await a_browser(olga) as browser:
        for _ in range(60):
            await take(Try.CONNECT, olga.id)
        for path in ("connect", "paste"):
            refused = await browser.post(f"/stores/amazon/{path}", data={"store": "DE"})
            assert told(refused).startswith("Too many tries. Try again in ")


async def test_who_has_not_proved_lately_who_they_are_does_so_first(amazon):
    async with await a_browser(await an_organizer(), at=now() - CONSENT_TAKES / 2) as browser:
        for path in ("connect", "paste"):
            answer = await browser.post(f"/stores/amazon/{path}", data={"store": "DE"})
            assert answer.headers["Location"] == "/prove?next=%2Fstores"
            assert "0;url=" not in answer.text


async def test_whoever_is_not_logged_in_is_led_to_the_log_in_page(amazon):
    async with await a_browser(None) as browser:
        for answer in (
            await browser.post("/stores/amazon/connect", data={"store": "DE"}),
            await browser.get("/stores/amazon/callback?state=x&spapi_oauth_code=y&selling_partner_id=A2EUROPE"),
        ):
            assert (answer.status_code, answer.headers["Location"][:6]) == (303, "/login")
