"""Makes orders of a report's lines, as the rows that the database takes."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from joint_account.sales.report import Line
from joint_account.stores.marketplaces import marketplaces

ORDER = (
    "joint_account_id", "order_id", "channel", "store", "purchased_at", "day", "updated_at",
    "status", "cancelled", "fulfillment", "currency", "sales", "units", "unpriced",
)  # fmt: skip
LINE = (
    "joint_account_id", "order_id", "number", "sku", "asin", "title", "cancelled", "quantity",
    "currency", "price", "tax", "shipping", "discount",
)  # fmt: skip
OrderRow = tuple[Any, ...]
"""Cells of customer_order, as in ORDER; the day as ISO text, instants as microseconds since 1970."""
LineRow = tuple[Any, ...]
"""Cells of order_line, as in LINE."""
Whole = tuple[OrderRow, tuple[LineRow, ...]]
"""An order with all its lines."""

_BY_ORDER = itemgetter(0)


def orders_of(lines: Sequence[Line], joint_account_id: int) -> Iterator[Whole]:
    """The orders that lines, sorted by order, make up."""
    for _, group in groupby(lines, _BY_ORDER):
        first, *more = group
        if more:
            yield _together([_alone(joint_account_id, line) for line in sorted((first, *more), key=_canonical)])
        else:
            yield _alone(joint_account_id, first)


def _canonical(line: Line) -> tuple[Any, ...]:
    # Two files may list an order's lines differently; the same lines must end as the same rows.
    return (line[10:15], *(-1 if amount is None else amount for amount in line[15:]), line[6:10])


def _alone(joint_account_id: int, line: Line) -> Whole:
    """The order that a line is when it is the only one."""
    (
        order_id, _, channel, store, purchased, day, updated, status, cancelled, fulfillment,
        sku, asin, title, quantity, code, price, tax, shipping, discount,
    ) = line  # fmt: skip
    sales, units, unpriced = (0, 0, False) if cancelled else (price or 0, quantity, price is None)
    return (
        (
            joint_account_id, order_id, channel, store, purchased, day, updated, status, cancelled, fulfillment,
            code or _home(store), sales, units, unpriced,
        ),
        (
            (
                joint_account_id, order_id, 1, sku, asin, title, cancelled, quantity,
                code or None, price, tax, shipping, discount,
            ),
        ),
    )  # fmt: skip


def _together(parts: list[Whole]) -> Whole:
    """The order that lines are, given each of them alone. It is cancelled only if each of them is."""
    orders = [order for order, _ in parts]
    told = next((order for order in orders if not order[8]), orders[0])
    lines = [line for _, (line,) in parts]
    code = next((line[8] for line in lines if line[8]), told[10])
    sales, units, unpriced = (sum(cells) for cells in zip(*(order[11:] for order in orders), strict=True))
    whole = (*told[:6], max(order[6] for order in orders), *told[7:10], code, sales, units, unpriced > 0)
    return whole, tuple((*line[:2], number, *line[3:]) for number, line in enumerate(lines, 1))


@cache
def _home(store: str | None) -> str:
    return marketplaces()[store].currency if store else ""
