"""One list of orders over all countries: nothing twice, nothing missing, nothing of anybody else."""

import random
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from joint_account.database import dispose, now, unit_of_work
from joint_account.database.columns import microseconds
from joint_account.sales.indexing import index_held
from joint_account.sales.models import Order, OrderLine
from joint_account.sales.order_search import status_of
from joint_account.sales.order_shown import shown_order
from joint_account.sales.orders import PAGE, order, orders
from joint_account.sales.orders_shown import list_address, shown_orders
from joint_account.sales.orders_view import OrdersView, Place, Status, parse_orders_view
from joint_account.sales.periods import Named
from joint_account.stores.marketplaces import marketplaces
from joint_account.stores.models import Connection, Store
from tests.stories import a_person, an_organizer
from tests.test_views import periods, store_choices

NOON = datetime(2026, 10, 24, 12, tzinfo=UTC)


@pytest.fixture
async def olga(database):
    person = await an_organizer()
    async with unit_of_work() as work:
        for code in ("DE", "US", "JP"):
            work.add(Store(joint_account_id=person.joint_account_id, code=code, connection=Connection.REPORT, opened_at=now()))
    yield person
    await dispose()


async def bought(person, *orders_and_lines):
    """Stores orders: (id, store, instant, status, [title or (sku, asin, title), …])."""
    async with unit_of_work() as work:
        for order_id, store, at, status, titles in orders_and_lines:
            zone = marketplaces()[store].zone if store else UTC
            work.add(
                Order(
                    joint_account_id=person.joint_account_id,
                    order_id=order_id,
                    channel=marketplaces()[store].sales_channel if store else "Non-Amazon",
                    store=store,
                    purchased_at=at,
                    day=at.astimezone(zone).date(),
                    updated_at=at,
                    status=status,
                    cancelled=status == "Cancelled",
                    currency="EUR",
                )
            )
            await work.flush()
            for number, named in enumerate(titles, 1):
                sku, asin, title = named if isinstance(named, tuple) else ("SKU", "ASIN", named)
                work.add(
                    OrderLine(
                        joint_account_id=person.joint_account_id,
                        order_id=order_id,
                        number=number,
                        sku=sku,
                        asin=asin,
                        title=title,
                        cancelled=False,
                        quantity=1,
                    )
                )
            named = {one if isinstance(one, tuple) else ("SKU", "ASIN", one) for one in titles}
            await index_held(work, person.joint_account_id, {(one, microseconds(at), order_id) for one in named})


async def found(person, query):
    view, notes = parse_orders_view(query)
    assert notes == []
    return {one.order.order_id for one in (await orders(person, view, NOON)).orders}


async def test_every_order_is_on_one_page_only_in_both_directions(olga):
    chance = random.Random(3)
    # Few different instants, so that pages end amid orders of one and the same second.
    instants = [NOON - timedelta(hours=chance.randrange(12)) for _ in range(173)]
    await bought(olga, *((f"302-{number:07}", "DE", at, "Shipped", ["x"]) for number, at in enumerate(instants)))
    expected = [f"302-{number:07}" for number, _ in sorted(enumerate(instants), key=lambda one: (one[1], one[0]), reverse=True)]
    pages, view = [], OrdersView()
    while True:
        page = await orders(olga, view, NOON)
        pages.append([one.order.order_id for one in page.orders])
        if page.older is None:
            break
        view = parse_orders_view(view.at(page.older).query)[0]
    assert [order_id for page in pages for order_id in page] == expected
    assert [len(page) for page in pages] == [50, 50, 50, 23]
    for earlier in pages[-2::-1]:
        page = await orders(olga, view.at(page.newer), NOON)
        assert [one.order.order_id for one in page.orders] == earlier
    assert page.newer is None


async def test_going_to_newer_orders_ends_on_a_full_first_page(olga):
    await bought(olga, *((f"302-{n:03}", "DE", NOON - timedelta(minutes=n), "Shipped", ["x"]) for n in range(PAGE + 20)))
    third = (await orders(olga, OrdersView(), NOON)).orders[3].order
    page = await orders(olga, OrdersView(place=Place(third.purchased_at, third.order_id, newer=True)), NOON)
    assert (len(page.orders), page.newer) == (PAGE, None)
    assert page.older is not None


async def test_words_are_found_where_they_begin_in_titles_skus_and_asins_and_ids_from_their_start(olga):
    await bought(
        olga,
        ("302-1111111-0000001", "DE", NOON, "Shipped", [("KT-01", "B0C1KETTLE", "Steel kettle 1.7 l"), "Überzug"]),
        ("302-2222222-0000002", "DE", NOON, "Shipped", [("AP_2", "B0C2APRON0", "100% linen apron")]),
        ("302-3333333-0000003", "DE", NOON, "Shipped", [("AP12", "B0C3PAN026", "KÜCHE 1000 linen")]),
    )
    one, two, three = "302-1111111-0000001", "302-2222222-0000002", "302-3333333-0000003"
    for words, expected in {
        "302-2222222-0000002": {two},
        "302-2222": {two},
        "302-2222222-0000009": set(),
        "KT01": {one},
        "ettle": set(),
        "kuche+lin": {three},
        "kt-01": {one},
        "b0c1kettle": {one},
        "STEEL+KETTLE": {one},
        "%C3%BCberzug": {one},
        "%C3%9CBERZUG": {one},
        "k%C3%BCche": {three},
        "100%25+linen": {two, three},
        "1000+linen": {three},
        "ap_2": {two},
        "%5C": set(),
        "'+OR+1%3D1+--": set(),
        "302-": {one, two, three},
    }.items():
        assert await found(olga, f"q={words}") == expected, words


