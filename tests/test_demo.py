"""A demo is a believable business, the visitor's own, and gone after a day."""

import asyncio
import re
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import col, select, update

from joint_account import audit
from joint_account.audit.models import AuditEntry
from joint_account.database import dispose, new_id, now, reading, unit_of_work
from joint_account.demo import template
from joint_account.demo.business import REACH, business
from joint_account.demo.catalogue import articles
from joint_account.demo.countries import COUNTRIES, JUMP_COUNTRY, NEW_COUNTRY
from joint_account.demo.erasing import NotADemo, erase
from joint_account.demo.seasons import DAYS, events, jump_day, opening_day
from joint_account.demo.stocking import fill
from joint_account.demo.sweep import keep_swept, sweep
from joint_account.demo.visit import NoSuchDemo, open_demo, open_walkthrough, stock
from joint_account.identity.models import AddressLink, LoginSession, Person
from joint_account.identity.sessions import begin_session
from joint_account.mail import outbox
from joint_account.registration.machine import JointAccountState, Role
from joint_account.registration.models import Invitation, JointAccount, Membership
from joint_account.sales.models import DailyProductSales, DailySales, Order, OrderLine
from joint_account.sales.verify import differences
from joint_account.stores.marketplaces import marketplaces
from joint_account.stores.models import Store
from joint_account.tables import METADATA
from tests.stories import a_member, a_person, an_organizer, anew

DAY = date(2026, 11, 24)
SMALL = 1_500


@pytest.fixture(scope="module")
def seller():
    return business(DAY)


@pytest.fixture
async def world(database):
    """A database whose demo is small: where size is not the point."""
    await template.prepare(size=SMALL)
    yield
    await dispose()


async def rows_of(model, *conditions):
    """As plain rows: a demo has too many for objects."""
    async with reading() as session:
        return (await session.exec(select(*model.__table__.columns).where(*conditions))).all()


async def everything(without=()):
    """Every row of every table, to see that nothing changed."""
    async with reading() as session:
        return {
            table.name: sorted(map(repr, (await session.exec(select(table))).all()))
            for table in METADATA.sorted_tables
            if table.name not in without
        }


# The business


def test_the_same_seed_and_day_make_the_same_business():
    one = business(DAY, size=SMALL)
    assert business(DAY, size=SMALL) == one
    assert business(DAY, seed=2, size=SMALL) != one != business(DAY - timedelta(days=1), size=SMALL)


def test_it_is_a_year_and_more_in_twelve_stores(seller):
    until_day = [order for order in seller.orders if order["purchased_at"] < datetime(2026, 11, 25, tzinfo=UTC)]
    assert len(until_day) >= 50_000
    stores = {order["store"] for order in until_day if order["store"]}
    assert stores == {country.code for country in COUNTRIES} and len(stores) == 12
    assert {DAY - timedelta(days=age) for age in range(400)} <= {order["day"] for order in until_day if order["store"] == "US"}
    assert max(order["purchased_at"] for order in seller.orders) < datetime(2026, 11, 24, tzinfo=UTC) + REACH


def test_an_order_adds_up_and_lies_on_its_stores_own_day(seller):
    lines = defaultdict(list)
    for line in seller.lines:
        lines[line["order_id"]].append(line)
    for order in seller.orders:
        mine = lines[order["order_id"]]
        zone = marketplaces()[order["store"]].zone if order["store"] else UTC
        assert order["day"] == order["purchased_at"].astimezone(zone).date()
        assert order["sales"] == sum(line["price"] or 0 for line in mine)
        assert order["units"] == sum(line["quantity"] for line in mine)
        assert order["cancelled"] == all(line["cancelled"] for line in mine)
        assert [line["number"] for line in mine] == list(range(1, len(mine) + 1))
        assert re.fullmatch(r"(S01|\d{3})-\d{7}-\d{7}", order["order_id"])
    assert len(lines) == len(seller.orders)


