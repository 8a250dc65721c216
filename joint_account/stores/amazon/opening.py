"""Makes a seller account's key a connection, with its stores, in one unit of work: or nothing of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account import audit
from joint_account.database import lock_joint_account, new_id, unit_of_work
from joint_account.identity.models import Person
from joint_account.registration.inviting import require
from joint_account.registration.roles import Act
from joint_account.registration.second_factors import require_second_factors
from joint_account.sealing import seal_for
from joint_account.stores.amazon import api, claims
from joint_account.stores.amazon.accounts import NAMES, Region, SellerAccount
from joint_account.stores.amazon.clock import Clock
from joint_account.stores.amazon.ending import CONSENT_LASTS, next_reminder
from joint_account.stores.amazon.models import SEALED_FOR, AmazonConnection, ConnectionState
from joint_account.stores.amazon.refusals import NoStoreThere
from joint_account.stores.marketplaces import Marketplace
from joint_account.stores.models import Connection, Store


async def open_connection(person: Person, account: SellerAccount, clock: Clock, *, self_authorised: bool) -> AmazonConnection:
    """Connects a seller account, or renews its consent, with all the stores that it has in its region.

    Args:
        person: who gave the consent; operates stores.
        account: with a key that is tried first, by asking Amazon for the stores.
        clock: what time it is.
        self_authorised: whether the key was pasted.

    Raises:
        NotYourRole: the person does not operate stores.
        ConnectionRefused: NoStoreThere or StoreTaken; nothing was changed.
        AmazonError: the key is not good, or Amazon does not answer.
    """
    stores = [one for one in api.stores_in(await api.participations(account, clock)) if one.region == account.region]
    if not stores:
        raise NoStoreThere
    async with unit_of_work() as work:
        await lock_joint_account(work, account.joint_account_id)
        await require(work, account.joint_account_id, person, Act.OPERATE_STORES)
        connection, act = await _connection_of(
            work, account, _values(person, account, clock.now(), self_authorised=self_authorised)
        )
        await claims.claim(work, connection, stores)
        work.add(connection)
        await _open_stores(work, connection, stores)
        await require_second_factors(work, account.joint_account_id, person)
        await record(work, act, person.id, connection, stores=", ".join(one.country_name for one in stores))
    return connection


def _values(person: Person, account: SellerAccount, at: datetime, *, self_authorised: bool) -> dict[str, Any]:
    return {
        "state": ConnectionState.OPEN,
        "refresh_token": seal_for(account.joint_account_id, SEALED_FOR, account.refresh_token.encode()),
        "self_authorised": self_authorised,
        "consented_by": person.id,
        "consented_at": at,
        "ends_at": None if self_authorised else at + CONSENT_LASTS,
        "remind_at": None if self_authorised else next_reminder(at + CONSENT_LASTS, at),
        "trouble": "",
        "next_try_at": None,
    }


async def _connection_of(work: AsyncSession, account: SellerAccount, values: dict[str, Any]) -> tuple[AmazonConnection, str]:
    """The seller account's connection, a new one or the one whose consent is renewed, and what that is called."""
    key: dict[str, Any] = {
        "joint_account_id": account.joint_account_id,
        "region": account.region,
        "seller_id": account.seller_id,
    }
    known = (await work.exec(select(AmazonConnection).filter_by(**key))).one_or_none()
    if known is None:
        return AmazonConnection(**key, id=new_id(), **values), "amazon.connected"
    act = "amazon.connected" if known.state == ConnectionState.CLOSED else "amazon.renewed"
    return known.sqlmodel_update(values), act


async def _open_stores(work: AsyncSession, connection: AmazonConnection, stores: Sequence[Marketplace]) -> None:
    for one in stores:
        store = await work.get(Store, (connection.joint_account_id, one.country_code))
        if store is None:
            store = Store(
                joint_account_id=connection.joint_account_id,
                code=one.country_code,
                connection=Connection.AMAZON,
                opened_at=connection.consented_at,
            )
        if store.connection_id != connection.id:
            # Another seller account's history is not this one's.
            store.history_done_at = store.fresh_at = None
        store.connection, store.connection_id = Connection.AMAZON, connection.id
        work.add(store)
    await work.flush()


async def record(work: AsyncSession, act: str, person_id: int | None, connection: AmazonConnection, **facts: str) -> None:
    """Puts on record what became of a connection; `person_id` is None when Amazon did it."""
    region = NAMES[Region(connection.region)]
    tenant, seller = connection.joint_account_id, connection.seller_id
    await audit.record(work, act, person_id=person_id, joint_account_id=tenant, region=region, seller=seller, **facts)
