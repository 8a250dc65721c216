"""Looks at every row of a report before anything of it is stored."""

import asyncio
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from joint_account.reports.kinds import COLUMNS
from joint_account.reports.recognition import Layout
from joint_account.reports.refusals import BadRow, BadRows, NoRows, ReportRefused, ThroughSpreadsheet
from joint_account.reports.spool import Blocks, Spool
from joint_account.reports.table import Check, Read, following, read_table

BLOCK = 5_000
"""Rows that are kept, and stored, at a time."""
_KEPT = 100


class Tally:
    """What was found wrong with the rows of a report."""

    def __init__(self) -> None:
        self.rows = 0
        """Those that are taken."""
        self.bad: list[BadRow] = []
        """The first of the rows that cannot be read."""
        self.bad_count = 0
        self.by_spreadsheet: BadRow | None = None

    def leave_out(self, row: BadRow) -> None:
        """Counts a bad row, and keeps it while there are few."""
        self.bad_count += 1
        if row.by_spreadsheet and not self.by_spreadsheet:
            self.by_spreadsheet = row
        if len(self.bad) < _KEPT:
            self.bad.append(row)

    def refuse(self, skip_bad: bool, nothing: type[ReportRefused] = NoRows) -> None:
        """Ends the import if it must not go on.

        Args:
            skip_bad: whether bad rows are left out instead.
            nothing: what to raise where no row is left.

        Raises:
            ReportRefused: there are bad rows that are not to be left out, or nothing but them.
        """
        self.bad.sort()
        if self.by_spreadsheet and (not skip_bad or self.bad_count > self.rows):
            raise ThroughSpreadsheet(self.by_spreadsheet)
        if self.bad and (not skip_bad or not self.rows):
            raise BadRows(self.bad, self.bad_count)
        if not self.rows:
            raise nothing


class CheckedTable(Tally):
    """A report of which every row was looked at: rows sorted by their key, each key once."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks = Blocks()


async def check_table(
    path: Path,
    layout: Layout,
    read: Read,
    check: Check,
    *,
    key: int,
    skip_bad: bool,
    on_progress: Callable[[float], object],
) -> CheckedTable:
    """Reads the whole file, off the event loop.

    Args:
        path: the file.
        layout: how to read it.
        read: makes rows that begin with their key, after which their number in the file follows.
        check: tells which cell of a row it was.
        key: how many cells the key has.
        skip_bad: whether rows that cannot be read are left out instead.
        on_progress: is told the share that is done, from 0 to 1.

    Raises:
        ReportRefused: it has bad rows that are not to be left out, or no others.
    """
    checked, spool = CheckedTable(), Spool()
    batches = read_table(path, layout, read, check)
    while (batch := await asyncio.to_thread(following, batches)) is not None:
        for row in batch.bad:
            checked.leave_out(row)
        await asyncio.to_thread(spool.add, batch.lines)
        on_progress(batch.read / layout.size)
    await asyncio.to_thread(_gather, spool.sorted(), checked, key, COLUMNS[layout.kind].required[0])
    checked.refuse(skip_bad)
    return checked


def _gather(rows: Iterator[Any], checked: CheckedTable, key: int, column: str) -> None:
    block: list[Any] = []
    for _, same in groupby(rows, lambda row: row[:key]):
        first, *others = same
        for other in others:
            checked.leave_out(BadRow(other[key], column, str(other[0]), f"something else than line {first[key]} has"))
        block.append(first)
        if len(block) >= BLOCK:
            _keep(block, checked)
            block = []
    _keep(block, checked)


def _keep(block: list[Any], checked: CheckedTable) -> None:
    if block:
        checked.blocks.append(block)
    checked.rows += len(block)
