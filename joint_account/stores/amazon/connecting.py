"""What a member does: connect a seller account to Amazon, by consent or by a pasted key, and disconnect it again."""

import re
import secrets
from datetime import datetime, timedelta

from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import unit_of_work
from joint_account.identity.models import LoginSession, Person
from joint_account.identity.proving import require_recent_proof
from joint_account.identity.sessions import hashed
from joint_account.registration.inviting import require
from joint_account.registration.models import JointAccount
from joint_account.registration.roles import Act
from joint_account.registration.starting import start
from joint_account.settings import settings
from joint_account.stores.amazon import claims, consent
from joint_account.stores.amazon.accounts import Region, SellerAccount
from joint_account.stores.amazon.clock import REAL, Clock
from joint_account.stores.amazon.errors import ConsentRevoked, NotAllowed
from joint_account.stores.amazon.models import AmazonConnection, ConnectionState, ConsentRequest
from joint_account.stores.amazon.opening import open_connection, record
from joint_account.stores.amazon.refusals import (
    ConsentDeclined,
    ConsentUnknown,
    DemoStaysDemo,
    NotASeller,
    NotAToken,
    NotConfigured,
    UnknownConnection,
    UnknownStore,
)
from joint_account.stores.marketplaces import Marketplace, marketplaces

CONSENT_TAKES = timedelta(minutes=30)
"""How long somebody may take at Amazon's consent page; Amazon's own code is good for five minutes."""

_SELLER_ID = re.compile(r"[A-Z0-9]{6,32}", re.ASCII)
_TOKEN = re.compile(r"Atzr\|[\x21-\x7e]{10,4000}", re.ASCII)
_CODE = re.compile(r"[\x21-\x7e]{4,1000}", re.ASCII)


async def begin_connection(person: Person, session: LoginSession, store_code: str, clock: Clock = REAL) -> str:
    """Where the person goes to give consent for the seller account of a store, with all its stores of the region.

    Args:
        person: who asks; operates stores. Their joint account is started if there is none.
        session: theirs; only it can bring the consent back.
        store_code: a country code. Its Seller Central asks: every seller account of a region has its own.
        clock: what time it is.

    Raises:
        ProofNeeded: the person did not prove lately who they are.
        NotYourRole: they do not operate stores.
        ConnectionRefused: NotConfigured, UnknownStore or DemoStaysDemo.
    """
    store = await _ready(person, session, store_code, clock.now())
    state = secrets.token_urlsafe(32)
    async with unit_of_work() as work:
        account = await _account_of(work, person)
        over = col(ConsentRequest.expires_at) <= clock.now()
        await work.exec(delete(ConsentRequest).where(col(ConsentRequest.joint_account_id) == account.id, over))
        work.add(
            ConsentRequest(
                joint_account_id=account.id,
                state_hash=hashed(state),
                session_id=session.id,
                person_id=person.id,
                region=store.region,
                expires_at=clock.now() + CONSENT_TAKES,
            )
        )
    return consent.consent_url(store, state)


async def finish_connection(
    person: Person, session: LoginSession, *, state: str, code: str, seller_id: str, clock: Clock = REAL
) -> AmazonConnection:
    """Connects the seller account whose consent came back from Amazon; the state is good once, whatever comes of it.

    Args:
        person: who came back.
        session: theirs.
        state: as it came back.
        code: `spapi_oauth_code`; empty when consent was not given.
        seller_id: `selling_partner_id`.
        clock: what time it is.

    Raises:
        NotYourRole: they do not operate stores.
        ConnectionRefused: ConsentUnknown, ConsentDeclined, NotASeller, NoStoreThere or StoreTaken.
        AmazonError: the code is not good, or Amazon does not answer.
    """
    joint_account_id, region = await _spend(person, session, state, clock.now())
    if not _CODE.fullmatch(code):
        raise ConsentDeclined
    if not _SELLER_ID.fullmatch(seller_id):
        raise NotASeller
    account = SellerAccount(joint_account_id, region, seller_id, await consent.exchange(code))
    return await open_connection(person, account, clock, self_authorised=False)


