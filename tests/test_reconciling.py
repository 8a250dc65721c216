"""Reconciliation through the stand-in and the database: asked for by the sync, compared, and told by the command."""

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select, update

from joint_account.database import lock_joint_account, reading, unit_of_work
from joint_account.reconciliation import asking
from joint_account.reconciliation.commands import reconcile
from joint_account.reconciliation.comparison import Reason
from joint_account.reconciliation.facts import Facts, Sold
from joint_account.reconciliation.models import AmazonDay
from joint_account.reconciliation.queries import reconciliation, reconciliation_in
from joint_account.stores.amazon.connections import account_of, connections_of
from joint_account.stores.amazon.errors import ConsentRevoked
from joint_account.stores.amazon.order_results import order_page
from joint_account.stores.marketplaces import marketplaces
from joint_account.stores.models import Store
from joint_account.sync import loop
from joint_account.sync.fresh import _lines_in, store_lines
from tests.amazon.accounts import a_connection, clock_of
from tests.amazon.clock import START, SimulatedClock
from tests.amazon.sellers import SELLERS
from tests.amazon.server import running
from tests.amazon.shapes import order_json
from tests.amazon.world import World
from tests.stories import an_organizer

pytestmark = pytest.mark.usefixtures("open_database")

SELLER, DAY = "A2EUROPE", timedelta(days=1)
LAST = (START - DAY).date()
FIRST = LAST - 9 * DAY
ORDERS = {"PROCEEDS", "FULFILLMENT"}


@pytest.fixture
def amazon(use_settings):
    with running(clock=SimulatedClock(), world=World(per_day=30)) as server:
        use_settings(**server.settings)
        yield server


async def here(amazon, *, but=(), at=None, history=True, seller=SELLER):
    """Somebody's connected stores with their orders of the last days as they are now, without some; and the connection."""
    olga = await an_organizer()
    connection, at = await a_connection(amazon, olga, seller), at or amazon.clock.now()
    seen = [one.seen(at) for one in amazon.world.bought(seller, START - 14 * DAY, at) if one.order_id not in but]
    lines = _lines_in(order_page({"orders": [order_json(one, ORDERS) for one in seen]}).orders)
    async with unit_of_work() as work:
        await lock_joint_account(work, olga.joint_account_id)
        await store_lines(work, olga.joint_account_id, lines)
        theirs = col(Store.connection_id) == connection.id
        done = {"history_done_at": at} if history else {}
        await work.exec(update(Store).where(theirs).values(fresh_at=at, **done))
    return olga, connection


async def ask(connection, amazon):
    for code in SELLERS[SELLER].stores:
        await asking.ask_days(account_of(connection), code, FIRST, LAST, clock_of(amazon))


async def reasons(olga, first=FIRST, last=LAST):
    """What differences are made of, all stores together, as (units, money) by class."""
    found = {}
    for store in await reconciliation(olga, first, last):
        assert len(store.days) == (last - first).days + 1
        for one in store.days:
            assert one.difference == sum(one.parts.values(), Sold())
            for reason, part in one.parts.items():
                found[reason] = found.get(reason, Sold()) + part
    return found


def sold_in(orders):
    items = [item for one in orders for item in one.items]
    return Sold(len(orders), sum(item.quantity for item in items), sum(item.price for item in items))


async def test_orders_that_are_all_here_agree_day_for_day_but_for_pending_ones(amazon):
    olga, connection = await here(amazon)
    await ask(connection, amazon)
    pending = [one for one in amazon.world.bought(SELLER, START - 11 * DAY, START - DAY / 2) if one.paid > START]
    pending = [one for one in pending if not one.channel and one.seen(START).status == "PENDING"]
    assert await reasons(olga) == {Reason.PENDING: Sold(0, 0, sold_in(pending).sales)} and pending
    stores = await reconciliation(olga, FIRST, LAST)
    assert [one.store.code for one in stores] == sorted(SELLERS[SELLER].stores)
    assert all(START <= one.asked_at <= amazon.clock.now() for one in stores)
    assert sum(day.here.orders for one in stores for day in one.days) > 100


