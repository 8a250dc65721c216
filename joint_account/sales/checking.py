"""Looks at every row of a report before anything of it is stored, and leaves whole orders behind, sorted."""

import asyncio
from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from joint_account.reports.checking import Tally
from joint_account.reports.recognition import Layout
from joint_account.reports.refusals import BadRow, NoOrders
from joint_account.reports.spool import Blocks, Spool
from joint_account.reports.table import following
from joint_account.sales.report import Line, read_report

CHUNK = 16_000
"""Lines that are stored in one transaction: a fifth of a second or so, in which nobody else writes."""
_MOST_LINES = 1_000


class Checked(Tally):
    """A report of which every row was looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks = Blocks()
        """Lines sorted by order, CHUNK or a few more in a block; no order is in two blocks."""
        self.spoilt: set[str] = set()
        """Orders with a row that cannot be read: a file holds the whole of each order, so none of it is taken."""
        self.stores: set[str] = set()

    def leave_out(self, row: BadRow) -> None:
        """Counts a bad row, and keeps it while there are few."""
        super().leave_out(row)
        self.spoilt.add(row.order.strip())


async def check(path: Path, layout: Layout, *, skip_bad: bool, on_progress: Callable[[float], object]) -> Checked:
    """Reads the whole file, off the event loop.

    Args:
        path: the file.
        layout: how to read it.
        skip_bad: whether rows that cannot be read are left out instead.
        on_progress: is told the share of the work that is done, from 0 to 1.

    Raises:
        ReportRefused: it has no orders, or bad rows that are not to be left out.
    """
    checked, spool = Checked(), Spool()
    batches = read_report(path, layout)
    while (batch := await asyncio.to_thread(following, batches)) is not None:
        for row in batch.bad:
            checked.leave_out(row)
        await asyncio.to_thread(spool.add, batch.lines)
        on_progress(0.9 * batch.read / layout.size)
    await asyncio.to_thread(_gather_orders, spool, checked, skip_bad)
    checked.refuse(skip_bad, NoOrders)
    return checked


def _gather_orders(spool: Spool, checked: Checked, skip_bad: bool) -> None:
    chunk: list[Line] = []
    for order_id, lines in groupby(spool.sorted(), itemgetter(0)):
        order = _whole(order_id, lines, checked)
        if order_id in checked.spoilt:
            # Only told where rows are left out; a file that is refused names the rows that are to be mended.
            for line in order if skip_bad else ():
                checked.leave_out(BadRow(line[1], "amazon-order-id", order_id, "an order of which every row can be read"))
            continue
        chunk += order
        if len(chunk) >= CHUNK:
            _keep(chunk, checked)
            chunk = []
    _keep(chunk, checked)


def _whole(order_id: str, lines: Iterator[Line], checked: Checked) -> list[Line]:
    """The lines of one order that agree with each other; one that does not spoils the order."""
    order: list[Line] = []
    for line in lines:
        problem = _disagreement(order, line) if order else None
        if problem:
            checked.leave_out(problem._replace(order=order_id))
        else:
            order.append(line)
    return order


def _keep(chunk: list[Line], checked: Checked) -> None:
    checked.blocks.append(chunk)
    checked.rows += len(chunk)
    checked.stores.update(line[3] for line in chunk if line[3])


def _disagreement(order: list[Line], line: Line) -> BadRow | None:
    """What tells that a line is not of the order whose id it has, if anything does."""
    first = order[0]
    as_before = f"as line {first[1]} of the same order has"
    if line[2] != first[2]:
        return BadRow(line[1], "sales-channel", line[2], f"{first[2]}, {as_before}")
    if line[4] != first[4]:
        return BadRow(line[1], "purchase-date", "another moment", f"the same moment {as_before}")
    code = next((one[14] for one in order if one[14]), line[14])
    if line[14] and line[14] != code:
        return BadRow(line[1], "currency", line[14], f"{code}, as other lines of the same order have")
    if len(order) >= _MOST_LINES:
        return BadRow(line[1], "amazon-order-id", line[0], f"an order of {_MOST_LINES:,} lines at most")
    return None