def test_sales_events_and_seasons_stand_out(seller):
    orders = Counter(order["day"] for order in seller.orders if order["store"])

    def usual(day):
        quiet = [day + timedelta(days=number) for number in range(-14, 15)]
        return sorted(orders[one] for one in quiet if one not in events(one.year))[len(quiet) // 2 - 4]

    prime_day, black_friday, october = date(2026, 7, 14), date(2025, 11, 28), date(2026, 10, 13)
    assert events(2026)[prime_day] > 1 and events(2025)[black_friday] > 1 and events(2026)[october] > 1
    for day in (prime_day, black_friday, october, date(2025, 12, 1)):
        assert orders[day] > 1.7 * usual(day), day

    def a_day_in(year, month):
        days = [count for day, count in orders.items() if (day.year, day.month) == (year, month) and day not in events(year)]
        return sum(days) / len(days)

    assert a_day_in(2025, 12) > 1.3 * a_day_in(2026, 3) > 1.3 * a_day_in(2026, 7)


def test_the_new_country_opens_half_way_and_grows(seller):
    opened = opening_day(DAY)
    days = [(order["day"] - opened).days for order in seller.orders if order["store"] == NEW_COUNTRY]
    assert (DAY - opened).days == DAYS // 2
    assert 0 <= min(days) < 7
    assert sum(30 <= day < 60 for day in days) > 1.5 * sum(day < 30 for day in days)


def test_one_product_sells_best_in_every_store_and_all_sell(seller):
    store_of = {order["order_id"]: order["store"] for order in seller.orders}
    sold = defaultdict(Counter)
    for line in seller.lines:
        sold[store_of[line["order_id"]]][line["sku"]] += line["price"] or 0
    best = articles()[0].sku
    assert {sold[country.code].most_common(1)[0][0] for country in COUNTRIES} == {best}
    assert set(sold["US"]) == {article.sku for article in articles()} and len(articles()) == 30
    titles = {line["title"] for line in seller.lines if line["sku"] == best}
    assert len(titles) == len({country.language for country in COUNTRIES})


def test_prices_jump_with_the_currency_and_end_as_they_do_there(seller):
    best, jump = articles()[0].sku, jump_day(DAY)
    store_of = {order["order_id"]: (order["store"], order["day"]) for order in seller.orders}
    prices = defaultdict(set)
    for line in seller.lines:
        store, day = store_of[line["order_id"]]
        if line["sku"] == best and line["quantity"] == 1 and line["price"] and day not in events(day.year):
            prices[store, day >= jump].add(line["price"])
    assert max(prices[JUMP_COUNTRY, False]) * 1.2 < min(prices[JUMP_COUNTRY, True])
    assert prices["DE", False] == prices["DE", True] == {4999}
    assert prices["JP", True] == {7580}


def test_orders_come_in_every_kind(seller):
    real = [order for order in seller.orders if order["store"]]
    other = [order for order in seller.orders if not order["store"]]
    cancelled = [order for order in real if order["cancelled"]]
    assert 0.02 <= len(cancelled) / len(real) <= 0.035
    assert all(order["sales"] == order["units"] == 0 and order["status"] == "Cancelled" for order in cancelled)
    assert other and all(order["sales"] == 0 < order["units"] and order["channel"].startswith("Non-Amazon") for order in other)
    assert {order["status"] for order in real} >= {"Shipped - Returned to Seller", "Shipped - Delivered to Buyer"}
    per_order = Counter(line["order_id"] for line in seller.lines)
    assert set(per_order.values()) >= {1, 2, 3}
    assert max(line["quantity"] for line in seller.lines) >= 12
    hours = Counter(
        order["purchased_at"].astimezone(marketplaces()["JP"].zone).hour for order in real if order["store"] == "JP"
    )
    assert hours[20] > 5 * hours[3]


# The template


async def test_a_day_has_one_template_however_many_prepare_it(database):
    made = await asyncio.gather(*(template.prepare(size=SMALL) for _ in range(3)))
    before = await everything(without={"change"})
    assert await template.prepare(size=SMALL) == made[0] == made[1] == made[2] == await template.current()
    assert await everything(without={"change"}) == before
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
    assert len(orders) >= SMALL * 0.9 and all(order.purchased_at <= order.updated_at <= at for order in orders)
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
    before = await everything(without={"change"})
    assert not await stock(account_id)
    assert await everything(without={"change"}) == before
    assert len(await rows_of(Store, col(Store.joint_account_id) == account_id)) == 12
    assert len(await rows_of(Order, col(Order.joint_account_id) == account_id)) > SMALL * 0.9


async def test_only_a_demo_is_filled_and_walked_through(world):
    organizer = await an_organizer()
    before = await everything()
    assert not await stock(organizer.joint_account_id)
    assert not await stock(await template.current())
    assert not await stock(12345)
    with pytest.raises(NoSuchDemo):
        await open_walkthrough("nobody's")
    assert await everything() == before


# The end


async def test_a_demo_is_swept_whole_and_a_real_account_beside_it_stays(world):
    organizer = await an_organizer()
    await a_member(organizer)
    async with unit_of_work() as work:
        begin_session(work, await anew(organizer))
    before = await everything(without={"change"})
    old = await open_demo()
    walker = await open_walkthrough(old.demo_id)
    async with unit_of_work() as work:
        begin_session(work, walker)
        work.add(AddressLink(token_hash="a", person_id=walker.id, expires_at=now()))
        audit.record(work, "person.registered", person_id=walker.id)
        letter = {"to": walker.email, "to_name": walker.name, "language": "en", "link": "http://127.0.0.1/", "days": "7"}
        outbox.queue(work, "confirm_address", demo_id=old.demo_id, **letter)
    begun = await an_organizer("walker@example.com", demo_id=old.demo_id)
    assert await stock(begun.joint_account_id)

    assert await sweep(now() + timedelta(hours=23)) == 0
    later = now() + timedelta(hours=24)
    assert sorted(await asyncio.gather(sweep(later), sweep(later)))[1] == 1
    assert await everything(without={"change"}) == before
    assert len(await rows_of(LoginSession)) == 1
    assert await sweep(later) == 0


async def test_only_the_demos_that_are_over_go(world):
    visit = await open_demo()
    before = await everything()
    assert await sweep(now()) == 0
    assert await everything() == before
    again = await open_walkthrough(visit.demo_id)
    assert again.demo_id == visit.demo_id


async def test_a_real_account_is_never_erased(world):
    organizer = await an_organizer()
    await a_member(organizer)
    before = await everything()
    with pytest.raises(NotADemo):
        await erase(organizer.joint_account_id)
    assert await everything() == before


async def test_the_sweeper_prepares_today_sweeps_and_ends_when_it_is_told_to(database):
    person = await a_person("old@example.com", demo_id="old")
    async with unit_of_work() as work:
        await work.exec(update(Person).where(col(Person.id) == person.id).values(created_at=now() - timedelta(hours=25)))
    keeper = asyncio.create_task(keep_swept(size=SMALL))
    async with asyncio.timeout(30):
        while await rows_of(Person):
            await asyncio.sleep(0)
    keeper.cancel()
    with pytest.raises(asyncio.CancelledError):
        await keeper
    assert [account.created_at.date() for account in await rows_of(JointAccount)] == [now().date()]
    await dispose()


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
