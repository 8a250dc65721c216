"""Stores fill by themselves: history, then changes; nothing is lost or counted twice, whatever fails."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlmodel import select

from joint_account.database import reading
from joint_account.sales.verify import differences
from joint_account.stores.amazon.connections import connections_of
from joint_account.stores.amazon.models import ConnectionState
from joint_account.stores.queries import stores_of
from joint_account.sync.loop import keep_synced
from joint_account.sync.models import SyncWindow
from tests.amazon.accounts import a_connection, clock_of
from tests.amazon.clock import SimulatedClock
from tests.amazon.expected import stored, wrong
from tests.amazon.sellers import SELLERS
from tests.amazon.server import running
from tests.amazon.world import World
from tests.stories import an_organizer

pytestmark = pytest.mark.usefixtures("open_database")

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def amazon(use_settings):
    """The stand-in, with few customers."""
    with running(clock=SimulatedClock(), world=World(per_day=4)) as server:
        use_settings(**server.settings)
        yield server


@asynccontextmanager
async def syncing(amazon, processes=1):
    """The sync goes on while the block runs."""
    tasks = [asyncio.create_task(keep_synced(clock_of(amazon))) for _ in range(processes)]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def until(amazon, is_so, at_most=timedelta(hours=2)):
    """Lets the clock go on until something is so."""
    end = amazon.clock.now() + at_most
    while not await is_so():
        assert amazon.clock.now() < end, "it did not happen"
        await amazon.clock.sleep(15)


def history_of(person, *, regions=("na", "eu", "fe")):
    async def is_here():
        theirs = {one.id for one in await connections_of(person) if one.region in regions}
        stores = [one for one in await stores_of(person) if one.connection_id in theirs]
        return bool(stores) and all(one.history_done_at for one in stores)

    return is_here


def fresh_since(person, at):
    async def is_fresh():
        return all(one.fresh_at and one.fresh_at > at for one in await stores_of(person))

    return is_fresh


async def windows():
    async with reading() as session:
        return list(await session.exec(select(SyncWindow)))


async def hold_against_the_world(amazon, person, seller, since):
    fresh_at = min(one.fresh_at for one in await stores_of(person) if one.code in SELLERS[seller].stores)
    found = await stored(person.joint_account_id)
    mine = {key: row for key, row in found.items() if amazon.world.order(seller, key)}
    assert wrong(amazon.world, seller, since, fresh_at, amazon.clock.now(), mine) == []
    assert len(mine) > 100
    assert [one async for one in differences()] == []


async def test_a_seller_accounts_history_and_then_its_changes_are_here(amazon):
    olga, began = await an_organizer(), amazon.clock.now()
    await a_connection(amazon, olga)
    async with syncing(amazon):
        await until(amazon, history_of(olga))
        took = amazon.clock.now() - began
        await until(amazon, fresh_since(olga, began))
        await hold_against_the_world(amazon, olga, "A2EUROPE", began - 730 * DAY)
        # Ten reports more than the bucket holds, and a minute until the last one is made.
        floor = timedelta(seconds=10 / 0.0167 + 60)
        assert floor <= took <= floor * 1.05 + timedelta(seconds=15)
        await until(amazon, fresh_since(olga, amazon.clock.now() + 100 * MINUTE))
        await hold_against_the_world(amazon, olga, "A2EUROPE", began - 730 * DAY)
    assert len(amazon.calls("createReport", 202)) == 25
    assert amazon.calls("createReport", 429) == amazon.calls("searchOrders", 429) == []
    (connection,) = await connections_of(olga)
    assert (connection.windows, connection.windows_done, connection.trouble) == (25, 25, "")


async def test_what_is_wrong_with_one_region_holds_up_no_other_and_is_told(amazon):
    olga, began = await an_organizer(), amazon.clock.now()
    for seller in ("A3MIDDLEEAST", "A4JAPAN"):
        await a_connection(amazon, olga, seller)
    amazon.trouble("503 HTML", "fe")
    async with syncing(amazon):
        await until(amazon, history_of(olga, regions=("eu",)))
        assert amazon.clock.now() - began < timedelta(minutes=13)
        down = next(one for one in await connections_of(olga) if one.region == "fe")
        assert (down.state, down.windows_done) == (ConnectionState.OPEN, 0)
        assert down.trouble == "Amazon does not answer at the moment. We try again by ourselves."
        assert down.next_try_at > amazon.clock.now() - MINUTE
        amazon.well_again()
        await until(amazon, history_of(olga))
        await until(amazon, fresh_since(olga, began))
        await hold_against_the_world(amazon, olga, "A4JAPAN", began - 730 * DAY)
    assert [one.trouble for one in await connections_of(olga)] == ["", ""]


async def test_a_consent_that_was_taken_back_is_recognised_at_once(amazon):
    olga = await an_organizer()
    await a_connection(amazon, olga, "A5AUSTRALIA")
    async with syncing(amazon):
        await until(amazon, fresh_since(olga, amazon.clock.now()))
        amazon.login.revoke("A5AUSTRALIA")

        async def is_revoked():
            return [one.state for one in await connections_of(olga)] == [ConnectionState.REVOKED]

        await until(amazon, is_revoked, at_most=4 * MINUTE)
        asked = len(amazon.asked)
        await amazon.clock.sleep(600)
        assert len(amazon.asked) == asked
        # A new consent goes on where the old one ended.
        amazon.login.revoked.clear()
        await a_connection(amazon, olga, "A5AUSTRALIA")
        await until(amazon, fresh_since(olga, amazon.clock.now()))


async def test_two_at_once_do_no_window_twice(amazon):
    olga, began = await an_organizer(), amazon.clock.now()
    await a_connection(amazon, olga, "A4JAPAN")
    async with syncing(amazon, processes=2):
        await until(amazon, history_of(olga))
        await until(amazon, fresh_since(olga, began + 30 * MINUTE))
        await hold_against_the_world(amazon, olga, "A4JAPAN", began - 730 * DAY)
    assert len(amazon.calls("createReport", 202)) == len(await windows()) == 25
    assert len(amazon.calls("getReportDocument")) == 25
