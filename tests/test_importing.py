"""Importing: what reports add up to, in whatever pieces and order they come, and what leaves no trace."""

import asyncio
import json
import os
import random
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, text
from sqlmodel import col, select

from joint_account.__main__ import main
from joint_account.database import dispose, reading, unit_of_work
from joint_account.registration.machine import Role
from joint_account.reports.refusals import BadRows, NoJointAccount, OrderReport, ViewerMayNotImport
from joint_account.sales import checking
from joint_account.sales.commands import import_files, print_differences, print_totals
from joint_account.sales.importing import import_report
from joint_account.sales.models import DailyProductSales, Order, OrderLine, Product
from joint_account.sales.totals import totals
from joint_account.sales.verify import differences
from joint_account.stores.models import ReportImport, Store
from tests import stories
from tests.reference import rows_of, totals_of
from tests.report_files import GOOD, SAMPLES, a_row, write_report
from tests.snapshots import acts_of, snapshot

ENCODINGS = {
    "germany_cp1252.txt": "cp1252",
    "japan_cp932.txt": "cp932",
    "north_america_utf8_bom.txt": "utf-8-sig",
    "europe_utf8.txt": "utf-8",
}
SALES_TABLES = ("customer_order", "order_line", "daily_sales", "daily_product_sales", "product")


async def totals_in(person):
    return [row._asdict() for row in await totals(person.joint_account_id)]


async def sales_rows():
    """Every row that an import leaves, but for the notes of when it ran."""
    rows = await snapshot()
    return {name: rows[name] for name in SALES_TABLES} | {"store": [row[:3] for row in rows["store"]]}


async def write(statement):
    """One statement past every service."""
    async with unit_of_work() as work:
        await (await work.connection()).execute(text(statement))


async def no_differences():
    return [difference async for difference in differences()] == []


async def test_the_samples_add_up_to_what_independent_code_finds(database):
    olga = await stories.an_organizer()
    for name in ENCODINGS:
        await import_report(olga, SAMPLES / name, name)
    found = await totals_in(olga)
    assert found == totals_of(rows_of(SAMPLES / name, encoding) for name, encoding in ENCODINGS.items())
    assert {"store": "DE", "day": "2026-07-15", "currency": "EUR", "sales": "134.35", "orders": 2, "units": 9} in found
    assert {"store": "JP", "day": "2026-07-15", "currency": "JPY", "sales": "6400", "orders": 2, "units": 3} in found
    assert {"store": "US", "day": "2026-07-14", "currency": "USD", "sales": "79.00", "orders": 1, "units": 2} in found
    assert {"store": "PL", "day": "2026-03-29", "currency": "PLN", "sales": "119.98", "orders": 1, "units": 2} in found
    assert await no_differences()
    async with reading() as session:
        stores = (await session.exec(select(Store.code).order_by(Store.code))).all()
        lid = (await session.exec(select(DailyProductSales.units).where(DailyProductSales.asin == "LID-12"))).one()
    assert stores == ["AU", "CA", "DE", "FR", "JP", "PL", "UK", "US"]
    assert lid == 3
    await dispose()


async def test_the_same_file_twice_changes_nothing_the_second_time(database):
    olga = await stories.an_organizer()
    first = await import_report(olga, SAMPLES / "germany_cp1252.txt", "july.txt")
    before = await sales_rows()
    second = await import_report(olga, SAMPLES / "germany_cp1252.txt", "july.txt")
    assert (first.rows, first.orders, first.stores) == (5, 4, ("DE",))
    assert (second.rows, second.orders) == (5, 0)
    assert await sales_rows() == before
    assert (await acts_of(olga))[-2:] == ["report.imported", "report.imported"]
    await dispose()


async def test_an_order_is_replaced_as_a_whole_unless_the_file_is_older(database, tmp_path):
    olga = await stories.an_organizer()
    first = [a_row(), a_row(sku="SPOON-2", asin="B0SPOON002", item_price="3.00")]
    newer = [a_row(last_updated_date="2026-05-09T00:00:00+00:00", order_status="Cancelled", item_price="", quantity="0")]
    await import_report(olga, write_report(tmp_path / "first.txt", first), "first.txt")
    assert [row["sales"] for row in await totals_in(olga)] == ["15.50"]
    await import_report(olga, write_report(tmp_path / "newer.txt", newer), "newer.txt")
    after = await sales_rows()
    assert await totals_in(olga) == []
    assert len(after["order_line"]) == 1
    assert after["daily_product_sales"] == []
    result = await import_report(olga, tmp_path / "first.txt", "first.txt")
    assert result.orders == 0
    assert await sales_rows() == after
    assert await no_differences()
    await dispose()


