"""Asks Amazon what each store sold on its days: by the sync as a part of its own, and by a command.

A store's last 30 days are asked for once an hour, because Amazon's figures of them still move; two years once, when the
store's history is here. Whoever asks moves `due_at` on by one conditional UPDATE, so several processes do not ask twice. What
goes wrong stands on the page of reconciliation and holds up nothing: orders come in all the same.
"""

import logging
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial

from sqlmodel import col, select, update

from joint_account.database import lock_joint_account, reading, unit_of_work
from joint_account.database.bulk import insert_into, run_many
from joint_account.database.columns import microseconds
from joint_account.reconciliation.models import AmazonDayCheck
from joint_account.stores.amazon import api
from joint_account.stores.amazon.accounts import SellerAccount
from joint_account.stores.amazon.clock import Clock
from joint_account.stores.amazon.connections import account_of
from joint_account.stores.amazon.errors import AmazonError, ConsentRevoked, UnexpectedAnswer
from joint_account.stores.amazon.models import AmazonConnection
from joint_account.stores.amazon.patience import patiently
from joint_account.stores.amazon.results import DayMetrics
from joint_account.stores.marketplaces import Marketplace, marketplaces
from joint_account.stores.models import Store
from joint_account.ui.numbers import minor

log = logging.getLogger(__name__)

EVERY = timedelta(hours=1)
AGAIN = timedelta(minutes=15)
"""After trouble."""
LEASE = timedelta(minutes=10)
"""How long whoever asks may take before another one does."""
RECENT = timedelta(days=30)
LAG = timedelta(minutes=10)
"""How long after its end a day is first asked for: Amazon's figures come a little late."""
FURTHEST = timedelta(days=729)
"""Amazon answers for two years. Source: the model of sales v1."""
LONGEST = timedelta(days=180)
"""Days of one call; Amazon names no limit below its two years."""
SECONDS_BETWEEN_LOOKS = 60.0

_COLUMNS = ("joint_account_id", "store", "day", "sales", "orders", "units", "asked_at")
_PUT = f"{insert_into('amazon_day', _COLUMNS)} ON CONFLICT (joint_account_id, store, day) DO UPDATE SET " + ", ".join(
    f"{name} = excluded.{name}" for name in _COLUMNS[3:]
)


async def look(connection: AmazonConnection, clock: Clock) -> float:
    """Asks about the connection's stores that are due, and returns in how many seconds to look again.

    Raises:
        ConsentRevoked: the connection's key is good no longer. Other troubles with Amazon are written down for the page.
    """
    account = account_of(connection)
    for store in await stores_through(connection):
        if store.history_done_at is None:
            continue
        check = await _check_of(connection.joint_account_id, store.code)
        if await _claim(check, clock.now()):
            await _ask_what_is_due(account, check, clock)
    return SECONDS_BETWEEN_LOOKS


async def ask_days(account: SellerAccount, code: str, first: date, last: date, clock: Clock) -> None:
    """Asks about some days of a store, the newest first, and keeps what Amazon says.

    Args:
        account: whose store.
        code: the store's country code.
        first: the first day, two years ago at most.
        last: the last day, which must be over.
        clock: that rates go by.

    Raises:
        AmazonError: what was answered until then is kept.
    """
    store = marketplaces()[code]
    for begins, ends in _spans(first, last):
        moments = (_midnight(store, begins), _midnight(store, ends + timedelta(days=1)))
        asked_at = clock.now()
        said = await patiently(partial(api.order_metrics, account, store, *moments, clock), tries=1, clock=clock)
        await _keep(account.joint_account_id, store, begins, ends, said, asked_at)


async def stores_through(connection: AmazonConnection) -> list[Store]:
    """The stores that a connection brings, by code."""
    here = (col(Store.joint_account_id) == connection.joint_account_id, col(Store.connection_id) == connection.id)
    async with reading() as session:
        return list(await session.exec(select(Store).where(*here).order_by(col(Store.code))))


def last_day_of(code: str, at: datetime) -> date:
    """The last day of a store that is over and can be asked for."""
    return (at - LAG).astimezone(marketplaces()[code].zone).date() - timedelta(days=1)


