"""The watched folder: each file is taken once, whole, by one process, whoever is killed when."""

import asyncio
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from joint_account.database import dispose, now, reading
from joint_account.registration.machine import Role
from joint_account.sales import folder_files
from joint_account.sales.folder import Looks, look
from joint_account.sales.tidying import clear_away
from joint_account.sales.totals import totals
from joint_account.stores.models import ReportImport
from joint_account.stores.reported.queries import stock_of
from tests import stories
from tests.other_reports import stock_row, table
from tests.report_files import a_row, write_report


@pytest.fixture
def watched(tmp_path, use_settings):
    """The watched folder with Olga's folder in it."""
    there = tmp_path / "watched"
    (there / "olga@example.com" / "DE").mkdir(parents=True)
    use_settings(REPORTS_FOLDER=there)
    return there


@pytest.fixture
def mine(watched):
    return watched / "olga@example.com"


async def look_twice(watched):
    """A look that sees the file, and one when it has been quiet for long enough."""
    looks = await look(watched, Looks(), 0)
    return await look(watched, looks, folder_files.QUIET)


async def imports():
    async with reading() as session:
        return list(await session.exec(select(ReportImport).order_by(ReportImport.id)))


def put_away_in(folder):
    """What lies there, without the moment in front of its name."""
    return sorted(path.name.split(" ", 2)[2] for path in folder.iterdir()) if folder.is_dir() else []


async def test_files_are_imported_once_and_put_away_with_what_came_of_them(database, watched, mine):
    olga = await stories.an_organizer()
    write_report(mine / "orders.txt", [a_row()])
    table(mine / "DE" / "stock.txt", [stock_row()])
    (mine / "page.txt").write_text("<!DOCTYPE html>")
    write_report(mine / "bad.txt", [a_row(quantity="many"), a_row(item_price="free")])
    table(mine / "stock.txt", [stock_row()])
    assert await look_twice(watched) == {}
    assert put_away_in(mine / "done") == ["DE stock.txt", "DE stock.txt.why.txt", "orders.txt", "orders.txt.why.txt"]
    assert put_away_in(mine / "refused") == [
        *("bad.txt", "bad.txt.why.txt", "page.txt", "page.txt.why.txt", "stock.txt", "stock.txt.why.txt"),
    ]
    why = {path.name.split(" ", 2)[2]: path.read_text() for path in (mine / "refused").glob("*.why.txt")}
    assert "column quantity: found “many”" in why["bad.txt.why.txt"]
    assert "column item-price: found “free”" in why["bad.txt.why.txt"]
    assert "does not say which store" in why["stock.txt.why.txt"]
    assert len(await totals(olga.joint_account_id)) == len(await stock_of(olga)) == 1
    count = len(await imports())
    await look_twice(watched)
    assert len(await imports()) == count == 5
    await dispose()