async def test_of_two_files_of_one_moment_the_later_one_counts(database, tmp_path):
    olga = await stories.an_organizer()
    for price in ("12.50", "13.00"):
        await import_report(olga, write_report(tmp_path / "report.txt", [a_row(item_price=price)]), "report.txt")
    assert [row["sales"] for row in await totals_in(olga)] == ["13.00"]
    assert await no_differences()
    await dispose()


async def test_a_product_is_called_what_it_was_called_last(database, tmp_path):
    olga = await stories.an_organizer()
    for title, day in (("New name", "09"), ("Old name", "05"), ("", "10")):
        row = a_row(product_name=title, last_updated_date=f"2026-05-{day}T00:00:00+00:00", amazon_order_id=f"303-{day}")
        await import_report(olga, write_report(tmp_path / f"{day}.txt", [row]), "report.txt")
    async with reading() as session:
        assert (await session.exec(select(Product.title))).all() == ["New name"]
    await dispose()


async def test_one_bad_row_keeps_the_whole_file_out_and_says_so(database, tmp_path):
    olga = await stories.an_organizer()
    before = await sales_rows()
    path = write_report(tmp_path / "report.txt", [a_row(), a_row(amazon_order_id="303-2", item_price="free"), a_row()])
    with pytest.raises(BadRows) as refused:
        await import_report(olga, path, "report.txt")
    assert await sales_rows() == before
    async with reading() as session:
        noted = (await session.exec(select(ReportImport))).one()
    assert (noted.file_name, noted.rows, noted.problem) == ("report.txt", 0, refused.value.sentence)
    assert "line 3, column item-price: found “free”, expected an amount such as 12.50" in noted.problem
    assert (await acts_of(olga))[-1] == "report.refused"
    await dispose()


async def test_skip_bad_imports_the_others_and_lists_what_it_left_out(database, tmp_path):
    olga = await stories.an_organizer()
    path = write_report(tmp_path / "report.txt", [a_row(), a_row(amazon_order_id="303-2", quantity="many"), a_row()])
    result = await import_report(olga, path, "report.txt", skip_bad=True)
    assert (result.rows, result.orders, result.skipped) == (2, 1, 1)
    assert result.sentences == ("line 3, column quantity: found “many”, expected a whole number from 0 to 100,000.",)
    assert [(row["sales"], row["orders"], row["units"]) for row in await totals_in(olga)] == [("25.00", 1, 2)]
    await dispose()


async def test_skip_bad_never_takes_a_line_from_an_order_that_is_stored(database, tmp_path):
    """A file holds the whole of each order: one that cannot be read whole replaces nothing."""
    olga = await stories.an_organizer()
    rows = [a_row(item_price="1.00"), a_row(item_price="2.00"), a_row(amazon_order_id="303-0000002-0000002")]
    await import_report(olga, write_report(tmp_path / "whole.txt", rows), "whole.txt")
    before = await totals_in(olga)
    rows[1] = a_row(item_price="two")
    await import_report(olga, write_report(tmp_path / "spoilt.txt", rows), "spoilt.txt", skip_bad=True)
    assert await totals_in(olga) == before
    await dispose()


async def test_who_reads_only_or_has_no_joint_account_imports_nothing(database):
    olga = await stories.an_organizer()
    viewer = await stories.a_member(olga, role=Role.VIEWER)
    stranger = await stories.a_person("stefan@example.com")
    before = await snapshot()
    for person, error in ((viewer, ViewerMayNotImport), (stranger, NoJointAccount)):
        with pytest.raises(error):
            await import_report(person, SAMPLES / "germany_cp1252.txt", "july.txt")
    assert await snapshot() == before
    await dispose()


async def test_two_joint_accounts_with_the_same_orders_do_not_touch(database):
    olga, otto = await stories.an_organizer(), await stories.an_organizer("otto@example.com")
    await import_report(olga, SAMPLES / "germany_cp1252.txt", "july.txt")
    before = await totals_in(olga)
    await import_report(otto, SAMPLES / "germany_cp1252.txt", "july.txt")
    await import_report(otto, SAMPLES / "japan_cp932.txt", "july.txt")
    assert await totals_in(olga) == before
    assert len(await totals_in(otto)) == 5
    await dispose()


ROWS = st.fixed_dictionaries(
    {
        "sku": st.sampled_from(["MUG-1", "SPOON-2", "CUP-3"]),
        "item-status": st.sampled_from(["Shipped", "Shipped", "", "Cancelled", "canceled"]),
        "quantity": st.integers(0, 9).map(str),
        "item-price": st.one_of(st.just(""), st.decimals(0, 500, places=2).map(str)),
    }
)
CHANNELS = st.sampled_from(
    [("Amazon.de", "EUR"), ("Amazon.com", "USD"), ("amazon.co.jp", "JPY"), ("Non-Amazon US", "USD"), ("Amazon.co.uk", "GBP")]
)
VERSIONS = st.lists(st.lists(ROWS, min_size=1, max_size=4), min_size=1, max_size=3)
ORDERS = st.lists(st.tuples(CHANNELS, st.integers(0, 120), VERSIONS), min_size=1, max_size=8)


