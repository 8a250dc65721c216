"""A demo is made in one click, whole, and the visitor's own."""

import asyncio
from collections import defaultdict
from datetime import timedelta

import pytest
from sqlmodel import col

from joint_account.audit.models import AuditEntry
from joint_account.database import dispose, new_id, now, unit_of_work
from joint_account.demo import template
from joint_account.demo.stocking import fill
from joint_account.demo.visit import NoSuchDemo, open_demo, open_walkthrough, stock
from joint_account.identity.models import Person
from joint_account.registration.machine import JointAccountState, Role
from joint_account.registration.models import Invitation, JointAccount, Membership
from joint_account.sales.models import DailyProductSales, DailySales, Order, OrderLine
from joint_account.sales.verify import differences
from joint_account.stores.models import Store
from tests.conftest import SMALL_DEMO
from tests.snapshots import kept, rows_of, snapshot
from tests.stories import an_organizer

# The template


async def test_a_day_has_one_template_however_many_prepare_it(database):
    made = await asyncio.gather(*(template.prepare(size=SMALL_DEMO) for _ in range(3)))
    before = await kept()
    assert await template.prepare(size=SMALL_DEMO) == made[0] == made[1] == made[2] == await template.current()
    assert await kept() == before
    assert len(before["joint_account"]) == 1 and len(before["store"]) == 12
    await dispose()


async def test_older_templates_go_but_yesterdays_stays(database):
    today = now().date()
    for age in (3, 1, 0):
        await template.prepare(today - timedelta(days=age), size=200)
    accounts = await rows_of(JointAccount)
    assert sorted(account.created_at.date() for account in accounts) == [today - timedelta(days=1), today]
    await dispose()


# The visit


async def test_a_visit_is_whole_and_its_roll_ups_are_what_its_lines_say(database):
    visit = await open_demo()
    tenant = visit.organizer.joint_account_id
    orders = {order.order_id: order for order in await rows_of(Order, col(Order.joint_account_id) == tenant)}
    lines = await rows_of(OrderLine, col(OrderLine.joint_account_id) == tenant)
    assert len(orders) >= 50_000 and {line.order_id for line in lines} == set(orders)
    stores = await rows_of(Store, col(Store.joint_account_id) == tenant)
    assert len(stores) == 12 and {store.connection for store in stores} == {"demo"}

    days, products = defaultdict(lambda: [0, set(), 0]), defaultdict(lambda: [0, 0])
    for line in lines:
        order = orders[line.order_id]
        if line.cancelled or order.store is None:
            continue
        day, product = days[order.day, order.store, order.currency], products[order.day, order.store, order.currency, line.asin]
        day[0], day[2], product[0], product[1] = (
            day[0] + (line.price or 0), day[2] + line.quantity, product[0] + (line.price or 0), product[1] + line.quantity,
        )  # fmt: skip
        day[1].add(line.order_id)
    stored = await rows_of(DailySales, col(DailySales.joint_account_id) == tenant)
    by_day = {(row.day, row.store, row.currency): (row.sales, row.orders, row.units) for row in stored if row.orders}
    assert by_day == {key: (sales, len(ids), units) for key, (sales, ids, units) in days.items()}
    stored_products = await rows_of(DailyProductSales, col(DailyProductSales.joint_account_id) == tenant)
    by_product = {(row.day, row.store, row.currency, row.asin): [row.sales, row.units] for row in stored_products}
    assert by_product == products
    for kind in ("cancelled", "unpriced"):
        told = sum(getattr(row, f"{kind}_orders") for row in stored)
        assert told == sum(getattr(order, kind) for order in orders.values() if order.store)
    assert [problem async for problem in differences()] == []
    await dispose()


async def a_demo_account(demo_id="demo"):
    account = JointAccount(id=new_id(), name="Kettle & Co", created_at=now(), demo_id=demo_id)
    async with unit_of_work() as work:
        work.add(account)
    return account.id


