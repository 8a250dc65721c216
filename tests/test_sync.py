"""Stores fill by themselves: history, then changes; nothing is lost or counted twice, whatever fails."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlmodel import select

from joint_account.database import reading, unit_of_work
from joint_account.sales.verify import differences
from joint_account.stores.amazon import api
from joint_account.stores.amazon.connections import connections_of
from joint_account.stores.amazon.errors import ConsentRevoked
from joint_account.stores.amazon.models import ConnectionState
from joint_account.stores.queries import stores_of
from joint_account.sync import cursors, fresh, history, report_files, windows
from joint_account.sync.cursors import cursor_of
from joint_account.sync.errors import ClaimLost, RangeTooLong, ReportNotMade
from joint_account.sync.loop import keep_synced
from joint_account.sync.models import Kind, SyncWindow
from tests.amazon import documents
from tests.amazon.accounts import a_connection, clock_of
from tests.amazon.clock import START, SimulatedClock
from tests.amazon.expected import stored, wrong
from tests.amazon.sellers import SELLERS
from tests.amazon.server import running
from tests.amazon.world import World
from tests.stories import an_organizer

pytestmark = pytest.mark.usefixtures("open_database")

DAY, MINUTE, SECOND = timedelta(days=1), timedelta(minutes=1), timedelta(seconds=1)


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


async def all_windows():
    async with reading() as session:
        return list(await session.exec(select(SyncWindow)))


async def hold_against_the_world(amazon, person, seller, since):
    fresh_at = min(one.fresh_at for one in await stores_of(person) if one.code in SELLERS[seller].stores)
    found = await stored(person.joint_account_id)
    mine = {key: row for key, row in found.items() if amazon.world.order(seller, key)}
    assert wrong(amazon.world, seller, since, fresh_at, amazon.clock.now(), mine) == []
    assert len(mine) > 50
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


async def test_it_is_recognised_while_history_waits_for_its_turn_to_ask(amazon):
    olga, clock = await an_organizer(), clock_of(amazon)
    connection = await a_connection(amazon, olga, "A4JAPAN")
    asking = asyncio.create_task(history.go_on(connection, clock))
    await clock.sleep(62)
    assert len(amazon.calls("createReport", 202)) == 16
    amazon.login.revoke("A4JAPAN")
    with pytest.raises(ConsentRevoked):
        await asking
    # The next report could be asked for a minute later.
    assert amazon.clock.now() - START <= (62 + report_files.SECONDS_BETWEEN_POLLS) * SECOND
    assert {one.claimed_by for one in await all_windows()} == {""}


async def test_two_at_once_do_no_window_twice(amazon):
    olga, began = await an_organizer(), amazon.clock.now()
    await a_connection(amazon, olga, "A4JAPAN")
    async with syncing(amazon, processes=2):
        await until(amazon, history_of(olga))
        await until(amazon, fresh_since(olga, began + 30 * MINUTE))
        await hold_against_the_world(amazon, olga, "A4JAPAN", began - 730 * DAY)
    assert len(amazon.calls("createReport", 202)) == len(await all_windows()) == 25
    assert len(amazon.calls("getReportDocument")) == 25


async def test_what_changed_in_a_long_pause_comes_by_report(amazon):
    olga, began = await an_organizer(), amazon.clock.now()
    await a_connection(amazon, olga, "A3MIDDLEEAST")
    async with syncing(amazon):
        await until(amazon, history_of(olga))
    amazon.clock.advance(days=40)
    async with syncing(amazon):
        await until(amazon, fresh_since(olga, amazon.clock.now()))
        await hold_against_the_world(amazon, olga, "A3MIDDLEEAST", began - 730 * DAY)
    assert len(amazon.calls("createReport", 202)) == 27


async def test_what_is_too_much_for_a_search_comes_by_report_and_nobody_is_told_too_early(amazon, monkeypatch):
    monkeypatch.setattr(api, "PAGE", 1)
    olga, clock = await an_organizer(), clock_of(amazon)
    connection = await a_connection(amazon, olga, "A2EUROPE")
    await windows.plan_history(connection, clock.now())
    amazon.clock.advance(hours=20)
    await fresh.look(connection, clock)
    (handed,) = [one for one in await all_windows() if one.kind == Kind.CHANGES]
    cursor = await cursor_of(connection)
    assert len(amazon.calls("searchOrders")) == fresh.MOST_PAGES
    assert (handed.start, handed.until) == (START - cursors.REPORTS_LAG - fresh.OVERLAP, cursor.until)
    assert cursor.until == amazon.clock.now() - 2 * MINUTE
    assert {one.fresh_at for one in await stores_of(olga)} == {None}
    await history.go_on(connection, clock)
    await fresh.look(connection, clock)
    assert {one.fresh_at for one in await stores_of(olga)} != {None}


async def test_a_report_that_amazon_gives_up_is_asked_for_again_and_named(amazon):
    olga, clock = await an_organizer(), clock_of(amazon)
    connection = await a_connection(amazon, olga, "A3MIDDLEEAST")
    amazon.filing.fatal.add(documents.BY_ORDER_DATE)
    with pytest.raises(ReportNotMade):
        await history.go_on(connection, clock)
    assert {one.report_id for one in await all_windows() if one.failures} == {""}
    amazon.filing.fatal.clear()
    async with syncing(amazon):
        await until(amazon, history_of(olga))


async def test_a_range_that_amazon_finds_too_long_is_named_and_its_window_not_done(amazon, monkeypatch):
    monkeypatch.setattr(windows, "LONGEST", 31 * DAY)
    olga = await an_organizer()
    connection = await a_connection(amazon, olga, "A3MIDDLEEAST")
    with pytest.raises(RangeTooLong):
        await history.go_on(connection, clock_of(amazon))
    assert not any(one.done_at for one in await all_windows() if one.until - one.start > 30 * DAY)


async def test_no_orders_make_a_window_that_is_done(amazon):
    amazon.world.opened = (START - 20 * DAY).date()
    olga = await an_organizer()
    connection = await a_connection(amazon, olga, "A3MIDDLEEAST")
    await history.go_on(connection, clock_of(amazon))
    assert all(one.done_at for one in await all_windows())


async def test_whoever_lost_the_claim_stores_nothing_and_ends_nothing(amazon):
    olga, clock = await an_organizer(), clock_of(amazon)
    connection = await a_connection(amazon, olga, "A3MIDDLEEAST")
    await windows.plan_history(connection, clock.now())
    mine = await windows.claim_newest(connection, clock.now(), "a test")
    amazon.clock.advance(windows.LEASE.total_seconds())
    other = await windows.claim_newest(connection, clock.now(), "a test")
    assert (other.start, other.claimed_by != mine.claimed_by) == (mine.start, True)
    with pytest.raises(ClaimLost):
        await windows.keep(mine, clock.now())
    with pytest.raises(ClaimLost):
        async with unit_of_work() as work:
            await windows.finish(work, mine, clock.now())
    async with unit_of_work() as work:
        await windows.finish(work, other, clock.now())
    with pytest.raises(ClaimLost):
        async with unit_of_work() as work:
            await windows.finish(work, other, clock.now())
