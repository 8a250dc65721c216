"""From the walk-through back to the demo that it was begun in: by the session that was there, and by nothing else."""

import httpx
import pytest
from starlette.applications import Starlette

from joint_account.demo import routes
from joint_account.demo.way_back import COOKIE
from joint_account.identity.http import Asking
from joint_account.identity.sessions import person_behind, start_session
from joint_account.registration.second_factors import is_shut_out
from joint_account.settings import settings
from tests.snapshots import snapshot
from tests.stories import an_organizer, end_session

pytestmark = pytest.mark.usefixtures("world")


class Visitor:
    """Somebody's cookies, and the buttons of the demo."""

    def __init__(self):
        app = Asking(Starlette(routes=routes.ROUTES), lambda _path: False, is_shut_out)
        self.web = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=settings().public_url)

    @property
    def session(self):
        return self.web.cookies.get("session")

    async def press(self, path):
        answer = await self.web.post(path)
        assert answer.status_code == 303
        return answer.headers["location"]

    async def offers_a_way_back(self):
        return ".has-way-back" not in (await self.web.get("/visitor.css")).text


async def a_visitor(*paths):
    visitor = Visitor()
    for path in paths:
        await visitor.press(path)
    return visitor


async def test_the_way_back_leads_to_the_session_that_the_walk_through_took_the_place_of():
    visitor = await a_visitor("/demo")
    before = visitor.session
    assert not await visitor.offers_a_way_back()
    for _ in range(2):  # Begun once more inside itself, it still leads to the beginning.
        assert await visitor.press("/demo/walkthrough") == "/membership"
        assert visitor.session != before
        assert await visitor.offers_a_way_back()
    walked = visitor.session
    assert await visitor.press("/demo/back") == "/overview"
    assert visitor.session == before
    assert (await person_behind(before)).name == "Maria Lindqvist"
    assert await person_behind(walked) is None
    assert COOKIE not in visitor.web.cookies and not await visitor.offers_a_way_back()


async def test_the_way_back_is_closed_to_whoever_was_not_there():
    """Without the session, after it has ended, from another demo, and for somebody real: nothing happens."""
    walking, real = await a_visitor("/demo", "/demo/walkthrough"), await a_visitor()
    way = walking.web.cookies[COOKIE]
    real.web.cookies.set("session", await start_session(await an_organizer()))
    elsewhere, at_home = await a_visitor("/demo", "/demo/walkthrough"), await a_visitor("/demo")
    elsewhere.web.cookies.delete(COOKIE)
    for visitor in (elsewhere, real, at_home):
        visitor.web.cookies.set(COOKIE, way)
    strangers = [elsewhere, real, at_home, await a_visitor("/demo", "/demo/walkthrough")]
    strangers[-1].web.cookies.delete(COOKIE)
    before = await snapshot()
    for visitor in strangers:
        mine = visitor.session
        assert not await visitor.offers_a_way_back()
        assert await visitor.press("/demo/back") == "/"
        assert visitor.session == mine
    assert await snapshot() == before
    await end_session(way)
    assert not await walking.offers_a_way_back()
    mine = walking.session
    assert await walking.press("/demo/back") == "/"
    assert walking.session == mine
    assert await (await a_visitor()).press("/demo/back") == "/login"
