"""Best sellers and movers as text."""

from collections.abc import Iterable
from dataclasses import dataclass

from joint_account.sales.best_sellers import BestSeller
from joint_account.sales.movers import Mover
from joint_account.sales.overview import Overview
from joint_account.sales.sales_chart import OTHERS_COLOUR, store_colours
from joint_account.sales.words import GAP, Change, compared
from joint_account.ui.numbers import MINUS, plural, round_money


@dataclass(frozen=True)
class Slice:
    """A store's part of what a product sold."""

    width: str
    colour: str


@dataclass(frozen=True)
class BestRow:
    """A product among the best sellers."""

    title: str
    about: str
    sales: str
    unrated: str
    """What has no reference rate and is not in `sales`."""
    slices: list[Slice]
    shares: str
    """The largest of them in words."""


@dataclass(frozen=True)
class MoverRow:
    """A product that moved."""

    title: str
    about: str
    by: str
    change: Change


def best_rows(seen: Overview) -> list[BestRow]:
    """The best sellers of an overview."""
    colours = store_colours(seen)
    return [_best_row(one, seen, colours) for one in seen.best]


def _best_row(one: BestSeller, seen: Overview, colours: dict[str, str]) -> BestRow:
    unrated = " + ".join(round_money(amount, currency) for currency, amount in sorted(one.unrated.items()))
    only_unrated = bool(unrated) and not one.sales
    shares = list(one.shares.items())
    return BestRow(
        title=seen.titles.get(one.asin) or one.asin,
        about=GAP.join([one.asin, plural(one.stores, "store"), plural(one.units, "unit")]),
        sales=unrated if only_unrated else round_money(one.sales, seen.scope.base),
        unrated=f"+ {unrated}" if unrated and not only_unrated else "",
        slices=[Slice(f"{share:.2%}", colours.get(store, OTHERS_COLOUR)) for store, share in shares],
        shares=GAP.join(f"{store} {share:.0%}" for store, share in shares[:4]) + (" …" if len(shares) > 4 else ""),
    )


def mover_rows(movers: Iterable[Mover], seen: Overview) -> list[MoverRow]:
    """Products that moved, with by how much."""
    return [_mover_row(one, seen.titles.get(one.asin) or one.asin, seen.scope.base) for one in movers]


def _mover_row(one: Mover, title: str, base: str) -> MoverRow:
    by = one.now - one.before
    sign = "+" if by > 0 else MINUS
    about = f"{round_money(one.now, base)}, was {round_money(one.before, base)}"
    return MoverRow(title, about, f"{sign}{round_money(abs(by), base)}", compared(one.now, one.before))
