"""Reads a settlement (Flat File V2): a first line with its total, then one amount a line, which must add up to it.

It is read twice: how its amounts are written, and which store most of it is of, only the whole of it tells.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from joint_account.reports.checking import BLOCK, Tally
from joint_account.reports.recognition import Layout
from joint_account.reports.spool import Blocks
from joint_account.reports.table import following, read_table
from joint_account.reports.unfit import DoesNotAddUp, UnknownLanguage
from joint_account.sales.parts_of_money import is_known
from joint_account.sales.settlement_cells import decimal_mark
from joint_account.sales.settlement_lines import BadLine, Head, RawLine, head_of, line_of
from joint_account.stores.marketplaces import by_sales_channel
from joint_account.ui.numbers import major


class CheckedSettlement:
    """A settlement of which every line was looked at."""

    def __init__(self, head: Head, store: str) -> None:
        self.head = head
        self.store = store
        """Country code of most of its lines; empty where none names a store."""
        self.rows = 0
        self.blocks = Blocks()
        """Cells as in settlement_lines.LINE."""
        self.stores: set[str] = set()


async def read_settlement(
    path: Path, layout: Layout, store: str | None, on_progress: Callable[[float], object]
) -> CheckedSettlement:
    """Reads the whole file, off the event loop.

    Args:
        path: the file.
        layout: how to read it.
        store: country code of the store that it is known to be of, if it is.
        on_progress: is told the share that is done, from 0 to 1.

    Raises:
        ReportRefused: a line cannot be read, its words are not known, or the lines are not the total.
    """
    raw = _Raw()
    batches = read_table(path, layout, lambda number, *cells: (number, *cells), lambda column, cell, row: None)
    while (batch := await asyncio.to_thread(following, batches)) is not None:
        for row in batch.bad:
            raw.tally.leave_out(row)
        await asyncio.to_thread(raw.add, batch.lines)
        on_progress(0.5 * batch.read / layout.size)
    raw.tally.refuse(skip_bad=False)
    return await asyncio.to_thread(_checked, raw, store)


class _Raw:
    """The lines as they stand, and what only all of them tell."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.blocks = Blocks()
        self.first: RawLine | None = None
        self.mark = ""
        self.channels: Counter[str] = Counter()
        self.strange: RawLine | None = None
        self.is_known = False

    def add(self, rows: list[tuple[Any, ...]]) -> None:
        for begin in range(0, len(rows), BLOCK):
            self.blocks.append(rows[begin : begin + BLOCK])
        self.tally.rows += len(rows)
        for line in map(RawLine.of, rows):
            self.first = self.first or line
            self.mark = self.mark or decimal_mark((line["amount"], line["total-amount"]), self.first["currency"])
            self.channels[line["marketplace-name"].lower()] += 1
            if not line["amount"]:
                continue
            if is_known(line["transaction-type"], line["amount-type"]):
                self.is_known = True
            else:
                self.strange = self.strange or line


def _checked(raw: _Raw, known_store: str | None) -> CheckedSettlement:
    if raw.first is None:
        raise AssertionError("a file without rows is refused before")
    if raw.strange and not raw.is_known:
        raise UnknownLanguage(raw.strange.number, "transaction-type", raw.strange["transaction-type"])
    tally = raw.tally
    try:
        checked = CheckedSettlement(head_of(raw.first, raw.mark), _most(raw.channels) or known_store or "")
    except BadLine as bad:
        tally.leave_out(bad.row)
        tally.refuse(skip_bad=False)
        raise
    added = 0
    for place in raw.blocks.places:
        lines = _lines(map(RawLine.of, raw.blocks.read(place)), checked, raw, tally)
        checked.blocks.append(lines)
        checked.rows += len(lines)
        checked.stores.update(line[1] for line in lines if line[1])
        added += sum(line[-1] for line in lines)
    tally.refuse(skip_bad=False)
    code = checked.head.currency
    if added != checked.head.total:
        raise DoesNotAddUp(*(f"{major(one, code)} {code}" for one in (added, checked.head.total)))
    return checked


def _lines(raw_lines: Any, checked: CheckedSettlement, raw: _Raw, tally: Tally) -> list[tuple[Any, ...]]:
    found = []
    for line in raw_lines:
        if line == raw.first and not line["amount"]:
            # The total; some files repeat it on each line, and begin with an amount.
            continue
        try:
            found.append(line_of(line, checked.head, checked.store, raw.mark))
        except BadLine as bad:
            tally.leave_out(bad.row)
    return found


def _most(channels: Counter[str]) -> str:
    """The store that most lines name; of two alike the one whose code comes first, however the file is sorted."""
    known = by_sales_channel()
    found = [(-count, known[name].country_code) for name, count in channels.items() if name in known]
    return min(found)[1] if found else ""
