"""Reads the rows of a report in blocks: memory stays flat however long the file is.

Amazon writes its reports tab-separated and without quoting: a quotation mark in a title is a character like any other
(12" pan), so no CSV reader may see it as more.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from joint_account.reports.cells import LONGEST, BadCell, fits
from joint_account.reports.encoding import BLOCK
from joint_account.reports.kinds import COLUMNS
from joint_account.reports.recognition import Layout
from joint_account.reports.refusals import BadRow, EndlessLine

Read = Callable[..., Any]
"""Makes a row of its number in the file and the cells of its kind's columns; raises BadCell where one cannot be read."""
Check = Callable[[str, str, Mapping[str, str]], object]
"""Given a column, its cell and the whole row: raises BadCell if it is this cell that cannot be read."""

_LONGEST_LINE = 1 << 22


class Batch(NamedTuple):
    """What one block of the file held."""

    lines: list[Any]
    bad: list[BadRow]
    read: int
    """Bytes of the file read so far."""


def read_table(path: Path, layout: Layout, read: Read, check: Check) -> Iterator[Batch]:
    """The report's rows, block by block.

    Raises:
        EndlessLine: the file has no line ends.
    """
    number, done = 2, layout.begins
    for piece in _pieces(path, layout.begins):
        done += len(piece)
        texts = piece.decode(layout.encoding, errors="replace").replace("\r\n", "\n").split("\n")
        if not texts[-1]:
            texts.pop()
        lines, bad = _read_all(texts, number, layout, read, check)
        yield Batch(lines, bad, done)
        number += len(texts)


def following(batches: Iterator[Batch]) -> Batch | None:
    """The next batch; none when there are no more."""
    return next(batches, None)


def _pieces(path: Path, begins: int) -> Iterator[bytes]:
    """Whole lines: no encoding that is read here has a line feed inside a character."""
    rest = b""
    with path.open("rb") as file:
        file.seek(begins)
        while block := file.read(BLOCK):
            whole, found, tail = block.rpartition(b"\n")
            if found:
                yield rest + whole + found
                rest = b""
            rest += tail
            if len(rest) > _LONGEST_LINE:
                raise EndlessLine
    if rest:
        yield rest


def _read_all(texts: Sequence[str], first: int, layout: Layout, read: Read, check: Check) -> tuple[list[Any], list[BadRow]]:
    pick, width = itemgetter(*layout.places), layout.width
    lines: list[Any] = []
    bad: list[BadRow] = []
    for number, text in enumerate(texts, first):
        row = text.split("\t")
        if len(row) != width:
            if text.strip():
                name = row[layout.places[0]] if layout.places[0] < len(row) else ""
                bad.append(BadRow(number, "(all)", f"{len(row)} cells", f"{width} cells, as the first line has", order=name))
            continue
        row.append("")
        try:
            picked = pick(row)
            if len(text) > LONGEST or "\0" in text:
                for cell in picked:
                    fits(cell)
            lines.append(read(number, *picked))
        except BadCell:
            bad.append(_diagnosis(number, picked, layout, check))
    return lines, bad


def _diagnosis(number: int, row: tuple[str, ...], layout: Layout, check: Check) -> BadRow:
    """Which cell of a row was it? Only asked about the few rows that cannot be read."""
    named = dict(zip(COLUMNS[layout.kind].read, row, strict=True))
    for column, cell in named.items():
        try:
            check(column, fits(cell), named)
        except BadCell as bad:
            return BadRow(number, column, cell, bad.expected, bad.by_spreadsheet, row[0])
    raise AssertionError("a row that cannot be read has a cell that cannot")
