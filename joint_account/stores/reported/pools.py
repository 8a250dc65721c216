"""Which stores sell from one pool of stock: pure, from what their reports tell.

In North America one and the same piece can stand in the reports of the US, Canada and Mexico (Amazon: "Global SKU"), in
Europe in those of the countries that are sent to from one warehouse. So stock is never added up over stores that could
share it, unless their figures show that they do not: two reports of about one time, the same labels, other numbers.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

NORTH_AMERICA = ("US", "CA", "MX")
# Without the United Kingdom: since 2021 Amazon moves no stock between it and the European Union.
EUROPEAN_UNION = ("DE", "FR", "IT", "ES", "NL", "BE", "IE", "SE", "PL")
AREAS = (NORTH_AMERICA, EUROPEAN_UNION)

_COMPARABLE = timedelta(hours=6)
"""Two reports farther apart than that differ by what was sold meanwhile."""


class Held(NamedTuple):
    """What a store's report tells of one SKU."""

    sku: str
    fnsku: str
    asin: str
    condition: str
    fulfillable: int
    reserved: int
    unsellable: int
    inbound: int

    @property
    def pieces(self) -> tuple[int, ...]:
        """What tells whether two reports speak of the same pieces."""
        return self.fulfillable, self.reserved, self.unsellable, self.inbound


class StoreStock(NamedTuple):
    """What a store's newest report tells."""

    store: str
    as_of: datetime
    held: Mapping[tuple[str, str], Held]
    """By SKU and FNSKU."""


class Pool(NamedTuple):
    """Stock that one store sells from, or several together: each piece is in it once."""

    stores: tuple[str, ...]
    as_of: datetime
    """Of the newest report in it."""
    held: tuple[Held, ...]
    """By SKU; of one that several reports have, as the newest tells it."""


def pools(reports: Sequence[StoreStock]) -> list[Pool]:
    """The stores' stock, each piece once.

    Args:
        reports: the newest of each store.
    """
    by_store = {one.store: one for one in reports}
    left = set(by_store)
    found = []
    for area in AREAS:
        here = [by_store[code] for code in area if code in left]
        left -= {one.store for one in here}
        found += [_pool(group) for group in _groups(here, assume=area is NORTH_AMERICA)]
    found += [_pool([by_store[code]]) for code in left]
    return sorted(found, key=lambda one: one.stores)


def _groups(reports: Sequence[StoreStock], *, assume: bool) -> list[list[StoreStock]]:
    """Who shares with whom: whoever shares with one of a group shares with all of it."""
    groups: list[list[StoreStock]] = []
    for report in reports:
        with_it = [group for group in groups if any(_share(report, other, assume=assume) for other in group)]
        groups = [group for group in groups if group not in with_it]
        groups.append([*(one for group in with_it for one in group), report])
    return groups


def _share(one: StoreStock, other: StoreStock, *, assume: bool) -> bool:
    both = [(one.held[key], other.held[key]) for key in one.held.keys() & other.held.keys()]
    telling = [(a, b) for a, b in both if any(a.pieces) or any(b.pieces)]
    if not telling:
        # Nothing that both have: then nothing is counted twice either.
        return False
    if abs(one.as_of - other.as_of) > _COMPARABLE:
        return assume
    return 2 * sum(a.pieces == b.pieces for a, b in telling) >= len(telling)


def _pool(reports: Sequence[StoreStock]) -> Pool:
    newest_last = sorted(reports, key=lambda one: (one.as_of, one.store))
    held = {key: row for report in newest_last for key, row in report.held.items()}
    return Pool(
        tuple(sorted(one.store for one in reports)), newest_last[-1].as_of, tuple(row for _, row in sorted(held.items()))
    )
