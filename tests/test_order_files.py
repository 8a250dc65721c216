"""Files of orders hold what the page shows: the same orders, in the same order, to the cent, and no formula."""

import csv
import io
import random
import zipfile
from datetime import timedelta
from decimal import Decimal
from xml.etree import ElementTree

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from joint_account.database import unit_of_work
from joint_account.identity.sessions import acting
from joint_account.registration.machine import Role
from joint_account.sales import order_files
from joint_account.sales.models import Order
from joint_account.sales.order_search import status_of
from joint_account.sales.orders import orders
from joint_account.sales.orders_view import OrdersView, Status, parse_orders_view
from tests.snapshots import acts_of
from tests.stories import a_member, a_person
from tests.test_orders import NOON, bought, olga  # noqa: F401

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STATUSES = ("Pending", "Unshipped", "Shipped", "Cancelled", "Odd")
TITLES = ("Steel kettle", "Linen apron", "=HYPERLINK(1)", "鉄のやかん", "Kettle, large")
views = st.builds(
    OrdersView,
    stores=st.sets(st.sampled_from(["DE", "US", "JP"])).map(lambda some: tuple(sorted(some))),
    statuses=st.sets(st.sampled_from(Status)).map(lambda some: tuple(one for one in Status if one in some)),
    words=st.sampled_from(["", "kettle", "LINEN ap", "やか", "nothing like it", "302-0000007-0000007"]),
)


async def asked(person, path):
    acting.set(person)
    http = httpx.AsyncClient(transport=httpx.ASGITransport(Starlette(routes=order_files.ROUTES)), base_url="http://here")
    return await http.get(path)


def rows_of_csv(text):
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def rows_of_xlsx(body):
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert not sheet.findall(f".//{SHEET}f"), "a formula"
    rows = [
        {one.get("r").rstrip("0123456789"): "".join(one.itertext()) for one in row.findall(f"{SHEET}c")}
        for row in sheet.iter(f"{SHEET}row")
    ]
    return [{name: row.get(column, "") for column, name in rows[0].items()} for row in rows[1:]]


async def many(person, count=130):
    """Orders of which independent code knows everything."""
    chance, made = random.Random(5), []
    for number in range(count):
        store, status = chance.choice(("DE", "US", "JP", None)), chance.choice(STATUSES)
        at = NOON - timedelta(hours=chance.randrange(200))
        made.append((f"302-{number:07}-{number:07}", store, at, status, [chance.choice(TITLES)]))
    await bought(person, *made)
    async with unit_of_work() as work:
        for number, (order_id, _, _, status, _) in enumerate(made):
            order = await work.get(Order, (person.joint_account_id, order_id))
            order.sales, order.unpriced = (0, True) if status == "Pending" else (1_000 + number, False)
            work.add(order)
    return made


def wanted(made, view):
    """The ids that a view means, newest first, by nothing of the product."""
    means = {"Odd": "other"}

    def has_words(order_id, title):
        words = view.words.casefold()
        if not words or words == order_id:
            return True
        said = title.casefold().replace(",", " ").split()
        if words == "やか":
            return words in title
        return all(any(one.startswith(word) for one in said) for word in words.split())

    return [
        order_id
        for order_id, store, at, status, (title,) in sorted(made, key=lambda one: (one[2], one[0]), reverse=True)
        if (not view.stores or store in view.stores)
        and (not view.statuses or means.get(status, status.lower()) in view.statuses)
        and has_words(order_id, title)
    ]


async def test_page_csv_and_excel_agree_with_independent_code_for_any_filters(olga):  # noqa: F811
    made = await many(olga)
    prices = {one[0]: 1_000 + number for number, one in enumerate(made) if one[3] not in ("Pending", "Cancelled")}

    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(views, min_size=10, max_size=10, unique=True))
    def some(found):
        drawn[:] = found

    drawn = []
    some()
    for view in drawn:
        expected, shown, at = wanted(made, view), [], view
        while True:
            page = await orders(olga, at, NOON)
            shown += [one.order.order_id for one in page.orders]
            if page.older is None:
                break
            at = parse_orders_view(view.at(page.older).query)[0]
        as_csv = rows_of_csv((await asked(olga, f"/orders/export.csv?{view.query}")).text)
        as_xlsx = rows_of_xlsx((await asked(olga, f"/orders/export.xlsx?{view.query}")).content)
        assert shown == [row["Order"] for row in as_csv] == [row["Order"] for row in as_xlsx] == expected, view
        for rows in (as_csv, as_xlsx):
            total = sum(Decimal(row["Amount"]) for row in rows if row["Amount"])
            assert total * 100 == sum(prices.get(order_id, 0) for order_id in expected), view


async def test_a_file_is_written_down_and_holds_no_formula_and_nothing_of_others(olga):  # noqa: F811
    await bought(olga, ("302-1111111-0000001", "DE", NOON, "Shipped", ["=1+1"]))
    vera = await a_member(olga, "vera@example.com", "Vera Klein", role=Role.VIEWER)
    (row,) = rows_of_csv((await asked(vera, "/orders/export.csv?stores=DE")).text)
    assert (row["Title"], row["Bought"]) == ("'=1+1", "2026-10-24 14:00:00+02:00")
    (row,) = rows_of_xlsx((await asked(vera, "/orders/export.xlsx?stores=DE")).content)
    assert row["Title"] == "=1+1"
    assert (await acts_of(olga))[-2:] == ["orders.exported"] * 2
    nobody = await asked(await a_person("nobody@example.com"), "/orders/export.csv")
    assert (nobody.status_code, "no orders to export" in nobody.text) == (403, True)


def test_statuses_of_this_test_are_those_of_the_product():
    assert {status_of(Order(status=one, cancelled=one == "Cancelled")) for one in STATUSES} == set(Status)
