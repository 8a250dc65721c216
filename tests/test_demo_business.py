"""The demo's seller is believable: every pattern that a real year has is really there."""

import re
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta

import pytest

from joint_account.demo.business import REACH, business
from joint_account.demo.catalogue import articles
from joint_account.demo.countries import COUNTRIES, JUMP_COUNTRY, NEW_COUNTRY
from joint_account.demo.seasons import DAYS, events, jump_day, opening_day
from joint_account.stores.marketplaces import marketplaces

DAY = date(2026, 11, 24)
SMALL = 1_500


@pytest.fixture(scope="module")
def seller():
    return business(DAY)


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

    prime_day, black_friday, october = date(2026, 6, 23), date(2025, 11, 28), date(2026, 10, 13)
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
