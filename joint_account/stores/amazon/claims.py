"""Whose a store is: no store is connected twice, neither in two joint accounts nor by two seller accounts of one."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.stores.amazon.models import AmazonConnection, ConnectionState, StoreClaim
from joint_account.stores.amazon.refusals import StoreTaken
from joint_account.stores.marketplaces import Marketplace, marketplaces
from joint_account.stores.models import Store

_CLAIM = text(
    "INSERT INTO store_claim (seller_id, marketplace_id, joint_account_id) "
    "VALUES (:seller_id, :marketplace_id, :joint_account_id) ON CONFLICT (seller_id, marketplace_id) DO NOTHING"
)


async def claim(work: AsyncSession, connection: AmazonConnection, stores: Sequence[Marketplace]) -> None:
    """Makes the stores the connection's, all or none of them.

    Args:
        work: a unit of work that has locked the joint account; the claims come after that lock and in one order, so that
            two who claim the same stores wait for each other and do not block each other for ever.
        connection: of the seller account.
        stores: all that the seller account has.

    Raises:
        StoreTaken: another joint account, or another connection of this one, has some of them.
    """
    await _hold_within(work, connection, stores)
    execute = (await work.connection()).execute
    for store in sorted(stores, key=lambda one: one.marketplace_id):
        await execute(
            _CLAIM,
            {
                "seller_id": connection.seller_id,
                "marketplace_id": store.marketplace_id,
                "joint_account_id": connection.joint_account_id,
            },
        )
    owners = select(StoreClaim.marketplace_id).where(
        col(StoreClaim.seller_id) == connection.seller_id,
        col(StoreClaim.joint_account_id) != connection.joint_account_id,
        col(StoreClaim.marketplace_id).in_([one.marketplace_id for one in stores]),
    )
    if taken := set((await work.exec(owners)).all()):
        raise StoreTaken([one.country_name for one in stores if one.marketplace_id in taken], elsewhere=True)


async def release(work: AsyncSession, connection: AmazonConnection) -> None:
    """The seller account's stores can be connected in another joint account from now on."""
    await work.exec(
        delete(StoreClaim).where(
            col(StoreClaim.seller_id) == connection.seller_id,
            col(StoreClaim.joint_account_id) == connection.joint_account_id,
            # A seller id may stand in two regions: only this one's stores are let go.
            col(StoreClaim.marketplace_id).in_(
                [one.marketplace_id for one in marketplaces().values() if one.region == connection.region]
            ),
        )
    )


async def _hold_within(work: AsyncSession, connection: AmazonConnection, stores: Sequence[Marketplace]) -> None:
    """One store of this joint account has one connection: the lock on the joint account makes looking enough."""
    other = select(Store.code).where(
        col(Store.joint_account_id) == connection.joint_account_id,
        col(Store.code).in_([one.country_code for one in stores]),
        col(Store.connection_id) == col(AmazonConnection.id),
        col(AmazonConnection.joint_account_id) == connection.joint_account_id,
        col(AmazonConnection.id) != connection.id,
        col(AmazonConnection.state) != ConnectionState.CLOSED,
    )
    if taken := set((await work.exec(other)).all()):
        raise StoreTaken([one.country_name for one in stores if one.country_code in taken], elsewhere=False)