async def paste_refresh_token(
    person: Person, session: LoginSession, *, store_code: str, seller_id: str, refresh_token: str, clock: Clock = REAL
) -> AmazonConnection:
    """Connects a seller account by the refresh token of a self-authorised application.

    Args:
        person: who asks; operates stores.
        session: theirs.
        store_code: one of the seller account's stores.
        seller_id: the merchant token: a refresh token does not say whose it is.
        refresh_token: as Seller Central shows it, once.
        clock: what time it is.

    Raises:
        ProofNeeded: the person did not prove lately who they are.
        NotYourRole: they do not operate stores.
        ConnectionRefused: NotConfigured, UnknownStore, DemoStaysDemo, NotASeller, NotAToken, NoStoreThere or StoreTaken.
        AmazonError: Amazon does not answer.
    """
    store = await _ready(person, session, store_code, clock.now())
    if not _SELLER_ID.fullmatch(seller_id.strip()):
        raise NotASeller
    if not _TOKEN.fullmatch(refresh_token.strip()):
        raise NotAToken
    async with unit_of_work() as work:
        joint_account_id = (await _account_of(work, person)).id
    account = SellerAccount(joint_account_id, Region(store.region), seller_id.strip(), refresh_token.strip())
    try:
        return await open_connection(person, account, clock, self_authorised=True)
    except (ConsentRevoked, NotAllowed):
        raise NotAToken from None


async def disconnect(person: Person, connection_id: int) -> None:
    """Closes a connection and forgets its key. What came through it stays, and its stores can be connected anew.

    Raises:
        NotYourRole: the person does not operate stores.
        UnknownConnection: their joint account has none of this id that is not closed.
    """
    async with unit_of_work() as work:
        account = await _account_of(work, person)
        closed = await work.exec(
            update(AmazonConnection)
            .where(
                col(AmazonConnection.joint_account_id) == account.id,
                col(AmazonConnection.id) == connection_id,
                col(AmazonConnection.state) != ConnectionState.CLOSED,
            )
            .values(state=ConnectionState.CLOSED, refresh_token=None, trouble="", next_try_at=None)
        )
        if closed.rowcount != 1:
            raise UnknownConnection
        connection = await work.get_one(AmazonConnection, (account.id, connection_id), populate_existing=True)
        await claims.release(work, connection)
        await record(work, "amazon.disconnected", person.id, connection)


async def _ready(person: Person, session: LoginSession, store_code: str, at: datetime) -> Marketplace:
    require_recent_proof(session, at)
    if not settings().connects_amazon:
        raise NotConfigured
    if person.demo_id is not None:
        raise DemoStaysDemo
    store = marketplaces().get(store_code)
    if store is None:
        raise UnknownStore
    return store


async def _account_of(work: AsyncSession, person: Person) -> JointAccount:
    account = await start(work, person)
    await require(work, account.id, person, Act.OPERATE_STORES)
    return account


async def _spend(person: Person, session: LoginSession, state: str, at: datetime) -> tuple[int, Region]:
    async with unit_of_work() as work:
        asked = (
            col(ConsentRequest.joint_account_id) == (person.joint_account_id or 0),
            col(ConsentRequest.state_hash) == hashed(state),
            col(ConsentRequest.session_id) == session.id,
            col(ConsentRequest.person_id) == person.id,
            col(ConsentRequest.expires_at) > at,
        )
        region = (await work.exec(select(ConsentRequest.region).where(*asked))).one_or_none()
        spent = await work.exec(delete(ConsentRequest).where(*asked))
        if region is None or spent.rowcount != 1:
            raise ConsentUnknown
        account = await _account_of(work, person)
    return account.id, Region(region)
