"""The joint account that visitors' demos are copied from: made once a day, because making it takes longer than a click may."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import lock_joint_account, now, reading, unit_of_work
from joint_account.database.columns import microseconds
from joint_account.demo.business import REACH, SEED, SIZE, Business, Row, business
from joint_account.demo.catalogue import SELLER, articles
from joint_account.demo.countries import COUNTRIES, NEW_COUNTRY
from joint_account.demo.erasing import erase
from joint_account.demo.rollups import recompute
from joint_account.demo.seasons import DAYS, opening_day
from joint_account.demo.stocking import table_of
from joint_account.registration.models import JointAccount
from joint_account.sales.indexing import index_held
from joint_account.sales.models import Order, OrderLine, Product
from joint_account.stores.models import Connection, Store

TEMPLATE = "template"
"""How a template's demo_id begins, with a space after it; a visitor's has no space."""

_BATCH = 1000
_SEEDS_APART = 1_000_000


async def prepare(day: date | None = None, *, size: int = SIZE) -> int:
    """Makes the template of a day unless it stands, removes what is older than the one before, and returns its id.

    Several processes may do it at once: the template's id is made of seed and day, and the first one wins.

    Args:
        day: in UTC; today when not given.
        size: orders to aim at.
    """
    wanted = day or now().date()
    template_id = _template_id(wanted)
    if not await _exists(template_id):
        made = await asyncio.to_thread(business, wanted, SEED, size)
        async with unit_of_work() as work:
            await lock_joint_account(work, template_id)
            if await work.get(JointAccount, template_id) is None:
                await _write(work, template_id, wanted, made)
    # Yesterday's stays: a visitor's demo may be in the middle of being copied from it.
    for old in await _older_than(wanted - timedelta(days=1)):
        await erase(old)
    return template_id


async def current() -> int:
    """The newest template that reaches beyond this instant; made first when there is none."""
    instant = now()
    async with reading() as session:
        newest = await session.exec(
            select(JointAccount.id)
            .where(
                col(JointAccount.demo_id).startswith(f"{TEMPLATE} "),
                col(JointAccount.created_at) <= instant,
                col(JointAccount.created_at) > instant - REACH,
            )
            .order_by(col(JointAccount.created_at).desc(), col(JointAccount.id).desc())
            .limit(1)
        )
        found = newest.first()
    return await prepare(instant.date()) if found is None else found


def is_template(demo_id: str) -> bool:
    """Whether this is a template's mark and not a visitor's."""
    return demo_id.startswith(f"{TEMPLATE} ")


def _template_id(day: date) -> int:
    # Far below every id that new_id() makes.
    return SEED * _SEEDS_APART + day.toordinal()


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


async def _exists(template_id: int) -> bool:
    async with reading() as session:
        return await session.get(JointAccount, template_id) is not None


async def _older_than(day: date) -> Sequence[int]:
    async with reading() as session:
        old = select(JointAccount.id).where(
            col(JointAccount.demo_id).startswith(f"{TEMPLATE} "), col(JointAccount.created_at) < _midnight(day)
        )
        return (await session.exec(old)).all()


async def _write(work: AsyncSession, template_id: int, day: date, made: Business) -> None:
    work.add(JointAccount(id=template_id, name=SELLER, created_at=_midnight(day), demo_id=f"{TEMPLATE} {day} {SEED}"))
    await work.flush()
    for model, rows in (
        (Store, _stores(day)),
        (Product, [{"asin": article.asin, "title": article.title("en")} for article in articles()]),
        (Order, made.orders),
        (OrderLine, made.lines),
    ):
        for batch in _batches(template_id, rows):
            await work.exec(insert(table_of(model)), params=batch)
    bought = {order["order_id"]: microseconds(order["purchased_at"]) for order in made.orders}
    named = [((line["sku"], line["asin"], line["title"]), line["order_id"]) for line in made.lines]
    await index_held(work, template_id, {(one, bought[order_id], order_id) for one, order_id in named})
    await recompute(work, template_id, day - timedelta(days=DAYS))


def _stores(day: date) -> list[Row]:
    began = day - timedelta(days=DAYS - 1)
    return [
        {
            "code": country.code,
            "connection": Connection.DEMO,
            "opened_at": _midnight(opening_day(day) if country.code == NEW_COUNTRY else began),
        }
        for country in COUNTRIES
    ]


def _batches(template_id: int, rows: list[Row]) -> Iterator[list[Row]]:
    # Small ones: the driver prepares a batch on the event loop, and pages must not wait for that.
    for start in range(0, len(rows), _BATCH):
        yield [{"joint_account_id": template_id, **row} for row in rows[start : start + _BATCH]]
