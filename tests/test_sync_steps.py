"""Whatever step of the sync breaks: what is called done is here whole, and the next round carries on."""

from contextlib import suppress

import pytest
from sqlmodel import select

from joint_account.database import reading
from joint_account.sales import taking
from joint_account.stores.amazon import api, downloads
from joint_account.sync import cursors, fresh, history, windows
from joint_account.sync.cursors import cursor_of
from joint_account.sync.models import SyncWindow
from tests.amazon.accounts import a_connection, clock_of
from tests.amazon.clock import SimulatedClock
from tests.amazon.expected import rows_of, stored
from tests.amazon.server import running
from tests.amazon.world import World
from tests.stories import an_organizer

pytestmark = pytest.mark.usefixtures("open_database")
SELLER = "A4JAPAN"


@pytest.fixture
def amazon(use_settings):
    with running(clock=SimulatedClock(), world=World(per_day=6)) as server:
        use_settings(**server.settings)
        yield server


def breaks(monkeypatch, place, name, *, after):
    """One of the product's steps raises, before or after its work."""
    works = getattr(place, name)

    async def broken(*args, **named):
        if after:
            await works(*args, **named)
        raise RuntimeError("broken")

    monkeypatch.setattr(place, name, broken)


async def what_is_done_is_here(amazon, person):
    found = await stored(person.joint_account_id)
    async with reading() as session:
        done = [one for one in await session.exec(select(SyncWindow)) if one.done_at]
    for window in done:
        missing = {one.order_id for one in amazon.world.bought(SELLER, window.start, window.until)} - found.keys()
        assert missing == set()
    return len(done)


async def test_history_that_breaks_at_any_step_leaves_windows_done_or_not_done(amazon, monkeypatch):
    olga, clock = await an_organizer(), clock_of(amazon)
    connection = await a_connection(amazon, olga, SELLER)
    steps = [
        (api, "create_report"),
        (windows, "keep"),
        (api, "get_report"),
        (api, "get_report_document"),
        (downloads, "download"),
        (history, "check"),
        (taking, "store_orders"),
        (windows, "finish"),
        (history, "store_report"),
    ]
    done = 0
    for place, name in steps:
        for after in (False, True):
            with monkeypatch.context() as patch:
                breaks(patch, place, name, after=after)
                with suppress(Exception):
                    await history.go_on(connection, clock)
            now_done = await what_is_done_is_here(amazon, olga)
            # Only the very last step comes after the commit.
            assert (now_done > done) == (name == "store_report" and after)
            done = now_done
    await history.go_on(connection, clock)
    assert await what_is_done_is_here(amazon, olga) == 25


async def test_a_search_that_breaks_at_any_step_leaves_the_cursor_where_it_stood(amazon, monkeypatch):
    monkeypatch.setattr(api, "PAGE", 4)
    olga, clock, seller = await an_organizer(), clock_of(amazon), "A1NORTHAMERICA"
    connection = await a_connection(amazon, olga, seller)
    began = amazon.clock.now()
    await windows.plan_history(connection, began)
    amazon.clock.advance(hours=23)
    stood = (await cursor_of(connection)).until
    for place, name in [(api, "search_orders"), (fresh, "store_orders"), (cursors, "keep"), (cursors, "move_on")]:
        for after in (False, True):
            with monkeypatch.context() as patch:
                breaks(patch, place, name, after=after)
                with pytest.raises(RuntimeError):
                    await fresh.look(connection, clock)
            assert (await cursor_of(connection)).until == stood
    await fresh.look(connection, clock)
    cursor = await cursor_of(connection)
    assert cursor.until > stood
    changed = amazon.world.updated(seller, stood, cursor.until, cursor.until)
    found = await stored(olga.joint_account_id)
    assert changed
    assert {one.order_id: found.get(one.order_id) for one in changed} == {
        one.order_id: rows_of(one.seen(cursor.until)) for one in changed
    }