def first_day_of(code: str, at: datetime) -> date:
    """The first day of a store that Amazon still answers for."""
    return (at - FURTHEST).astimezone(marketplaces()[code].zone).date()


async def _check_of(joint_account_id: int, code: str) -> AmazonDayCheck:
    async with reading() as session:
        known = await session.get(AmazonDayCheck, (joint_account_id, code))
    if known is None:
        async with unit_of_work() as work:
            never = (joint_account_id, code, 0, "")
            names = ("joint_account_id", "store", "due_at", "trouble")
            await run_many(work, f"{insert_into('amazon_day_check', names)} ON CONFLICT DO NOTHING", [never])
            known = await work.get_one(AmazonDayCheck, (joint_account_id, code))
    return known


async def _claim(check: AmazonDayCheck, at: datetime) -> bool:
    if check.due_at > at:
        return False
    async with unit_of_work() as work:
        free = (*_is(check), col(AmazonDayCheck.due_at) == check.due_at)
        taken = await work.exec(update(AmazonDayCheck).where(*free).values(due_at=at + LEASE))
    return taken.rowcount == 1


async def _ask_what_is_due(account: SellerAccount, check: AmazonDayCheck, clock: Clock) -> None:
    at = clock.now()
    furthest, last = first_day_of(check.store, at), last_day_of(check.store, at)
    first = furthest
    if check.asked_at is not None:
        # What ended since it was last asked belongs to it too, however long that was.
        first = max(min(last - RECENT + timedelta(days=1), last_day_of(check.store, check.asked_at)), furthest)
    try:
        await ask_days(account, check.store, first, last, clock)
    except ConsentRevoked:
        raise
    except AmazonError as trouble:
        log.warning("store %s of %s: %s, %s", check.store, account.seller_id, type(trouble).__name__, trouble.reason)
        await _write(check, due_at=clock.now() + AGAIN, trouble=trouble.sentence)
    else:
        await _write(check, due_at=at + EVERY, asked_at=at, trouble="")


async def _write(check: AmazonDayCheck, **values: object) -> None:
    async with unit_of_work() as work:
        await lock_joint_account(work, check.joint_account_id)
        await work.exec(update(AmazonDayCheck).where(*_is(check)).values(values))


async def _keep(
    joint_account_id: int, store: Marketplace, first: date, last: date, said: Iterable[DayMetrics], asked_at: datetime
) -> None:
    """Keeps the figures of these days. A day that Amazon leaves out sold nothing."""
    figures = dict.fromkeys(_each(first, last), (0, 0, 0))
    figures |= {day: sold for day, sold in (_day_of(store, one) for one in said) if day in figures}
    key, at = (joint_account_id, store.country_code), microseconds(asked_at)
    async with unit_of_work() as work:
        await run_many(work, _PUT, [(*key, day.isoformat(), *sold, at) for day, sold in figures.items()], day=2)


def _day_of(store: Marketplace, said: DayMetrics) -> tuple[date, tuple[int, int, int]]:
    """The store's day that figures are of, and its sales, orders and units."""
    money = said.total_sales
    if money.amount and money.currency_code != store.currency:
        raise UnexpectedAnswer(f"getOrderMetrics: {money.currency_code} in {store.country_code}")
    try:
        day = datetime.fromisoformat(said.interval.partition("--")[0]).astimezone(store.zone).date()
    except ValueError:
        raise UnexpectedAnswer("getOrderMetrics: interval") from None
    return day, (minor(money.amount, store.currency), said.order_count, said.unit_count)


def _spans(first: date, last: date) -> Iterator[tuple[date, date]]:
    while last >= first:
        begins = max(first, last - LONGEST + timedelta(days=1))
        yield begins, last
        last = begins - timedelta(days=1)


def _each(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _midnight(store: Marketplace, day: date) -> datetime:
    return datetime.combine(day, time(), store.zone)


def _is(check: AmazonDayCheck) -> tuple:
    return col(AmazonDayCheck.joint_account_id) == check.joint_account_id, col(AmazonDayCheck.store) == check.store
