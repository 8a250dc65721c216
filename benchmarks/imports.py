"""How fast a report is imported, beside a bare bulk insert of the same rows, and in how much memory.

The bare insert is what the database alone can do: the orders and lines of the report, read and made ready before the
clock starts, by one `executemany` a table through the product's own driver and settings. It is measured in one
transaction, and in as many as an import makes, so that others can write meanwhile. The import is the
command line's: it reads the file, checks each
row before anything is stored, sorts, replaces older versions of orders, and keeps roll-ups, products and stores.
"""

import argparse
import asyncio
import contextlib
import io
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from benchmarks._reports import write_report
from joint_account.database import bulk, dispose, lock_joint_account, unit_of_work
from joint_account.database.migrate import migrate
from joint_account.identity.models import Person
from joint_account.identity.service import add_person
from joint_account.registration.service import start_joint_account
from joint_account.reports.recognition import recognise
from joint_account.sales.assembling import LINE, ORDER, Whole, orders_of
from joint_account.sales.checking import CHUNK, check
from joint_account.sales.commands import import_files

_BYTES_A_ROW = 270
_GIGABYTE = 1 << 30
Measured = tuple[int, float]
"""Rows, seconds."""


async def _organizer() -> Person:
    await migrate()
    async with unit_of_work() as work:
        person = await add_person(work, name="Olga", email="olga@example.com", password_hash="", country="DE", confirmed=True)
    person.joint_account_id = (await start_joint_account(person)).id
    return person


async def _bare(path: Path, lines_at_once: int | None) -> Measured:
    person = await _organizer()
    orders = await _ready(path, person.joint_account_id or 0)
    begin = time.perf_counter()
    for some in _cut(orders, lines_at_once):
        async with unit_of_work() as work:
            await lock_joint_account(work, person.joint_account_id or 0)
            await bulk.run_many(work, bulk.insert_into("customer_order", ORDER), [order for order, _ in some], day=5)
            await bulk.run_many(work, bulk.insert_into("order_line", LINE), [line for _, lines in some for line in lines])
    return sum(len(lines) for _, lines in orders), time.perf_counter() - begin


async def _ready(path: Path, joint_account_id: int) -> list[Whole]:
    """Every order, in the order of the file: by time of purchase."""
    checked = await check(path, recognise(path), skip_bad=False, on_progress=lambda share: None)
    orders = [one for place in checked.blocks.places for one in orders_of(checked.blocks.read(place), joint_account_id)]
    return sorted(orders, key=lambda one: one[0][4])


def _cut(orders: list[Whole], lines_at_once: int | None) -> list[list[Whole]]:
    if lines_at_once is None:
        return [orders]
    pieces: list[list[Whole]] = [[]]
    lines = 0
    for order in orders:
        if lines >= lines_at_once:
            pieces.append([])
            lines = 0
        pieces[-1].append(order)
        lines += len(order[1])
    return pieces


async def _import(path: Path) -> Measured:
    person = await _organizer()
    begin = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()) as told:
        status = await import_files([path], person.email, skip_bad=False)
    seconds = time.perf_counter() - begin
    if status:
        raise SystemExit("the import failed")
    return int(told.getvalue().split(": ")[1].split(" rows")[0].replace(",", "")), seconds


_MEASURES: dict[str, Callable[[Path], Awaitable[Measured]]] = {
    "bare insert, one transaction": lambda path: _bare(path, None),
    "bare insert, as many transactions": lambda path: _bare(path, CHUNK),
    "import": _import,
}


async def _measured(name: str, path: Path) -> str:
    try:
        rows, seconds = await _MEASURES[name](path)
    finally:
        await dispose()
    return f"{rows} {seconds} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}"


def _in_a_process(name: str, path: Path, folder: Path) -> tuple[float, int]:
    """Rows a second and MiB at the peak, in a process and a SQLite database of their own."""
    (folder / "bench.sqlite").unlink(missing_ok=True)
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite'}", "SECRET_KEY": "b" * 40}
    command = [sys.executable, __file__, "--measure", name, "--file", str(path)]
    told = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    rows, seconds, kilobytes = told.split()
    return int(rows) / float(seconds), int(kilobytes) >> 10


def _side_by_side(path: Path, folder: Path, times: int) -> None:
    # Turn by turn, best of each: what else the machine does disturbs all alike.
    rates: dict[str, tuple[float, int]] = {}
    for _ in range(times):
        for name in _MEASURES:
            rates[name] = max(_in_a_process(name, path, folder), rates.get(name, (0.0, 0)))
    for name, (rate, memory) in rates.items():
        ratio = rates["import"][0] / rate
        print(f"{name:<34} {rate:>9,.0f} rows/s  {memory:>5} MiB at the peak   import is {ratio:.2f} of it")


def main() -> None:
    """Measures, and prints what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000, help="of the report")
    parser.add_argument("--times", type=int, default=3, help="each is measured so often")
    parser.add_argument("--gigabyte", action="store_true", help="import a report of 1 GiB, for its memory")
    parser.add_argument("--measure", choices=_MEASURES, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(asyncio.run(_measured(asked.measure, asked.file)))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "report.txt"
        write_report(path, _GIGABYTE // _BYTES_A_ROW if asked.gigabyte else asked.rows)
        print(f"A report of {path.stat().st_size / (1 << 20):,.0f} MiB")
        if asked.gigabyte:
            rate, memory = _in_a_process("import", path, folder)
            print(f"import {rate:,.0f} rows/s, {memory} MiB at the peak (limit 300)")
        else:
            _side_by_side(path, folder, asked.times)


if __name__ == "__main__":
    main()