@pytest.mark.parametrize("cancelled", [False, True], ids=["a minute after a sale", "a minute before a cancellation"])
async def test_a_visitor_sees_nothing_that_is_yet_to_come(world, cancelled):
    template_id = await template.current()
    kept = await rows_of(Order, col(Order.joint_account_id) == template_id, col(Order.cancelled).is_(cancelled))
    older = [order for order in kept if order.store and order.purchased_at < now() - timedelta(days=2)]
    newest = max(older, key=lambda order: order.purchased_at)
    at = newest.purchased_at + timedelta(minutes=1)
    tenant = await a_demo_account()
    async with unit_of_work() as work:
        await fill(work, tenant, template_id, at)

    orders = await rows_of(Order, col(Order.joint_account_id) == tenant)
    assert len(orders) >= SMALL_DEMO * 0.9 and all(order.purchased_at <= order.updated_at <= at for order in orders)
    lines = await rows_of(OrderLine, col(OrderLine.joint_account_id) == tenant, col(OrderLine.cancelled).is_(False))
    pending = {order.order_id for order in orders if order.status == "Pending"}
    assert (newest.order_id in {order.order_id for order in orders}) is (newest.order_id in pending) is not cancelled
    assert pending == {order.order_id for order in orders if order.unpriced}
    assert pending == {line.order_id for line in lines if line.price is line.currency is None}
    assert sum(order.sales for order in orders if order.order_id in pending) == 0
    unshipped = [order for order in orders if order.status == "Unshipped"]
    assert unshipped and all(order.purchased_at > at - timedelta(hours=48) for order in unshipped)


async def test_two_visitors_never_meet(world):
    one, other = await asyncio.gather(open_demo(), open_demo())
    assert one.demo_id != other.demo_id and len(one.demo_id) >= 22
    people = await rows_of(Person)
    assert len({person.email for person in people}) == len(people) == 6
    for visit in (one, other):
        tenant = visit.organizer.joint_account_id
        members = await rows_of(Membership, col(Membership.joint_account_id) == tenant)
        assert {member.role for member in members} == set(Role) and len(members) == 3
        mine = {person.id for person in people if person.demo_id == visit.demo_id}
        assert {member.person_id for member in members} == mine
        assert all(person.joint_account_id == tenant and not person.password_hash for person in people if person.id in mine)
        account = (await rows_of(JointAccount, col(JointAccount.id) == tenant))[0]
        assert account.state == JointAccountState.COMPLETE and account.demo_id == visit.demo_id
        entries = await rows_of(AuditEntry, col(AuditEntry.joint_account_id) == tenant)
        assert {entry.person_id for entry in entries} <= mine | {None}
        assert len(entries) == 2 + 5 * 2 + 1
        assert len(await rows_of(Invitation, col(Invitation.joint_account_id) == tenant)) == 6
    assert one.organizer.joint_account_id != other.organizer.joint_account_id


async def test_the_walk_through_begins_as_a_new_seller_and_ends_with_sales(world):
    visit = await open_demo()
    seller = await open_walkthrough(visit.demo_id)
    assert seller.joint_account_id is None and seller.confirmed_at and seller.demo_id == visit.demo_id
    account_id = await a_demo_account(seller.demo_id)
    assert await stock(account_id)
    before = await kept()
    assert not await stock(account_id)
    assert await kept() == before
    assert len(await rows_of(Store, col(Store.joint_account_id) == account_id)) == 12
    assert len(await rows_of(Order, col(Order.joint_account_id) == account_id)) > SMALL_DEMO * 0.9


async def test_only_a_demo_is_filled_and_walked_through(world):
    organizer = await an_organizer()
    before = await snapshot()
    assert not await stock(organizer.joint_account_id)
    assert not await stock(await template.current())
    assert not await stock(12345)
    with pytest.raises(NoSuchDemo):
        await open_walkthrough("nobody's")
    assert await snapshot() == before


# What PostgreSQL makes of it


async def test_a_tenant_that_the_statistics_never_saw_is_joined_by_its_whole_key(postgresql_database):
    await template.prepare(size=20_000)
    join = (
        "EXPLAIN SELECT count(*) FROM customer_order o JOIN order_line l ON l.joint_account_id = o.joint_account_id "
        "AND l.order_id = o.order_id WHERE o.joint_account_id = 5 AND o.status = 'Pending'"
    )
    async with unit_of_work() as work:
        connection = await work.connection()
        await connection.exec_driver_sql("ANALYZE")
        plan = "\n".join(row[0] for row in await connection.exec_driver_sql(join))
    assert "Join Filter" not in plan, plan
    await dispose()
