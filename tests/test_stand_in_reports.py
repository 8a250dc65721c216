"""Whatever reports the stand-in for Amazon hands out are read: the bytes that a download brings, in each region's encoding."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from joint_account.database import dispose
from joint_account.sales.importing import import_report
from joint_account.sales.net import net_of
from joint_account.sales.verify import differences
from joint_account.stores.marketplaces import marketplaces
from joint_account.stores.reported.queries import health_of, listings_of, stock_of
from tests import stories
from tests.amazon import documents
from tests.amazon.clock import SimulatedClock
from tests.amazon.sellers import SELLERS
from tests.amazon.settlements import fortnights
from tests.amazon.world import World

# The stand-in's figures are the same in Spain and France.
POOLS = {"A1NORTHAMERICA": [("CA", "MX", "US")], "A2EUROPE": [("DE",), ("ES", "FR"), ("IT",), ("NL",), ("UK",)]}


@pytest.mark.parametrize("seller", SELLERS)
async def test_every_report_of_every_seller_is_read(sqlite_database, tmp_path, seller):
    olga, world, at = await stories.an_organizer(), World(), SimulatedClock().now()
    stores = SELLERS[seller].stores
    start, end = list(fortnights(at - timedelta(days=60), at))[-1]
    path = tmp_path / "report"
    for store in stores:
        for kind in (documents.STOCK, documents.LISTINGS, documents.SETTLEMENT, documents.HEALTH):
            ids = [marketplaces()[store].marketplace_id]
            asked = SimpleNamespace(seller=seller, kind=kind, marketplace_ids=ids, store=store, start=start, end=end)
            path.write_bytes(documents.document(world, asked, at)[0])
            await import_report(olga, path, kind, store=store, made_at=at)
    first, last = start.date(), end.date() + timedelta(days=1)
    days = await net_of(olga, first, last)
    assert {one.store for one in days} == set(stores)
    assert sum(one.settled for one in days) > len(stores)
    assert [pool.stores for pool in await stock_of(olga)] == POOLS.get(seller, [(store,) for store in stores])
    assert [one.store for one in await health_of(olga)] == sorted(stores)
    for store in stores:
        offers = (await listings_of(olga, store)).listings
        assert offers
        assert all(one.price and one.title and one.asin for one in offers)
    assert [one async for one in differences()] == []
    await dispose()
