"""What must stand in the database, worked out from the world itself and from nothing that the product has."""

from sqlalchemy import text

from joint_account.database import reading
from joint_account.stores.marketplaces import marketplaces


def rows_of(seen):
    """An order at an instant: what is stored of it, and of each of its lines."""
    order, store = seen.order, marketplaces()[seen.order.store]
    gone = seen.status == "CANCELLED"
    lines = sorted(_line(seen, item, gone, store) for item in seen.items)
    live = [line for line in lines if not line[3]]
    return (
        (
            order.channel or store.sales_channel,
            None if order.channel else order.store,
            int(order.bought.timestamp() * 1_000_000),
            int(seen.updated.timestamp() * 1_000_000),
            seen.status.capitalize(),
            not live,
            sum(line[5] for line in live if line[5] >= 0),
            sum(line[2] for line in live),
            any(line[5] < 0 for line in live),
        ),
        tuple(lines),
    )


def _line(seen, item, gone, store):
    priced = seen.priced and item.quantity > 0
    return (
        item.sku,
        item.asin,
        item.quantity,
        gone or item.quantity == 0,
        store.currency if priced else "",
        item.price if priced else -1,
        item.tax if priced else -1,
        item.shipping if priced and item.shipping else -1,
        item.discount if priced and item.discount else -1,
    )


async def stored(joint_account_id):
    """The orders that a joint account has, as `rows_of` says them, by their ids."""
    orders = "SELECT order_id, channel, store, purchased_at, updated_at, status, cancelled, sales, units, unpriced "
    lines = "SELECT order_id, sku, asin, quantity, cancelled, currency, price, tax, shipping, discount "
    where = "WHERE joint_account_id = :id"
    async with reading() as session:
        connection = await session.connection()
        found = (await connection.execute(text(f"{orders} FROM customer_order {where}"), {"id": joint_account_id})).all()
        parts = {row[0]: [] for row in found}
        for line in (await connection.execute(text(f"{lines} FROM order_line {where}"), {"id": joint_account_id})).all():
            numbers = tuple(-1 if cell is None else cell for cell in line[6:])
            parts[line[0]].append((line[1], line[2], line[3], bool(line[4]), line[5] or "", *numbers))
    return {row[0]: ((*row[1:6], bool(row[6]), row[7], row[8], bool(row[9])), tuple(sorted(parts[row[0]]))) for row in found}


def wrong(world, seller, since, fresh_at, at, found):
    """What is not as it must be: each order bought since then must be as it was at an instant from `fresh_at` to `at`."""
    problems = []
    orders = {one.order_id: one for one in world.bought(seller, since, at)}
    for order_id, order in orders.items():
        allowed = [rows_of(seen) for seen in (order.seen(fresh_at), order.seen(at)) if seen]
        if order_id not in found:
            problems += [] if order.bought > fresh_at else [(order_id, "is missing", allowed)]
        elif found[order_id] not in allowed:
            problems.append((order_id, found[order_id], allowed))
    problems += [(order_id, "is too much") for order_id in found.keys() - orders.keys()]
    return problems
