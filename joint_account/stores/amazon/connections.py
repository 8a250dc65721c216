"""The connections that there are: for the pages of their joint account, and for the sync, which acts for nobody."""

from datetime import datetime

from sqlmodel import col, select, update

from joint_account.database import lock_joint_account, reading, unit_of_work
from joint_account.identity.models import Person
from joint_account.registration.belonging import where_may
from joint_account.registration.roles import Act
from joint_account.sealing import unseal_for
from joint_account.stores.amazon.accounts import Region, SellerAccount
from joint_account.stores.amazon.errors import ConsentRevoked
from joint_account.stores.amazon.models import SEALED_FOR, AmazonConnection, ConnectionState
from joint_account.stores.amazon.opening import record


async def connections_of(person: Person) -> list[AmazonConnection]:
    """The connections of the person's joint account, closed ones too, by region and seller account."""
    order = (col(AmazonConnection.region), col(AmazonConnection.seller_id))
    async with reading() as session:
        mine = col(AmazonConnection.joint_account_id) == await where_may(session, person, Act.LOOK)
        return list(await session.exec(select(AmazonConnection).where(mine).order_by(*order)))


async def open_connections() -> list[AmazonConnection]:
    """Every connection that data can come through, of every joint account."""
    async with reading() as session:
        return list(await session.exec(select(AmazonConnection).where(col(AmazonConnection.state) == ConnectionState.OPEN)))


def account_of(connection: AmazonConnection) -> SellerAccount:
    """The seller account, with its key.

    Raises:
        ConsentRevoked: the connection is closed.
        Unsealable: SECRET_KEY is another one now.
    """
    if connection.refresh_token is None:
        raise ConsentRevoked("closed")
    key = unseal_for(connection.joint_account_id, SEALED_FOR, connection.refresh_token).decode()
    return SellerAccount(connection.joint_account_id, Region(connection.region), connection.seller_id, key)


async def mark_revoked(connection: AmazonConnection) -> bool:
    """Amazon does not accept the connection's key any more: it needs a new consent. Says whether that is news.

    The key that was refused decides: one that somebody renewed meanwhile stays open.
    """
    async with unit_of_work() as work:
        await lock_joint_account(work, connection.joint_account_id)
        revoked = await work.exec(
            update(AmazonConnection)
            .where(*_is(connection), col(AmazonConnection.refresh_token) == connection.refresh_token)
            .values(state=ConnectionState.REVOKED, trouble=ConsentRevoked.sentence, next_try_at=None)
        )
        if revoked.rowcount == 1:
            await record(work, "amazon.revoked", None, connection)
    return revoked.rowcount == 1


async def note_trouble(connection: AmazonConnection, sentence: str, next_try_at: datetime | None) -> None:
    """Keeps what is wrong with a connection, for its page, and when it is tried again; an empty sentence: nothing is."""
    async with unit_of_work() as work:
        await lock_joint_account(work, connection.joint_account_id)
        await work.exec(update(AmazonConnection).where(*_is(connection)).values(trouble=sentence, next_try_at=next_try_at))


def _is(connection: AmazonConnection) -> tuple:
    return (
        col(AmazonConnection.joint_account_id) == connection.joint_account_id,
        col(AmazonConnection.id) == connection.id,
        col(AmazonConnection.state) == ConnectionState.OPEN,
    )