def _line(number, channel, currency, hour, version, row):
    price = row["item-price"].split(".")[0] if currency == "JPY" else row["item-price"]
    named = {"asin": "" if row["sku"] == "CUP-3" else f"B0{row['sku']}", "sales-channel": channel, "item-price": price}
    dates = {
        "purchase-date": f"2026-05-{4 + hour // 24:02}T{hour % 24:02}:30:00+00:00",
        "last-updated-date": f"2026-06-{1 + version:02}T00:00:00+00:00",
    }
    return GOOD | row | named | dates | {"amazon-order-id": f"303-{number}", "currency": currency if price else ""}


@st.composite
def overlapping_files(draw):
    """Files that hold versions of some orders, and the same files in an order of their own."""
    orders = draw(ORDERS)
    files = [[] for _ in range(draw(st.integers(1, 3)))]
    for number, ((channel, currency), hour, versions) in enumerate(orders):
        for version, rows in enumerate(versions):
            lines = [_line(number, channel, currency, hour, version, row) for row in rows]
            # A file holds an order as it was once; another version of it stands in another file.
            free = [file for file in files if all(line["amazon-order-id"] != f"303-{number}" for line in file)]
            for file in draw(st.lists(st.sampled_from(free), min_size=1, max_size=2, unique_by=id)) if free else []:
                file.extend(lines)
    files = [draw(st.permutations(file)) for file in files if file]
    return files, draw(st.permutations(files))


def test_overlapping_files_in_any_order_end_in_the_same_rows(database, tmp_path, monkeypatch):
    monkeypatch.setattr(checking, "CHUNK", 3)
    paths = (tmp_path / f"{number}.txt" for number in range(10**6))

    async def run(files, mixed):
        olga, otto = [await stories.an_organizer(f"{name}{next(paths).stem}@example.com") for name in ("olga", "otto")]
        for person, some in ((olga, files), (otto, mixed)):
            for rows in some:
                await import_report(person, write_report(next(paths), rows), "report.txt")
        assert await totals_in(olga) == await totals_in(otto) == totals_of(files)
        ours = [
            [[row[1:] for row in rows if row[0] == person.joint_account_id] for rows in (await sales_rows()).values()]
            for person in (olga, otto)
        ]
        assert ours[0] == ours[1]
        assert await no_differences()
        await dispose()

    # Without shrinking: it would import for minutes to make a small example smaller.
    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.reuse, Phase.generate])
    @given(overlapping_files())
    def same_in_any_order(drawn):
        asyncio.run(run(*drawn))

    same_in_any_order()


