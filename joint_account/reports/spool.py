"""Rows kept in a temporary file between two looks at them, so that memory stays flat."""

import heapq
import marshal
import tempfile
from collections.abc import Iterator
from typing import Any

_RUN = 30_000
"""Rows sorted in memory at a time: some 30 MB."""
_BLOCK = 250
Place = tuple[int, int]
"""Where a block begins in its file, and how long it is."""


class Blocks:
    """Lists of plain tuples in a file that has no name and is gone when nobody holds it, even after a kill."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115
        self.places: list[Place] = []

    def append(self, rows: list[Any]) -> None:
        """Writes a block behind the others."""
        # marshal is the fastest there is for plain tuples, and nobody else can write to this file.
        packed = marshal.dumps(rows)
        self.places.append((self._file.seek(0, 2), len(packed)))
        self._file.write(packed)

    def read(self, place: Place) -> list[Any]:
        """The block at one of `places`."""
        self._file.seek(place[0])
        return marshal.loads(self._file.read(place[1]))  # noqa: S302


class Spool:
    """Takes rows in any order and gives them back sorted. Two rows must differ before a cell that cannot be compared."""

    def __init__(self) -> None:
        self._blocks = Blocks()
        self._waiting: list[Any] = []
        self._runs: list[list[Place]] = []

    def add(self, rows: list[Any]) -> None:
        """Takes some rows."""
        self._waiting += rows
        if len(self._waiting) >= _RUN:
            self._spill()

    def sorted(self) -> Iterator[Any]:
        """Every row, once."""
        self._spill()
        return heapq.merge(*map(self._read, self._runs))

    def _spill(self) -> None:
        self._waiting.sort()
        first = len(self._blocks.places)
        for begin in range(0, len(self._waiting), _BLOCK):
            self._blocks.append(self._waiting[begin : begin + _BLOCK])
        self._runs.append(self._blocks.places[first:])
        self._waiting = []

    def _read(self, run: list[Place]) -> Iterator[Any]:
        for place in run:
            yield from self._blocks.read(place)
