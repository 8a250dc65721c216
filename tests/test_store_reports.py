"""Stock, listings and account health: what is read, what is refused, and that the newest report stays."""

import itertools
from datetime import timedelta

import pytest

from joint_account.database import dispose, now
from joint_account.reports import refusals, unfit
from joint_account.sales.importing import import_report
from joint_account.stores.queries import imports_of, stores_of
from joint_account.stores.reported.queries import health_of, listings_of, stock_of
from tests import stories
from tests.other_reports import LISTING_ROW, STOCK_ROW, health, listing_row, stock_row, table, written
from tests.snapshots import kept

GERMANY = b'{"marketplaceId": "A1PA6795UKMFR9", "x": {"status": "BAD", '
DE, IT, US = "A1PA6795UKMFR9", "APJ6JRA9NG5V4", "ATVPDKIKX0DER"


async def given(person, path, **more):
    return await import_report(person, path, path.name, **more)


async def told(person):
    """What the stores' reports say, without when they came."""
    rows = await kept()
    return {name: rows[name] for name in ("store_report", "stock", "listing", "account_health", "health_metric")}


async def test_stock_reads_with_columns_in_any_order_and_the_rest_left_out(database, tmp_path):
    olga = await stories.an_organizer()
    columns = [*reversed(STOCK_ROW), "per-unit-volume"]
    path = table(tmp_path / "stock.txt", [stock_row(), stock_row(sku="CUP-3", fnsku="")], columns, encoding="cp1252")
    result = await given(olga, path, store="DE")
    assert (result.kind, result.rows, result.orders, result.stores) == ("stock", 2, 1, ("DE",))
    (pool,) = await stock_of(olga)
    assert pool.stores == ("DE",)
    assert [one[:] for one in pool.held] == [
        ("CUP-3", "", "B0MUGTEA01", "New", 40, 2, 0, 13),
        ("MUG-1", "X000000001", "B0MUGTEA01", "New", 40, 2, 0, 13),
    ]
    assert [one.code for one in await stores_of(olga)] == ["DE"]
    assert [(one.kind, one.rows) for one in await imports_of(olga)] == [("stock", 2)]
    await dispose()


async def test_listings_read_with_their_price_in_the_stores_currency(database, tmp_path):
    olga = await stories.an_organizer()
    rows = [listing_row(), listing_row(seller_sku="CUP-3", fulfillment_channel="DEFAULT", quantity="7", status="Inactive")]
    await given(olga, table(tmp_path / "de.txt", rows), store="DE")
    found = await listings_of(olga, "DE")
    assert [(one.sku, one.price, one.quantity, one.by_amazon, one.status) for one in found.listings] == [
        ("CUP-3", 1250, 7, False, "Inactive"),
        ("MUG-1", 1250, None, True, "Active"),
    ]
    assert [one.sku for one in (await listings_of(olga, "DE", after="CUP-3")).listings] == ["MUG-1"]
    assert await listings_of(olga, "FR") is None
    await dispose()


@pytest.mark.parametrize("known", [True, False], ids=["english header", "japanese header"])
async def test_japanese_listings_read_in_their_encoding_whatever_their_header_is_called(database, tmp_path, known):
    olga = await stories.an_organizer()
    names = {
        "item-name": "商品名",
        "seller-sku": "出品者SKU",
        "price": "価格",
        "quantity": "数量",
        "product-id": "商品ID",
        "fulfillment-channel": "フルフィルメント・チャンネル",
        "status": "ステータス",
    }
    row = listing_row(item_name="急須①能表", price="1980") if known else None
    row = row or {
        names[name]: value for name, value in listing_row(item_name="急須①能表", price="1980").items() if name in names
    }
    await given(olga, table(tmp_path / "jp.txt", [row], encoding="cp932"), store="JP")
    (one,) = (await listings_of(olga, "JP")).listings
    assert (one.title, one.price, one.asin) == ("急須①能表", 1980, "B0MUGTEA01")
    await dispose()