def many_rows(count: int, seed: int) -> list[dict[str, str]]:
    """Rows of orders with up to three lines, which stand apart from each other."""
    chance = random.Random(seed)
    rows = []
    for number in range(count // 2):
        at = f"2026-05-{1 + number % 28:02}T{number % 24:02}:00:00+00:00"
        for _ in range(chance.choice((1, 2, 3))):
            price = f"{chance.randrange(5000) / 100:.2f}"
            # Without a title: two imports would wait for each other at the product, and the lock would not be missed.
            number_is = f"303-{number:07}"
            rows.append(a_row(amazon_order_id=number_is, purchase_date=at, item_price=price, product_name=""))
    chance.shuffle(rows)
    return rows


IMPORT_ALOUD = """
import asyncio, sys
from pathlib import Path
from sqlmodel import select
from joint_account.database import reading
from joint_account.identity.models import Person
from joint_account.sales import checking
from joint_account.sales.importing import import_report

async def main():
    checking.CHUNK = 200
    async with reading() as session:
        person = (await session.exec(select(Person))).one()
    await import_report(person, Path(sys.argv[1]), "report.txt", on_progress=lambda share: print(share, flush=True))

asyncio.run(main())
"""


def test_killed_half_way_and_run_again_gives_the_same_totals(database, tmp_path):
    rows = many_rows(4_000, seed=7)
    path = write_report(tmp_path / "report.txt", rows)
    olga = asyncio.run(_closing(stories.an_organizer()))
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    with subprocess.Popen(
        [sys.executable, "-c", IMPORT_ALOUD, path], stdout=subprocess.PIPE, text=True, env=environment
    ) as child:
        next(line for line in child.stdout if float(line) > 0.6)
        child.kill()
    stored = asyncio.run(_closing(_stored_lines()))
    assert 0 < stored < len(rows)

    async def again():
        assert await no_differences()
        await import_report(olga, path, "report.txt")
        assert await totals_in(olga) == totals_of([rows])
        assert await no_differences()
        assert await _stored_lines() == len(rows)

    asyncio.run(_closing(again()))


async def _stored_lines():
    async with reading() as session:
        return (await session.exec(select(func.count()).select_from(OrderLine))).one()


async def _closing(work):
    try:
        return await work
    finally:
        await dispose()


async def test_two_imports_at_once_and_somebody_who_writes_between_their_chunks(database, tmp_path, monkeypatch):
    monkeypatch.setattr(checking, "CHUNK", 100)
    olga = await stories.an_organizer()
    rows = many_rows(3_000, seed=8)
    files = [write_report(tmp_path / "a.txt", rows), write_report(tmp_path / "b.txt", rows[::-1])]
    done = asyncio.Event()

    async def write_between():
        times = 0
        while not done.is_set():
            await write("UPDATE person SET name = name")
            times += 1
        return times

    between = asyncio.create_task(write_between())
    await asyncio.gather(*(import_report(olga, path, path.name) for path in files))
    done.set()
    assert await between > 1
    assert await totals_in(olga) == totals_of([rows])
    assert await no_differences()
    await dispose()


async def test_verify_names_each_figure_that_is_wrong(database, capsys):
    olga = await stories.an_organizer()
    await import_report(olga, SAMPLES / "germany_cp1252.txt", "july.txt")
    assert await print_differences() == 0
    await write("UPDATE daily_sales SET units = units + 1 WHERE sales = 2490")
    await write("UPDATE daily_product_sales SET sales = 1 WHERE asin = 'B0CLIPSET3'")
    await write("UPDATE customer_order SET units = 8 WHERE order_id = '305-0100001-0000001'")
    assert await print_differences() == 1
    told = capsys.readouterr().out
    assert "daily sales, 2026-07-14 DE EUR: units is 2, but the lines give 1" in told
    assert "daily product sales, 2026-07-15 DE EUR B0CLIPSET3: sales is 1, but the lines give 3475" in told
    assert "order 305-0100001-0000001: what it adds up to is not what its lines do" in told
    assert told.endswith("3 differences.\n")
    await dispose()


async def test_the_command_line_imports_the_good_files_and_tells_of_the_others(database, tmp_path, capsys):
    await stories.an_organizer()
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("order-id\torder-item-id\n1\t2\n")
    files = [wrong, tmp_path / "nowhere.txt", SAMPLES / "japan_cp932.txt"]
    assert await import_files(files, "Olga@example.com", skip_bad=False) == 1
    told = capsys.readouterr()
    assert told.err.splitlines()[0] == f"{wrong}: {OrderReport.sentence}"
    assert "nowhere.txt: cannot be read: No such file" in told.err
    assert "japan_cp932.txt: 4 rows read, 4 orders new or changed, AU, JP" in told.out
    assert await import_files(files[2:], "olga@example.com", skip_bad=False) == 0
    assert await import_files(files[2:], "nobody@example.com", skip_bad=False) == 1
    assert "Nobody here has the e-mail address nobody@example.com." in capsys.readouterr().err
    await dispose()


async def test_totals_are_printed_as_json_or_as_a_table_of_chosen_days(database, capsys):
    olga = await stories.an_organizer()
    await import_report(olga, SAMPLES / "japan_cp932.txt", "july.txt")
    assert await print_totals("olga@example.com", None, None, as_json=True) == 0
    assert json.loads(capsys.readouterr().out) == [
        {"store": "AU", "day": "2026-07-15", "currency": "AUD", "sales": "45.00", "orders": 1, "units": 1},
        {"store": "JP", "day": "2026-07-14", "currency": "JPY", "sales": "3200", "orders": 1, "units": 1},
        {"store": "JP", "day": "2026-07-15", "currency": "JPY", "sales": "6400", "orders": 2, "units": 3},
    ]
    day = date(2026, 7, 14)
    assert await print_totals("olga@example.com", day, day, as_json=False) == 0
    assert capsys.readouterr().out == (
        "STORE  DAY         CURRENCY  SALES  ORDERS  UNITS\nJP     2026-07-14  JPY        3200       1      1\n"
    )
    assert await print_totals("nobody@example.com", None, None, as_json=True) == 1
    assert capsys.readouterr().out == ""
    await dispose()


def test_days_that_end_before_they_begin_are_refused(capsys):
    days = ["--from", "2026-10-02", "--to", "2026-10-01"]
    assert main(["totals", "--account", "olga@example.com", *days, "--json"]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "--from 2026-10-02 is later than --to 2026-10-01.\n")


async def test_progress_only_grows_and_ends_at_one(database):
    olga = await stories.an_organizer()
    shares = []
    await import_report(olga, SAMPLES / "germany_cp1252.txt", "july.txt", on_progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1
    async with reading() as session:
        orders = (await session.exec(select(func.count()).where(col(Order.joint_account_id) == olga.joint_account_id))).one()
    assert orders == 4
    await dispose()