async def test_each_way_to_differ_is_told_by_its_class(amazon):
    recent = amazon.world.bought(SELLER, START - 5 * DAY, START)
    some = next(one for one in recent if not (one.cancelled or one.channel or one.first_item_gone))
    olga, connection = await here(amazon, but={some.order_id}, history=False)

    async def asked():
        await ask(connection, amazon)
        found = await reasons(olga)
        found.pop(Reason.PENDING, None)
        return found

    missing = {Reason.MISSING: sold_in([some])}
    assert await asked() == missing
    async with unit_of_work() as work:
        await work.exec(update(Store).where(col(Store.connection_id) == connection.id).values(history_done_at=START))
    assert await asked() == {Reason.REST: sold_in([some])}

    amazon.metrics.keeps_cancelled = True
    gone = [one for one in amazon.world.bought(SELLER, START - 11 * DAY, START) if one.seen(START).status == "CANCELLED"]
    gone = [one for one in gone if FIRST <= one.bought.astimezone(marketplaces()[one.store].zone).date() <= LAST]
    found = await asked()
    assert (found[Reason.CANCELLED].orders, found[Reason.REST].orders) == (len(gone), 1) and gone
    amazon.metrics.keeps_cancelled = False

    amazon.metrics.leaves_pending_out = True
    async with reading() as session:
        stores = await reconciliation_in(session, olga.joint_account_id, FIRST, LAST)
    before = sum(day.facts.pending.orders for one in stores for day in one.days)
    await asked()
    async with reading() as session:
        stores = await reconciliation_in(session, olga.joint_account_id, FIRST, LAST)
    left_out = [day.parts[Reason.PENDING] for one in stores for day in one.days if Reason.PENDING in day.parts]
    assert sum(one.orders for one in left_out) == -before < 0
    amazon.metrics.leaves_pending_out = False

    amazon.metrics.zones["DE"] = ZoneInfo("America/Los_Angeles")
    found = await asked()
    assert found.keys() == {Reason.BOUNDARY, Reason.REST}
    (germany,) = [one for one in await reconciliation(olga, FIRST, LAST) if one.store.code == "DE"]
    assert {one.zone.key for one in germany.days if one.zone} == {"America/Los_Angeles"}
    assert all(one.parts.keys() <= {Reason.BOUNDARY, Reason.REST, Reason.PENDING} for one in germany.days)
    amazon.metrics.zones.clear()

    amazon.metrics.more[("FR", LAST - DAY)] = (0, 0, 1234)
    found = await asked()
    assert found == {Reason.REST: sold_in([some]) + Sold(0, 0, 1234)}


async def test_two_years_are_asked_once_and_the_last_days_every_hour_within_the_rates(amazon):
    olga, connection = await here(amazon, seller="A4JAPAN")
    clock = clock_of(amazon)
    await asking.look(connection, clock)
    assert len(amazon.calls("getOrderMetrics")) == 5
    await asking.look(connection, clock)
    amazon.clock.advance(minutes=59)
    await asking.look(connection, clock)
    assert len(amazon.calls("getOrderMetrics")) == 5
    async with reading() as session:
        days = sorted((await session.exec(select(AmazonDay.day))).all())
    assert len(days) == len(set(days)) == (days[-1] - days[0]).days + 1 == 729
    assert days[-1] == LAST
    # Amazon's figures of a day that it was asked about change.
    amazon.metrics.more[("JP", LAST)] = (0, 0, 500)
    amazon.clock.advance(minutes=1)
    await asking.look(connection, clock)
    assert len(amazon.calls("getOrderMetrics")) == 6
    assert (await reasons(olga))[Reason.REST] == Sold(0, 0, 500)
    # After a long pause, everything since then.
    amazon.clock.advance(days=50)
    await asking.look(connection, clock)
    async with reading() as session:
        days = sorted((await session.exec(select(AmazonDay.day))).all())
    assert len(days) == len(set(days)) == (days[-1] - days[0]).days + 1 == 729 + 50
    assert amazon.calls("getOrderMetrics", 429) == []


async def test_several_processes_ask_about_a_store_once(amazon):
    olga, connection = await here(amazon, seller="A4JAPAN")
    check = await asking._check_of(olga.joint_account_id, "JP")
    assert [await asking._claim(check, START) for _ in range(2)] == [True, False]
    # Whoever claimed it was killed.
    amazon.clock.advance(asking.LEASE.total_seconds())
    await asking.look(connection, clock_of(amazon))
    assert {one.asked_at for one in await reconciliation(olga, FIRST, LAST)} == {amazon.clock.now()}


