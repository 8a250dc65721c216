"""What can be asked about a person's stores as Amazon's reports tell them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import reading
from joint_account.identity.models import Person
from joint_account.registration.belonging import where_may
from joint_account.registration.roles import Act
from joint_account.reports.kinds import Kind
from joint_account.stores.reported.models import AccountHealth, HealthMetric, Listing, Stock, StoreReport
from joint_account.stores.reported.pools import Held, Pool, StoreStock, pools


@dataclass(frozen=True)
class StoreHealth:
    """How a store stands with Amazon."""

    store: str
    as_of: datetime
    status: str
    rating: str
    metrics: tuple[HealthMetric, ...]
    """By name."""


@dataclass(frozen=True)
class StoreListings:
    """A page of what a store offers."""

    store: str
    as_of: datetime
    listings: tuple[Listing, ...]
    """By SKU."""


async def stock_of(person: Person) -> list[Pool]:
    """The stock of the person's stores, each pool once, by its stores. Pools are never added up: pieces are no money."""
    async with reading() as session:
        here = await where_may(session, person, Act.LOOK)
        times = await _as_of(session, here, Kind.STOCK)
        rows = await session.exec(select(Stock).where(Stock.joint_account_id == here))
        held: defaultdict[str, dict[tuple[str, str], Held]] = defaultdict(dict)
        for row in rows:
            held[row.store][row.sku, row.fnsku] = Held(**row.model_dump(exclude={"joint_account_id", "store"}))
    return pools([StoreStock(store, at, held[store]) for store, at in times.items()])


async def listings_of(person: Person, store: str, after: str = "", limit: int = 50) -> StoreListings | None:
    """What a store of the person's offers, a page at a time; None where no report has told.

    Args:
        person: who asks.
        store: country code.
        after: the SKU that the page before ended with.
        limit: of the page.
    """
    async with reading() as session:
        here = await where_may(session, person, Act.LOOK)
        as_of = (await _as_of(session, here, Kind.LISTINGS)).get(store)
        if as_of is None:
            return None
        wanted = select(Listing).where(Listing.joint_account_id == here, Listing.store == store, col(Listing.sku) > after)
        rows = await session.exec(wanted.order_by(col(Listing.sku)).limit(limit))
        return StoreListings(store, as_of, tuple(rows))


async def health_of(person: Person) -> list[StoreHealth]:
    """How the person's stores stand with Amazon, by country code."""
    async with reading() as session:
        here = await where_may(session, person, Act.LOOK)
        times = await _as_of(session, here, Kind.HEALTH)
        wanted = select(HealthMetric).where(HealthMetric.joint_account_id == here).order_by(col(HealthMetric.name))
        metrics: defaultdict[str, list[HealthMetric]] = defaultdict(list)
        for metric in await session.exec(wanted):
            metrics[metric.store].append(metric)
        standing = await session.exec(
            select(AccountHealth).where(AccountHealth.joint_account_id == here).order_by(col(AccountHealth.store))
        )
        return [StoreHealth(one.store, times[one.store], one.status, one.rating, tuple(metrics[one.store])) for one in standing]


async def _as_of(session: AsyncSession, joint_account_id: int | None, kind: Kind) -> dict[str, datetime]:
    rows = await session.exec(
        select(StoreReport.store, StoreReport.as_of).where(
            StoreReport.joint_account_id == joint_account_id, StoreReport.kind == kind.value
        )
    )
    return dict(rows.all())
