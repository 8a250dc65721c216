"""The stand-in agrees with itself: whichever way its orders are asked for, they add up to the same."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

import pytest

from joint_account.database import dispose
from joint_account.sales.importing import import_report
from joint_account.sales.totals import totals
from joint_account.stores.amazon import api, downloads
from joint_account.stores.amazon.patience import patiently
from joint_account.stores.marketplaces import marketplaces
from tests.amazon import documents
from tests.amazon.accounts import an_account, clock_of
from tests.amazon.clock import SimulatedClock
from tests.amazon.sellers import SELLERS
from tests.amazon.settlements import fortnights
from tests.amazon.world import World
from tests.stories import an_organizer

DAY = timedelta(days=1)


def sold(world, seller, start, at):
    """(sales, orders, units) by store and its own day, counted from the world itself."""
    days = defaultdict(lambda: [0, set(), 0])
    for order in world.bought(seller, start, at):
        seen = order.seen(at)
        counted = [] if order.channel or seen.status == "CANCELLED" else [item for item in seen.items if item.quantity]
        for item in counted:
            entry = days[order.store, order.bought.astimezone(marketplaces()[order.store].zone).date().isoformat()]
            entry[0] += item.price if seen.priced else 0
            entry[1].add(order.order_id)
            entry[2] += item.quantity
    return {key: (sales, len(orders), units) for key, (sales, orders, units) in days.items()}


@pytest.mark.parametrize("seller", SELLERS)
@pytest.mark.parametrize("kind", [documents.BY_ORDER_DATE, documents.BY_LAST_UPDATE])
async def test_an_imported_report_adds_up_to_what_was_sold(sqlite_database, amazon, tmp_path, seller, kind):
    olga, clock = await an_organizer(), clock_of(amazon)
    # Made at once: what changed while it is made would be in the next window by last update.
    amazon.filing.queued = amazon.filing.worked = 0
    account = await an_account(amazon, seller, olga.joint_account_id)
    end = amazon.clock.now()
    start = end - (30 * DAY)
    ids = [marketplaces()[code].marketplace_id for code in SELLERS[seller].stores]
    report_id = await api.create_report(account, kind, ids, start=start, end=end, clock=clock)
    report = await api.get_report(account, report_id, clock)
    document = await api.get_report_document(account, report.report_document_id, clock)
    await downloads.download(document, tmp_path / "report.txt")
    await import_report(olga, tmp_path / "report.txt", "report.txt")
    expected = sold(amazon.world, seller, start, end)
    if kind == documents.BY_LAST_UPDATE:
        # What was bought before and changed since is in the file too.
        first = {code: start.astimezone(marketplaces()[code].zone).date().isoformat() for code in SELLERS[seller].stores}
        expected = {key: value for key, value in expected.items() if key[1] > first[key[0]]}
    got = {}
    for one in await totals(olga.joint_account_id):
        places = marketplaces()[one.store].minor_units
        got[one.store, one.day] = (int(Decimal(one.sales).scaleb(places)), one.orders, one.units)
    assert expected
    assert {key: got.get(key) for key in expected} == expected
    await dispose()


async def test_orders_and_days_of_the_apis_agree_with_the_world(sqlite_database, amazon):
    account, clock, at = await an_account(amazon), clock_of(amazon), amazon.clock.now()
    store = marketplaces()["DE"]
    end = at.astimezone(store.zone).replace(hour=0, minute=0, second=0) - 3 * DAY
    page = await api.search_orders(account, updated_after=end - 9 * DAY, clock=clock)
    orders = list(page.orders)
    while page.next_token:
        token = page.next_token
        page = await patiently(
            lambda token=token: api.search_orders(account, updated_after=end - 9 * DAY, next_token=token, clock=clock),
            tries=1,
            clock=clock,
        )
        orders += page.orders
    for day in await api.order_metrics(account, store, end - 5 * DAY, end, clock):
        lines = [
            line
            for order in orders
            if order.sales_channel.marketplace_id == store.marketplace_id
            and order.created_time.astimezone(store.zone).date().isoformat() == day.interval[:10]
            for line in order.order_items
            if line.quantity_ordered
        ]
        assert day.order_item_count == len(lines)
        assert day.unit_count == sum(line.quantity_ordered for line in lines)
        assert day.total_sales.amount == sum(line.part("ITEM").amount for line in lines)


def test_a_settlements_lines_add_up_to_its_total():
    world, at = World(), SimulatedClock().now()
    for seller, code in (("A2EUROPE", "DE"), ("A1NORTHAMERICA", "US"), ("A4JAPAN", "JP")):
        start, end = list(fortnights(at - 60 * DAY, at))[-1]
        report = documents.settlement(world, seller, code, start, end)
        header, total, *lines = [line.split("\t") for line in report.splitlines()]
        place = header.index("amount")

        def number(text):
            return Decimal(text.replace(",", "."))

        assert len(lines) > 20
        assert sum(number(line[place]) for line in lines) == number(total[header.index("total-amount")])
        assert {"Order", "other-transaction"} <= {line[header.index("transaction-type")] for line in lines}


def test_a_seed_decides_everything_and_the_order_of_asking_nothing():
    at = SimulatedClock().now()
    one, same, other = World(), World(), World(seed=2)
    late = one.bought("A2EUROPE", at - 2 * DAY, at)
    assert one.bought("A2EUROPE", at - 400 * DAY, at)[-len(late) :] != []
    assert same.bought("A2EUROPE", at - 2 * DAY, at) == late != other.bought("A2EUROPE", at - 2 * DAY, at)
    ids = [order.order_id for order in one.bought("A2EUROPE", at - 400 * DAY, at)]
    assert len(ids) == len(set(ids)) > 3000


def test_it_is_a_business_as_there_are_some():
    world, at = World(per_day=200), SimulatedClock().now()
    orders = [order for seller in SELLERS for order in world.bought(seller, at - 365 * DAY, at)]
    seen = [order.seen(at) for order in orders]
    assert 0.015 < sum(one.status == "CANCELLED" for one in seen) / len(seen) < 0.05
    assert 0.3 < sum(order.store == "US" for order in orders) / len(orders) < 0.4
    assert any(order.channel for order in orders)
    assert any(order.first_item_gone for order in orders)
    assert any(len({(one.sku, one.quantity, one.price) for one in order.items}) < len(order.items) for order in orders)
