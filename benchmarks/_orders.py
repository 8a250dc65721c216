"""Any number of orders of one seller in twelve stores, made inside the database: 400 days, one to two lines each."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import text

from joint_account.database import lock_joint_account, unit_of_work
from joint_account.database.columns import microseconds
from joint_account.database.migrate import migrate
from joint_account.demo.rollups import recompute
from joint_account.identity.models import Person
from joint_account.identity.service import add_person
from joint_account.registration.service import start_joint_account
from joint_account.stores.marketplaces import marketplaces
from joint_account.stores.models import Connection, Store

STORES = {"US": 40, "DE": 16, "UK": 12, "JP": 8, "FR": 6, "PL": 6, "CA": 3, "IT": 3, "ES": 2, "MX": 2, "TR": 1, "AE": 1}
"""With each one's share of the orders, in percent."""
DAYS = 400
_WINTER = datetime(2026, 1, 1, tzinfo=UTC)
_AT_ONCE = 500_000
_DAY = {
    "sqlite": "date(({at}) / 1000000 + {offset}, 'unixepoch')",
    "postgresql": "(to_timestamp(({at}) / 1000000 + {offset}) AT TIME ZONE 'UTC')::date",
}


async def fill(orders: int, until: datetime) -> Person:
    """Migrates the database, and puts a seller with so many orders into it, roll-ups and all.

    Args:
        orders: how many.
        until: when the newest was bought.
    """
    await migrate()
    async with unit_of_work() as work:
        person = await add_person(work, name="Olga", email="olga@example.com", password_hash="", country="DE", confirmed=True)
    here = (await start_joint_account(person)).id
    person.joint_account_id = here
    begin = until - timedelta(days=DAYS)
    for first in range(0, orders, _AT_ONCE):
        last = min(first + _AT_ONCE, orders)
        async with unit_of_work() as work:
            connection = await work.connection()
            told = {"here": here, "first": first, "last": last, "begin": microseconds(begin)}
            step = DAYS * 86_400_000_000 // orders
            for statement in (_ORDERS, _LINES):
                written = statement.format(
                    store=_store("n.i"),
                    currency=_currency("n.i"),
                    product=_PRODUCT,
                    day=_day("n.i", connection.dialect.name, step),
                    step=step,
                )
                used = {name: value for name, value in told.items() if f":{name}" in written}
                await connection.execute(text(written), used)
    async with unit_of_work() as work:
        await lock_joint_account(work, here)
        for code in STORES:
            work.add(Store(joint_account_id=here, code=code, connection=Connection.REPORT, opened_at=until))
        await recompute(work, here, date(2000, 1, 1))
    return person


# Multiplied by a prime, so that neighbours differ in everything.
_PART = "(({i} * 7919) % 100)"
# A few of 300 products sell most, and most sell little.
_PRODUCT = "((((n.i * 31) % 1009) * ((n.i * 31) % 1009) / 1009 * ((n.i * 31) % 1009) / 1009 * 300) / 1009)"
_ORDERS = """
    INSERT INTO customer_order (joint_account_id, order_id, channel, store, purchased_at, day, updated_at, status, cancelled,
        fulfillment, currency, sales, units, unpriced)
    WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :last)
    SELECT :here, 'O' || ((n.i * 2654435761) % 4294967296), '', {store}, :begin + n.i * {step}, {day}, :begin + n.i * {step},
        'Shipped', (n.i % 40) = 0, 'Amazon', {currency}, CASE WHEN n.i % 40 = 0 THEN 0 ELSE 1000 + (n.i * 37) % 9000 END,
        CASE WHEN n.i % 40 = 0 THEN 0 ELSE 1 + n.i % 2 END, (n.i % 39) = 0 AND (n.i % 40) <> 0
    FROM n WHERE true
"""
_LINES = """
    INSERT INTO order_line (joint_account_id, order_id, number, sku, asin, title, cancelled, quantity, currency, price, tax)
    WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :last)
    SELECT :here, 'O' || ((n.i * 2654435761) % 4294967296), 1, 'S' || {product}, 'B' || {product}, 'A thing',
        (n.i % 40) = 0, CASE WHEN n.i % 40 = 0 THEN 0 ELSE 1 + n.i % 2 END, {currency},
        CASE WHEN n.i % 40 = 0 THEN NULL ELSE 1000 + (n.i * 37) % 9000 END, 100
    FROM n WHERE true
"""


def _store(i: str) -> str:
    return _by_part(i, {code: code for code in STORES})


def _currency(i: str) -> str:
    return _by_part(i, {code: marketplaces()[code].currency for code in STORES})


def _by_part(i: str, values: dict[str, str]) -> str:
    written, below = "CASE", 0
    for code, share in STORES.items():
        below += share
        written += f" WHEN {_PART.format(i=i)} < {below} THEN '{values[code]}'"
    return f"{written} END"


def _day(i: str, dialect: str, step: int) -> str:
    # Of each store's zone as it is in winter: what is measured does not depend on it.
    offset = "CASE"
    below = 0
    for code, share in STORES.items():
        below += share
        seconds = int(_WINTER.astimezone(marketplaces()[code].zone).strftime("%z")) // 100 * 3600
        offset += f" WHEN {_PART.format(i=i)} < {below} THEN {seconds}"
    return _DAY[dialect].format(at=f":begin + {i} * {step}", offset=f"{offset} END")
