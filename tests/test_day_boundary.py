"""The same orders in days and hours of any zone: against code that asks each instant for its own day, one by one."""

import importlib
import random
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from joint_account.database import dispose, unit_of_work
from joint_account.sales.day_boundary import hours_of, stretches, zones
from joint_account.sales.importing import import_report
from joint_account.sales.models import HourlySales
from joint_account.sales.overview import overview
from joint_account.sales.periods import Days
from joint_account.sales.verify import differences
from joint_account.sales.view import View, parse_view
from tests.report_files import COLUMNS, a_row, write_report
from tests.stories import an_organizer
from tests.test_overview import opened

FIRST = date(2026, 3, 20)
LAST = date(2026, 11, 20)
ODD = ["Asia/Kathmandu", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Chatham", "America/St_Johns", "Africa/Cairo", "UTC"]
"""Quarters and halves of an hour, changes by half an hour, a midnight that does not exist."""
TAXED = (*COLUMNS, "item-tax")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
async def olga(database):
    person = await an_organizer()
    yield person
    await dispose()


async def some_quarters(person, count=400):
    """Sales of random quarters, most of them near a change of clocks."""
    chance = random.Random(5)
    near = [datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 4, 4, 15, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)]
    rows = {}
    for _ in range(count):
        at = chance.choice(near) + timedelta(minutes=15 * chance.randrange(-300, 300))
        store, currency = chance.choice([("DE", "EUR"), ("US", "USD")])
        rows[int(at.timestamp()) // 900, store, currency] = [chance.randrange(10_000), 2, 3, 1, 1, chance.randrange(100)]
    names = ("sales", "orders", "units", "cancelled_orders", "unpriced_orders", "tax")
    await opened(person, ["DE", "US"])
    async with unit_of_work() as work:
        for (quarter, store, currency), sums in rows.items():
            key = {"joint_account_id": person.joint_account_id, "quarter": quarter, "store": store, "currency": currency}
            work.add(HourlySales(**key, **dict(zip(names, sums, strict=True))))
    return rows


@pytest.mark.parametrize("zone", ODD)
async def test_days_of_one_zone_are_what_each_quarter_says_its_day_is(olga, zone):
    rows = await some_quarters(olga)
    orders, by_day = Counter(), defaultdict(Counter)
    for (quarter, store, _), sums in rows.items():
        day = datetime.fromtimestamp(quarter * 900, ZoneInfo(zone)).date()
        if date(2026, 3, 28) <= day <= date(2026, 10, 25):
            orders[store] += sums[1]
            by_day[day][store] += sums[0]
    period = Days(date(2026, 3, 28), date(2026, 10, 25))
    seen = await overview(olga, View(period=period, zone=zone, currency="EUR"), NOON)
    assert {one.store: one.now.orders for one in seen.stores} == orders
    germany = {day: stores["DE"] for day, stores in seen.by_day.items() if stores.get("DE")}
    assert germany == {day: stores["DE"] for day, stores in by_day.items() if stores["DE"]}


@pytest.mark.parametrize("zone", [*ODD, ""])
async def test_hours_of_a_day_on_which_clocks_change_add_up_to_the_day(olga, zone):
    rows = await some_quarters(olga)
    week = Days(date(2026, 10, 22), date(2026, 10, 26))
    seen = await overview(olga, parse_view(f"from={week.first}&to={week.last}&by=hour&day={zone}&in=EUR")[0], NOON)
    expected = Counter()
    for (quarter, store, _), sums in rows.items():
        place = ZoneInfo(zone or {"DE": "Europe/Berlin", "US": "America/Los_Angeles"}[store])
        if week.first <= datetime.fromtimestamp(quarter * 900, place).date() <= week.last and store == "DE":
            expected[store] += sums[0]
    assert sum(stores.get("DE", 0) for stores in seen.by_key.values()) == expected["DE"]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(zones())), st.dates(date(2001, 1, 1), date(2037, 1, 1)), st.integers(1, 400))
@example("Europe/Berlin", date(2026, 10, 25), 1)
@example("Africa/Cairo", date(2026, 4, 24), 1)
@example("Pacific/Apia", date(2011, 12, 28), 4)
def test_stretches_cover_each_quarter_once_and_give_its_day(zone, first, length):
    days = Days(first, first + timedelta(days=length - 1))
    found = stretches(zone, days)
    assert [one.first for one in found[1:]] == [one.last + 1 for one in found[:-1]]
    place = ZoneInfo(zone)
    for one in found:
        for quarter in {one.first, one.last, (one.first + one.last) // 2}:
            local = datetime.fromtimestamp(quarter * 900, place).date()
            assert (quarter + one.offset) // 96 == (local - date(1970, 1, 1)).days


def test_a_day_has_as_many_hours_as_its_clock_shows():
    def hours(zone, day):
        return len(list(hours_of(zone, Days(day, day))))

    assert hours("Europe/Berlin", date(2026, 3, 29)) == 23
    assert hours("Europe/Berlin", date(2026, 10, 25)) == 25
    assert hours("Asia/Kathmandu", date(2026, 10, 25)) == 24
    assert hours("Africa/Cairo", date(2026, 4, 24)) == 23


async def test_what_an_import_stores_is_rolled_up_by_the_quarter_and_checked(olga, tmp_path):
    def row(number, at, **changed):
        return a_row(amazon_order_id=f"303-0000000-{number:07}", purchase_date=at, item_tax="2.00", **changed)

    day = "2026-05-04T"
    rows = [row(1, f"{day}22:14:59+00:00"), row(2, f"{day}22:15:00+00:00"), row(3, f"{day}22:29:59+00:00")]
    await import_report(olga, write_report(tmp_path / "one.txt", rows, TAXED), "one.txt")
    assert [problem async for problem in differences()] == []
    newer = row(
        3, f"{day}22:29:59+00:00", last_updated_date="2026-05-09T00:00:00+00:00", order_status="Cancelled", quantity="0"
    )
    await import_report(olga, write_report(tmp_path / "two.txt", [newer], TAXED), "two.txt")
    assert [problem async for problem in differences()] == []
    async with unit_of_work() as work:
        connection = await work.connection()
        found = (await connection.execute(text("SELECT orders, cancelled_orders FROM hourly_sales ORDER BY quarter"))).all()
        await connection.execute(text("UPDATE hourly_sales SET tax = tax + 1"))
    assert [tuple(one) for one in found] == [(1, 0), (1, 1)]
    told = [problem async for problem in differences()]
    assert len(told) == 2
    assert all("hourly sales" in problem and "tax is" in problem for problem in told)


async def test_the_migration_fills_the_roll_up_with_the_orders_that_are_there(olga, tmp_path):
    rows = [
        a_row(amazon_order_id=f"303-0000000-{number:07}", purchase_date=f"2026-05-04T22:{number}:00+00:00", item_tax="2.00")
        for number in (10, 14, 15, 40)
    ]
    rows.append(rows[0] | {"order-status": "Cancelled", "amazon-order-id": "303-0000000-0000099", "quantity": "0"})
    await import_report(olga, write_report(tmp_path / "one.txt", rows, TAXED), "one.txt")
    filling = importlib.import_module("joint_account.database.migrations.versions.0007_hourly_sales")
    async with unit_of_work() as work:
        connection = await work.connection()
        for statement in ("DELETE FROM hourly_sales", "UPDATE daily_sales SET tax = 0", *filling.FILL):
            await connection.execute(text(statement))
    assert [problem async for problem in differences()] == []