async def test_account_health_is_read_for_every_store_as_amazon_judges_it(database, tmp_path):
    olga = await stories.an_organizer()
    result = await given(olga, health(tmp_path / "health.json", (DE, "NORMAL"), (IT, "AT_RISK"), ("A1MQXOICRS2Z7M", "NORMAL")))
    assert (result.kind, result.stores) == ("health", ("DE", "IT"))
    germany, italy = await health_of(olga)
    assert (germany.status, italy.status, italy.rating) == ("NORMAL", "AT_RISK", "WARNED")
    figures = {one.name: (one.status, one.rate, one.target, one.above, one.count) for one in italy.metrics}
    assert figures == {
        "lateShipmentRate": ("GOOD", 32_040, 40_000, False, None),
        "orderDefectRate.mfn": ("GOOD", 32_040, 40_000, False, None),
        "orderDefectRate.afn": ("BAD", 100_000, 40_000, False, None),
        "listingPolicyViolations": ("BAD", None, 0, False, 2),
        "warningStates.spammingSellerMessaging": ("BAD", None, None, False, None),
    }
    await dispose()


REFUSED = [
    ("stock", [stock_row(**{"afn-fulfillable-quantity": "many"})], "line 2, column afn-fulfillable-quantity: found “many”"),
    ("stock", [stock_row(), stock_row(sku=" ")], "line 3, column sku: found an empty cell"),
    ("stock", [stock_row(), stock_row(**{"afn-reserved-quantity": "-1"})], "line 3, column afn-reserved-quantity: found “-1”"),
    ("stock", [stock_row(), stock_row()], "line 3, column sku: found “MUG-1”, expected something else than line 2 has"),
    ("listings", [listing_row(price="12,50")], "A spreadsheet has changed this file: line 2, column price: found “12,50”"),
    ("listings", [listing_row(price="12.505")], "line 2, column price: found “12.505”"),
    ("listings", [listing_row(status="")], "line 2, column status: found an empty cell"),
    ("listings", [listing_row(quantity="some")], "line 2, column quantity: found “some”"),
]


@pytest.mark.parametrize(("kind", "rows", "sentence"), REFUSED, ids=[sentence[:50] for _, _, sentence in REFUSED])
async def test_a_bad_row_is_named_and_leaves_what_stands(sqlite_database, tmp_path, kind, rows, sentence):
    olga = await stories.an_organizer()
    good = stock_row(sku="OLD") if kind == "stock" else listing_row(seller_sku="OLD")
    await given(olga, table(tmp_path / "old.txt", [good], made="2026-02-01T00:00:00+00:00"), store="DE")
    before = await told(olga)
    with pytest.raises(refusals.ReportRefused) as refused:
        await given(olga, table(tmp_path / "new.txt", rows), store="DE")
    assert sentence in refused.value.sentence
    assert await told(olga) == before
    await dispose()


async def test_missing_columns_are_named_and_so_is_a_missing_store(sqlite_database, tmp_path):
    olga = await stories.an_organizer()
    columns = [name for name in LISTING_ROW if name not in ("status", "price")]
    with pytest.raises(refusals.MissingColumns, match=r"\(All Listings\) has no column price, status"):
        await given(olga, table(tmp_path / "listings.txt", [listing_row()], columns), store="DE")
    stock = table(tmp_path / "stock.txt", [stock_row()])
    with pytest.raises(unfit.NeedsStore, match="does not say which store"):
        await given(olga, stock)
    with pytest.raises(unfit.UnknownStore):
        await given(olga, stock, store="XX")
    empty = table(tmp_path / "empty.txt", [], STOCK_ROW)
    with pytest.raises(refusals.NoRows):
        await given(olga, empty, store="DE")
    assert await stores_of(olga) == []
    await dispose()


