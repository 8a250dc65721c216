"""Stock is counted once: whatever stores share is one pool, and what they do not share is theirs."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joint_account.database import dispose
from joint_account.sales.importing import import_report
from joint_account.stores.reported.pools import Held, StoreStock, pools
from joint_account.stores.reported.queries import stock_of
from tests import stories
from tests.other_reports import stock_row, table

NOON = datetime(2026, 2, 20, 12, tzinfo=UTC)


def held(sku, pieces, fnsku="X1"):
    return Held(sku, fnsku, "B0MUGTEA01", "New", pieces, 0, 0, 0)


def report(store, *rows, at=NOON):
    return StoreStock(store, at, {(row.sku, row.fnsku): row for row in rows})


def found(*reports):
    return {pool.stores: [(one.sku, one.fulfillable) for one in pool.held] for pool in pools(reports)}


def test_what_shows_alike_in_north_america_is_one_pool():
    row, other = held("MUG", 100), held("CUP", 7)
    america = found(report("US", row, other), report("CA", row), report("MX", row))
    assert america == {("CA", "MX", "US"): [("CUP", 7), ("MUG", 100)]}


def test_other_figures_at_one_time_are_other_stock():
    assert found(report("US", held("MUG", 100)), report("CA", held("MUG", 3))) == {
        ("US",): [("MUG", 100)],
        ("CA",): [("MUG", 3)],
    }


def test_reports_of_other_days_are_one_pool_in_america_as_the_newest_tells_it():
    old, new = report("CA", held("MUG", 100), at=NOON - timedelta(days=2)), report("US", held("MUG", 80))
    assert found(old, new) == found(new, old) == {("CA", "US"): [("MUG", 80)]}


def test_other_labels_are_other_things():
    assert len(found(report("US", held("MUG", 9)), report("CA", held("MUG", 9, "X2")))) == 2


def test_europe_is_one_pool_only_where_its_figures_say_so_and_britain_never():
    same = held("MUG", 40)
    assert set(found(report("DE", same), report("FR", same), report("UK", same))) == {("DE", "FR"), ("UK",)}
    assert len(found(report("DE", held("MUG", 40)), report("FR", held("MUG", 2), at=NOON - timedelta(days=9)))) == 2


def test_nothing_in_stock_says_nothing():
    assert len(found(report("DE", held("MUG", 0)), report("FR", held("MUG", 0)))) == 2


@given(
    st.dictionaries(st.sampled_from(["MUG", "CUP", "LID", "PAN"]), st.integers(0, 500), min_size=1),
    st.permutations(["US", "CA", "MX", "JP"]),
)
def test_a_shared_pool_is_never_more_than_what_one_store_shows(stock, stores):
    rows = [held(sku, pieces) for sku, pieces in stock.items()]
    drawn = pools([report(store, *rows) for store in stores])
    america = [one for pool in drawn if "JP" not in pool.stores for one in pool.held if one.fulfillable]
    assert sum(one.fulfillable for one in america) == sum(stock.values())
    assert [pool.stores for pool in drawn] == sorted(pool.stores for pool in drawn)


@pytest.mark.parametrize("order", [("US", "CA", "MX", "DE"), ("DE", "MX", "CA", "US")])
async def test_stock_from_reports_is_counted_once(database, tmp_path, order):
    olga = await stories.an_organizer()
    for store in order:
        path = table(tmp_path / f"{store}.txt", [stock_row()])
        await import_report(olga, path, path.name, store=store)
    assert {pool.stores: [one.fulfillable for one in pool.held] for pool in await stock_of(olga)} == {
        ("CA", "MX", "US"): [40],
        ("DE",): [40],
    }
    await dispose()