async def test_what_goes_wrong_stands_on_the_page_and_holds_up_nothing(amazon):
    olga, connection = await here(amazon, seller="A4JAPAN")
    clock = clock_of(amazon)
    amazon.trouble("403", "fe", "getOrderMetrics")
    await asking.look(connection, clock)
    (japan,) = await reconciliation(olga, FIRST, LAST)
    assert (japan.days, japan.asked_at) == ([], None)
    assert japan.trouble == "Amazon refuses this to our application. A role may be missing: connect again to grant it."
    assert [one.trouble for one in await connections_of(olga)] == [""]
    amazon.well_again()
    amazon.clock.advance(asking.AGAIN.total_seconds())
    await asking.look(connection, clock)
    (japan,) = await reconciliation(olga, FIRST, LAST)
    assert (japan.trouble, japan.asked_at) == ("", clock.now())

    amazon.login.revoke("A4JAPAN")
    amazon.clock.advance(asking.EVERY.total_seconds())
    with pytest.raises(ConsentRevoked):
        await asking.look(connection, clock)
    assert loop.PARTS["figures"] is asking.look


async def test_a_store_whose_history_is_not_here_is_not_asked_about_yet(amazon):
    _, connection = await here(amazon, seller="A4JAPAN", history=False)
    await asking.look(connection, clock_of(amazon))
    assert amazon.calls("getOrderMetrics") == []


async def test_nobody_sees_another_joint_accounts_figures(amazon):
    _, connection = await here(amazon, seller="A4JAPAN")
    await asking.look(connection, clock_of(amazon))
    sven = await an_organizer("sven@example.com", "Sven")
    assert await reconciliation(sven, FIRST, LAST) == []
    async with unit_of_work() as work:
        here_too = {"joint_account_id": sven.joint_account_id}
        work.add(Store(code="JP", connection="report", opened_at=START, **here_too))
        work.add(AmazonDay(store="JP", day=LAST, sales=700, orders=1, units=1, asked_at=START, **here_too))
    (japan,) = await reconciliation(sven, FIRST, LAST)
    (day,) = japan.days
    assert (day.here, day.facts, japan.asked_at) == (Sold(), Facts(), START)
    assert day.parts == {Reason.MISSING: Sold(1, 1, 700)}


async def test_the_command_asks_compares_and_its_status_says_whether_something_is_unexplained(amazon, capsys):
    await here(amazon, seller="A4JAPAN")
    clock = clock_of(amazon)

    async def told(*days, as_json=False, email="olga@example.com"):
        status = await reconcile(email, *(days or (FIRST, LAST)), as_json, clock)
        return status, *capsys.readouterr()

    status, said, wrong = await told()
    assert (status, wrong) == (0, "") and "JP  10 days agree, 0 days differ" in said
    amazon.metrics.more[("JP", LAST)] = (1, 2, 1980)
    status, said, _ = await told(as_json=True)
    (japan,) = json.loads(said)
    newest = japan["days"][0]
    assert (status, newest["day"]) == (1, LAST.isoformat())
    assert newest["difference"] == {"sales": "1980", "orders": 1, "units": 2} == newest["reasons"]["not explained"]
    assert {day["difference"]["sales"] for day in japan["days"][1:]} == {"0"}
    status, said, _ = await told()
    assert status == 1 and "not explained: +¥1,980, +1 order, +2 units. Nothing that is known here" in said
    # Amazon does not answer: what it said before is shown, and nobody takes that for an answer.
    amazon.trouble("503", "fe", "getOrderMetrics")
    status, said, wrong = await told(LAST, LAST)
    assert (status, wrong) == (2, "JP: Amazon does not answer at the moment. We try again by ourselves.\n")
    assert "+¥1,980" in said
    assert (await told(email="nobody@example.com"))[::2] == (2, "Nobody here has the e-mail address nobody@example.com.\n")
    await an_organizer("sven@example.com", "Sven")
    status, _, wrong = await told(email="sven@example.com")
    assert (status, wrong) == (2, "No store is connected to Amazon: there is nothing to compare with.\n")