async def test_filters_are_by_store_status_and_the_stores_own_day(olga):
    night = datetime(2026, 10, 24, 3, tzinfo=UTC)
    statuses = ["Pending", "Unshipped", "PartiallyShipped", "Shipped - Delivered to Buyer", "Cancelled", "Something New"]
    await bought(
        olga,
        *((f"id-{status}", "DE", NOON - timedelta(days=40), status, ["x"]) for status in statuses),
        ("de", "DE", night, "Shipped", ["x"]),
        ("us", "US", night, "Shipped", ["x"]),
        ("mcf", None, night, "Shipped", ["x"]),
    )
    assert await found(olga, "period=today") == {"de", "mcf"}
    assert await found(olga, "from=2026-10-23&to=2026-10-23") == {"us"}
    assert await found(olga, "stores=US") == {"us"}
    assert await found(olga, "status=unshipped") == {"id-Unshipped", "id-PartiallyShipped"}
    assert await found(olga, "status=other,unshipped&status=pending&stores=DE") == {
        *("id-Something New", "id-Unshipped", "id-PartiallyShipped", "id-Pending")
    }
    assert await found(olga, "status=other") == {"id-Something New"}
    everything = (await orders(olga, OrdersView(), NOON)).orders
    for status in Status:
        expected = {one.order.order_id for one in everything if status_of(one.order) is status}
        assert await found(olga, f"status={status}") == expected
        assert expected


async def test_an_order_of_another_joint_account_is_not_there(olga):
    stranger = await an_organizer("stranger@example.com")
    await bought(stranger, ("111-0000000-0000001", "US", NOON, "Shipped", ["Secret"]))
    await bought(olga, ("302-0000000-0000001", "DE", NOON, "Shipped", ["Kettle", "Lid"]))
    assert await order(olga, "111-0000000-0000001") is None
    assert await found(olga, "q=111") == await found(olga, "q=secret") == await found(olga, "stores=US") == set()
    mine, lines = await order(olga, "302-0000000-0000001")
    assert (mine.store, [line.title for line in lines]) == ("DE", ["Kettle", "Lid"])
    assert shown_order(mine, lines).seller_central == (
        "https://sellercentral-europe.amazon.com/orders-v3/order/302-0000000-0000001"
    )
    nobody = await a_person("nobody@example.com")
    assert await orders(nobody, OrdersView()) is None
    assert await order(nobody, "302-0000000-0000001") is None


words = st.from_regex(re.compile(r"\w{0,9}( [\w%_&=.-]{1,9}){0,3}"), fullmatch=True).map(lambda text: " ".join(text.split()))
places = st.builds(
    Place,
    st.integers(0, 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)) | st.just(NOON.replace(microsecond=1)),
    st.from_regex(r"[A-Z0-9][A-Z0-9.-]{0,20}", fullmatch=True),
    st.booleans(),
)
views = st.builds(
    OrdersView,
    st.none() | periods,
    store_choices,
    st.sets(st.sampled_from(Status)).map(lambda some: tuple(one for one in Status if one in some)),
    words.filter(str.isprintable),
    st.none() | places,
)


@given(views)
def test_a_view_of_orders_survives_its_address(view):
    assert parse_orders_view(view.query) == (view, [])


@given(st.text() | st.tuples(st.sampled_from(["q", "status", "older", "newer", "stores", "from"]), st.text()).map("=".join))
@example("older=99999999999999999.x&newer=1")
@example("older=9999999999999999.x")
@example("older=-1.x")
@example("newer=%00.%00&q=%00\ud800")
def test_any_address_of_orders_means_something_that_can_be_written_again(query):
    view, _ = parse_orders_view(query)
    assert parse_orders_view(view.query) == (view, [])


async def test_no_address_breaks_the_list(olga):
    await bought(olga, ("302-0000000-0000001", "DE", NOON, "Shipped", ["Kettle"]))
    for query in ("q=%00\ud800%5C%25_", "older=4102444799999999.%27", "newer=0.%F0%9F%99%82", "from=2000-01-01&to=2001-12-31"):
        assert await orders(olga, parse_orders_view(query)[0], NOON) is not None, query
    assert await order(olga, "\x00' --") is None
    assert date.fromisoformat("2026-10-24") in [
        one.order.day for one in (await orders(olga, OrdersView(period=Named.TODAY), NOON)).orders
    ]


async def test_an_order_leads_back_to_the_list_that_it_was_found_in(olga):
    await bought(olga, ("303-1", "DE", NOON, "Shipped", ["Kettle"]), ("303-2", "DE", NOON, "Pending", ["Kettle"]))
    view = OrdersView(stores=("DE",), statuses=(Status.SHIPPED,), words="ket & tle")
    found = OrdersView(stores=("DE",), statuses=(Status.SHIPPED,), words="kettle")
    (row,) = shown_orders(await orders(olga, found), found, []).rows
    path, _, query = row.href.partition("?")
    assert (path, list_address(parse_orders_view(query)[0])) == ("/orders/303-1", f"/orders?{found.query}")
    assert parse_orders_view(list_address(view).partition("?")[2]) == (view, [])
    assert list_address(parse_orders_view("status=evil&next=//evil.example")[0]) == "/orders"