async def test_what_is_still_being_written_is_left_alone_until_it_is_whole(sqlite_database, watched, mine):
    await stories.an_organizer()
    whole = write_report(mine / ".hidden", [a_row(), a_row(amazon_order_id="303-2")]).read_bytes()
    with (mine / "report.txt").open("wb") as file:
        file.write(whole[: len(whole) // 2])
        file.flush()
        await look_twice(watched)
        assert await imports() == [], "somebody has it open for writing"
        looks = await look(watched, Looks(), 0)
        file.write(whole[len(whole) // 2 :])
    looks = await look(watched, looks, folder_files.QUIET)
    assert await imports() == [], "it has changed since"
    looks = await look(watched, looks, 2 * folder_files.QUIET - 0.1)
    assert await imports() == []
    assert list(await look(watched, looks, 2 * folder_files.QUIET)) == []
    assert [one.rows for one in await imports()] == [2]
    assert (mine / ".hidden").exists()
    await dispose()


async def test_links_and_unfinished_downloads_are_never_taken(sqlite_database, watched, mine, tmp_path):
    await stories.an_organizer()
    outside = write_report(tmp_path / "outside.txt", [a_row()])
    (mine / "link.txt").symlink_to(outside)
    (mine / "FR").symlink_to(outside.parent)
    write_report(mine / "report.txt.crdownload", [a_row()])
    os.mkfifo(mine / "pipe.txt")
    await look_twice(watched)
    assert await imports() == []
    assert outside.exists()
    await dispose()


async def test_only_the_folder_of_somebody_who_operates_stores_and_proved_the_address_is_taken(sqlite_database, watched, mine):
    olga = await stories.an_organizer()
    await stories.a_member(olga, "vera@example.com", role=Role.VIEWER)
    await stories.a_person("stefan@example.com")
    await stories.a_person("unproved@example.com", confirmed=False)
    for name in ("nobody@example.com", "vera@example.com", "stefan@example.com", "unproved@example.com"):
        (watched / name).mkdir()
        write_report(watched / name / "report.txt", [a_row()])
    left = [watched / name / "report.txt" for name in ("nobody@example.com", "unproved@example.com")]
    assert list(await look_twice(watched)) == left, "anybody can register with an address of somebody else's"
    assert await imports() == []
    assert put_away_in(watched / "vera@example.com" / "refused") == ["report.txt", "report.txt.why.txt"]
    assert put_away_in(watched / "stefan@example.com" / "refused") == ["report.txt", "report.txt.why.txt"]
    await dispose()


async def test_one_file_that_cannot_be_moved_holds_up_no_other(sqlite_database, watched, mine, monkeypatch):
    await stories.an_organizer()
    for name in ("a.txt", "b.txt"):
        write_report(mine / name, [a_row(amazon_order_id=f"303-{name[0]}")])
    rename = Path.rename

    def fails_for_a(path, target):
        if path.name == "a.txt":
            raise PermissionError(13, "no")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fails_for_a)
    assert list(await look_twice(watched)) == [mine / "a.txt"]
    assert (mine / "a.txt").exists() and not (mine / "b.txt").exists()
    await dispose()


LOOK_ALONE = """
import asyncio, sys
from pathlib import Path
from joint_account.database import dispose
from joint_account.sales import checking, folder_files
from joint_account.sales.folder import Looks, look

async def main():
    checking.CHUNK = 50
    folder = Path(sys.argv[1])
    looks = await look(folder, Looks(), 0)
    print("ready", flush=True)
    sys.stdin.readline()
    await look(folder, looks, folder_files.QUIET)
    await dispose()

asyncio.run(main())
"""


def looking(watched):
    child = subprocess.Popen(
        [sys.executable, "-c", LOOK_ALONE, str(watched)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)},
    )
    assert child.stdout.readline() == "ready\n"
    return child


def go(child):
    child.stdin.write("\n")
    child.stdin.flush()


async def test_two_processes_take_no_file_twice(database, watched, mine):
    await stories.an_organizer()
    for number in range(6):
        write_report(mine / f"{number}.txt", [a_row(amazon_order_id=f"303-{number}-{row}") for row in range(200)])
    children = await asyncio.to_thread(lambda: [looking(watched) for _ in range(2)])
    for child in children:
        go(child)
    for child in children:
        assert await asyncio.to_thread(child.wait, 60) == 0
    await look_twice(watched)
    assert sorted(one.file_name for one in await imports()) == [f"{number}.txt" for number in range(6)]
    assert len(put_away_in(mine / "done")) == 12
    await dispose()


async def test_a_process_that_is_killed_leaves_its_file_to_the_next(database, watched, mine):
    olga = await stories.an_organizer()
    rows = [a_row(amazon_order_id=f"303-{row}", item_price="1.00") for row in range(4_000)]
    write_report(mine / "orders.txt", rows)
    child = await asyncio.to_thread(looking, watched)
    go(child)
    while not await totals(olga.joint_account_id):
        assert child.poll() is None
    child.send_signal(signal.SIGKILL)
    await asyncio.to_thread(child.wait)
    assert (mine / "orders.txt").exists()
    await look_twice(watched)
    assert [row.sales for row in await totals(olga.joint_account_id)] == ["4000.00"]
    assert put_away_in(mine / "done") == ["orders.txt", "orders.txt.why.txt"]
    await dispose()


async def test_what_was_put_away_is_deleted_in_time(sqlite_database, watched, mine):
    await stories.an_organizer()
    write_report(mine / "orders.txt", [a_row()])
    (mine / "page.txt").write_text("<!DOCTYPE html>")
    await look_twice(watched)
    (mine / "mine.txt").write_text("still waiting")
    at = now()
    await clear_away(at + timedelta(days=6, hours=23))
    assert len(put_away_in(mine / "done")) == len(put_away_in(mine / "refused")) == 2
    await clear_away(at + timedelta(days=7, minutes=1))
    assert put_away_in(mine / "done") == put_away_in(mine / "refused") == []
    assert (mine / "mine.txt").exists()
    await dispose()