@pytest.mark.parametrize(
    "content",
    [
        b'{"accountStatuses": [{"marketplaceId": "A1PA6795UKMFR9", "status": "NORMAL"}], "performanceMetrics": [',
        b'{"accountStatuses": [], "performanceMetrics": []}',
        b'{"accountStatuses": {}, "performanceMetrics": []}',
        b'{"accountStatuses": [{"status": "NORMAL"}], "performanceMetrics": []}',
        b'{"accountStatuses": [{"marketplaceId": "A1PA6795UKMFR9", "status": 7}], "performanceMetrics": []}',
        b'{"accountStatuses": [], "performanceMetrics": [%s"rate": "a"}}]}' % GERMANY,
        b'{"accountStatuses": [], "performanceMetrics": [%s"rate": 1e99}}]}' % GERMANY,
        b'{"accountStatuses": [], "performanceMetrics": [%s"rate": NaN}}]}' % GERMANY,
        b'{"accountStatuses": ' + b"[" * 90_000,
    ],
)
async def test_health_that_is_not_as_described_is_refused_whole(sqlite_database, tmp_path, content):
    olga = await stories.an_organizer()
    with pytest.raises(unfit.NoHealth):
        await given(olga, written(tmp_path / "health.json", content))
    assert await health_of(olga) == []
    await dispose()


async def test_the_newest_report_stays_in_whatever_order_and_however_often_they_come(database, tmp_path):
    paths = {}
    for day in ("10", "12", "11"):
        made = f"2026-02-{day}T10:00:00+00:00"
        sku = f"MUG-{day}"
        paths[day] = [
            (table(tmp_path / f"stock{day}.txt", [stock_row(sku=sku)], made=made), "DE"),
            (table(tmp_path / f"listings{day}.txt", [listing_row(seller_sku=sku)], made=made), "DE"),
            (health(tmp_path / f"health{day}.json", (DE, f"STATUS_{day}"), made=made), None),
        ]
    # Two of one moment that say different things: which of them stays must not hang on which came first.
    twin = (table(tmp_path / "twin.txt", [stock_row(sku="TWIN")], made="2026-02-12T10:00:00+00:00"), "DE")
    ends = []
    for number, order in enumerate(itertools.permutations(paths)):
        person = await stories.an_organizer(f"o{number}@example.com")
        files = [one for day in order for one in paths[day]]
        for path, store in (twin, *files, *files) if number % 2 else (*files, *files, twin):
            await given(person, path, store=store)
        mine = {name: [row[1:] for row in rows if row[0] == person.joint_account_id] for name, rows in (await kept()).items()}
        ends.append({name: mine[name] for name in await told(person)})
    assert all(end == ends[0] for end in ends)
    assert [row[1] for row in ends[0]["listing"]] == ["MUG-12"]
    assert [row[1] for row in ends[0]["account_health"]] == ["STATUS_12"]
    assert len(ends[0]["stock"]) == 1
    await dispose()


async def test_a_file_from_the_future_keeps_no_later_one_out(sqlite_database, tmp_path):
    olga = await stories.an_organizer()
    await given(olga, table(tmp_path / "f.txt", [stock_row(sku="FUTURE")], made="2099-01-01T00:00:00+00:00"), store="DE")
    later = table(tmp_path / "l.txt", [stock_row(sku="LATER")])
    await import_report(olga, later, "l.txt", store="DE", made_at=now() + timedelta(seconds=1))
    assert [one.sku for one in (await stock_of(olga))[0].held] == ["LATER"]
    await dispose()


async def test_skip_bad_leaves_out_what_cannot_be_read(sqlite_database, tmp_path):
    olga = await stories.an_organizer()
    path = table(tmp_path / "s.txt", [stock_row(), stock_row(sku="CUP-3", **{"afn-fulfillable-quantity": "?"})])
    result = await given(olga, path, store="DE", skip_bad=True)
    assert (result.rows, result.skipped) == (1, 1)
    assert "line 3, column afn-fulfillable-quantity" in result.sentences[0]
    await dispose()


async def test_two_joint_accounts_do_not_see_each_others_stores(database, tmp_path):
    olga, otto = await stories.an_organizer(), await stories.an_organizer("otto@example.com")
    await given(olga, table(tmp_path / "s.txt", [stock_row()]), store="DE")
    await given(olga, table(tmp_path / "l.txt", [listing_row()]), store="DE")
    await given(olga, health(tmp_path / "h.json", (US, "NORMAL")))
    assert (await stock_of(otto), await listings_of(otto, "DE"), await health_of(otto)) == ([], None, [])
    await given(otto, table(tmp_path / "o.txt", [stock_row(sku="OTTO")]), store="DE")
    assert [one.sku for one in (await stock_of(olga))[0].held] == ["MUG-1"]
    await dispose()
