"""Connecting seller accounts to Amazon: whose consent it is, whose store, and what is kept of it."""

import asyncio
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from sqlalchemy import text
from sqlmodel import select

from joint_account.activity.queries import activity
from joint_account.activity.sentences import sentence
from joint_account.activity.view import ActivityView
from joint_account.database import reading, unit_of_work
from joint_account.database.resealing import reseal
from joint_account.identity.errors import ProofNeeded
from joint_account.identity.sessions import start_session
from joint_account.mail.queries import mailbox
from joint_account.registration.errors import NotYourRole
from joint_account.registration.machine import Role
from joint_account.registration.models import JointAccount
from joint_account.sealing import Unsealable
from joint_account.stores.amazon import api
from joint_account.stores.amazon.connecting import begin_connection, disconnect, finish_connection, paste_refresh_token
from joint_account.stores.amazon.connections import account_of, connections_of, mark_revoked, open_connections
from joint_account.stores.amazon.errors import AmazonDown, ConsentNotGiven, ConsentRevoked
from joint_account.stores.amazon.models import AmazonConnection, ConnectionState, ConsentRequest, StoreClaim
from joint_account.stores.amazon.refusals import (
    ConsentDeclined,
    ConsentUnknown,
    DemoStaysDemo,
    NoStoreThere,
    NotASeller,
    NotAToken,
    NotConfigured,
    StoreTaken,
    UnknownConnection,
    UnknownStore,
)
from joint_account.stores.amazon.timekeeping import remind_due
from joint_account.stores.models import Connection
from joint_account.stores.queries import stores_of
from joint_account.tables import SEALED
from tests.amazon.accounts import clock_of
from tests.amazon.sellers import SELLERS, Seller
from tests.stories import a_member, a_person, an_organizer, anew, session_of

pytestmark = pytest.mark.usefixtures("open_database")


async def a_session(amazon, person):
    """A session of somebody who has just logged in, by the stand-in's clock."""
    return await session_of(await start_session(person, at=amazon.clock.now()))


async def consent(url, seller):
    """The person confirms at Amazon; what the browser brings back, by our names."""
    async with httpx.AsyncClient() as browser:
        page = await browser.get(url)
        assert page.status_code == 200, page.text
        answer = await browser.get(url, params=dict(parse_qsl(urlsplit(url).query)) | {"as": seller})
    back = urlsplit(answer.headers["Location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == "http://127.0.0.1:3000/stores/amazon/callback"
    said = dict(parse_qsl(back.query))
    return {"state": said["state"], "code": said["spapi_oauth_code"], "seller_id": said["selling_partner_id"]}


async def connect(amazon, person, code="DE", seller="A2EUROPE", session=None):
    """The whole way, there and back."""
    clock, session = clock_of(amazon), session or await a_session(amazon, person)
    back = await consent(await begin_connection(person, session, code, clock), seller)
    return await finish_connection(await anew(person), session, **back, clock=clock)


async def paste(amazon, person, session, **changed):
    """Japan's key, pasted."""
    good = {"store_code": "JP", "seller_id": "A4JAPAN", "refresh_token": amazon.login.refresh_token("A4JAPAN")}
    return await paste_refresh_token(person, session, **(good | changed), clock=clock_of(amazon))


async def demote(person):
    """The person is a viewer from now on."""
    async with unit_of_work() as work:
        became = text("UPDATE membership SET role = 'viewer' WHERE person_id = :id")
        await (await work.connection()).execute(became, {"id": person.id})


async def acts_of(joint_account_id):
    async with reading() as session:
        rows = await (await session.connection()).execute(
            text("SELECT act FROM audit_entry WHERE joint_account_id = :id ORDER BY number"), {"id": joint_account_id}
        )
        return [act for (act,) in rows if act.startswith("amazon.")]


async def test_five_consents_in_three_regions_connect_twelve_stores(amazon):
    olga = await an_organizer()
    for seller, code in (
        ("A1NORTHAMERICA", "US"),
        ("A2EUROPE", "UK"),
        ("A3MIDDLEEAST", "AE"),
        ("A4JAPAN", "JP"),
        ("A5AUSTRALIA", "AU"),
    ):
        await connect(amazon, olga, code, seller)
    stores, connections = await stores_of(olga), await connections_of(olga)
    assert {store.code for store in stores} == {code for one in SELLERS.values() for code in one.stores}
    assert {store.connection for store in stores} == {Connection.AMAZON}
    assert {(one.region, one.seller_id) for one in connections} == {(one.region, one.id) for one in SELLERS.values()}
    assert all(one.ends_at - one.consented_at == timedelta(days=365) for one in connections)
    assert await acts_of(olga.joint_account_id) == ["amazon.connected"] * 5
    async with reading() as session:
        assert (await session.get_one(JointAccount, olga.joint_account_id)).second_factor_since is not None
    for one in connections:
        assert await api.participations(account_of(one), clock_of(amazon))


async def test_the_key_is_sealed_for_its_joint_account_alone(amazon, use_settings):
    connection = await connect(amazon, await an_organizer())
    key = account_of(connection).refresh_token
    assert key.encode() not in connection.refresh_token
    another = connection.model_copy(update={"joint_account_id": connection.joint_account_id + 1})
    with pytest.raises(Unsealable):
        account_of(another)
    use_settings(SECRET_KEY="a new key that takes its turn now,for tests only and long enough to be taken")
    assert (await reseal(SEALED)).lost == 0
    use_settings(SECRET_KEY="a new key that takes its turn now")
    async with reading() as session:
        assert account_of((await session.exec(select(AmazonConnection))).one()).refresh_token == key


async def test_a_state_is_good_once_and_in_the_session_that_it_left(amazon):
    olga, clock = await an_organizer(), clock_of(amazon)
    ana = await a_member(olga)
    session = await a_session(amazon, olga)
    stranger = await an_organizer("stranger@example.com")
    back = await consent(await begin_connection(olga, session, "DE", clock), "A2EUROPE")
    for who, theirs in (
        (olga, await a_session(amazon, olga)),
        (ana, await a_session(amazon, ana)),
        (ana, session),
        (stranger, await a_session(amazon, stranger)),
        (stranger, session),
    ):
        with pytest.raises(ConsentUnknown):
            await finish_connection(who, theirs, **back, clock=clock)
    with pytest.raises(ConsentUnknown):
        await finish_connection(olga, session, **(back | {"state": "made up"}), clock=clock)
    await finish_connection(olga, session, **back, clock=clock)
    with pytest.raises(ConsentUnknown):
        await finish_connection(olga, session, **back, clock=clock)


async def test_a_state_is_spent_even_when_amazon_is_down(amazon):
    olga, clock = await an_organizer(), clock_of(amazon)
    session = await a_session(amazon, olga)
    back = await consent(await begin_connection(olga, session, "DE", clock), "A2EUROPE")
    amazon.trouble("503 HTML", "login")
    with pytest.raises(AmazonDown):
        await finish_connection(olga, session, **back, clock=clock)
    amazon.well_again()
    with pytest.raises(ConsentUnknown):
        await finish_connection(olga, session, **back, clock=clock)
    assert await connections_of(olga) == []


async def test_two_who_bring_one_state_back_at_once_connect_once(amazon):
    olga, clock = await an_organizer(), clock_of(amazon)
    session = await a_session(amazon, olga)
    back = await consent(await begin_connection(olga, session, "DE", clock), "A2EUROPE")
    outcomes = await asyncio.gather(
        *(finish_connection(olga, session, **back, clock=clock) for _ in range(5)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["AmazonConnection", *["ConsentUnknown"] * 4]


async def test_what_waited_too_long_is_over(amazon):
    olga, clock = await an_organizer(), clock_of(amazon)
    session = await a_session(amazon, olga)
    late = await consent(await begin_connection(olga, session, "DE", clock), "A2EUROPE")
    amazon.clock.advance(minutes=6)
    with pytest.raises(ConsentNotGiven):
        await finish_connection(olga, session, **late, clock=clock)
    url = await begin_connection(olga, session, "DE", clock)
    amazon.clock.advance(minutes=30)
    with pytest.raises(ConsentUnknown):
        await finish_connection(olga, session, **await consent(url, "A2EUROPE"), clock=clock)
    # And what is over does not lie around.
    await begin_connection(olga, await a_session(amazon, olga), "DE", clock)
    async with reading() as look:
        assert len(list(await look.exec(select(ConsentRequest)))) == 1


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [({"code": ""}, ConsentDeclined), ({"seller_id": ""}, NotASeller), ({"seller_id": "a'; --"}, NotASeller)],
)
async def test_a_consent_that_came_back_incomplete_connects_nothing(amazon, changed, refusal):
    olga, clock = await an_organizer(), clock_of(amazon)
    session = await a_session(amazon, olga)
    back = await consent(await begin_connection(olga, session, "DE", clock), "A2EUROPE")
    with pytest.raises(refusal):
        await finish_connection(olga, session, **(back | changed), clock=clock)
    assert await connections_of(olga) == []


async def test_a_viewer_connects_and_disconnects_nothing_and_a_manager_does(amazon):
    olga, clock = await an_organizer(), clock_of(amazon)
    viewer = await a_member(olga, "vera@example.com", role=Role.VIEWER)
    manager = await a_member(olga, "max@example.com", role=Role.MANAGER)
    connection = await connect(amazon, manager)
    session = await a_session(amazon, viewer)
    with pytest.raises(NotYourRole):
        await begin_connection(viewer, session, "DE", clock)
    with pytest.raises(NotYourRole):
        await paste(amazon, viewer, session)
    with pytest.raises(NotYourRole):
        await disconnect(viewer, connection.id)
    assert [one.state for one in await connections_of(olga)] == [ConnectionState.OPEN]
    await disconnect(manager, connection.id)


async def test_whoever_became_a_viewer_meanwhile_brings_nothing_back(amazon):
    olga, clock = await an_organizer(), clock_of(amazon)
    manager = await a_member(olga)
    session = await a_session(amazon, manager)
    back = await consent(await begin_connection(manager, session, "DE", clock), "A2EUROPE")
    await demote(manager)
    with pytest.raises(NotYourRole):
        await finish_connection(manager, session, **back, clock=clock)
    assert await connections_of(olga) == []


async def test_a_role_that_ends_while_amazon_is_asked_connects_nothing(amazon, monkeypatch):
    olga = await an_organizer()
    manager, ask = await a_member(olga), api.participations

    async def meanwhile(*asked):
        await demote(manager)
        return await ask(*asked)

    monkeypatch.setattr(api, "participations", meanwhile)
    with pytest.raises(NotYourRole):
        await connect(amazon, manager)
    assert await connections_of(olga) == []


async def test_connecting_needs_a_recent_proof(amazon):
    olga, clock = await an_organizer(), clock_of(amazon)
    session = await a_session(amazon, olga)
    amazon.clock.advance(minutes=10)
    with pytest.raises(ProofNeeded):
        await begin_connection(olga, session, "DE", clock)
    with pytest.raises(ProofNeeded):
        await paste(amazon, olga, session)


async def test_a_store_that_one_joint_account_has_no_other_can_claim(amazon):
    olga, rival = await an_organizer(), await an_organizer("rival@example.com")
    first = await connect(amazon, olga)
    with pytest.raises(StoreTaken) as taken:
        await connect(amazon, rival)
    assert taken.value.sentence.startswith("Connected already in another joint account: United Kingdom, Germany")
    assert (await connections_of(rival), await stores_of(rival), await acts_of(rival.joint_account_id)) == ([], [], [])
    await disconnect(olga, first.id)
    await connect(amazon, rival)
    with pytest.raises(StoreTaken):
        await connect(amazon, olga)


async def test_of_two_who_claim_at_once_one_gets_all_and_the_other_nothing(amazon):
    people = [await an_organizer(f"{number}@example.com") for number in range(4)]
    outcomes = await asyncio.gather(*(connect(amazon, one) for one in people), return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["AmazonConnection", *["StoreTaken"] * 3]
    assert sorted([len(await stores_of(one)) for one in people]) == [0, 0, 0, 6]
    async with reading() as session:
        assert len(list(await session.exec(select(StoreClaim)))) == 6


async def test_a_store_has_one_connection_within_a_joint_account_too(amazon, monkeypatch):
    monkeypatch.setitem(SELLERS, "A6ANOTHER", Seller("A6ANOTHER", "eu", ("DE", "SE")))
    olga = await an_organizer()
    first = await connect(amazon, olga)
    with pytest.raises(StoreTaken) as taken:
        await connect(amazon, olga, "SE", "A6ANOTHER")
    assert taken.value.sentence.startswith("Connected already, through another seller account: Germany.")
    assert "SE" not in {store.code for store in await stores_of(olga)}
    await disconnect(olga, first.id)
    second = await connect(amazon, olga, "SE", "A6ANOTHER")
    assert {store.code: store.connection_id for store in await stores_of(olga)}["DE"] == second.id


async def test_a_consent_that_is_given_again_renews_the_connection(amazon):
    olga = await an_organizer()
    first = await connect(amazon, olga)
    async with unit_of_work() as work:
        await (await work.connection()).execute(text("UPDATE store SET fresh_at = 1"))
    amazon.login.revoke("A2EUROPE")
    assert await mark_revoked(first)
    assert not await mark_revoked(first)
    assert (await connections_of(olga))[0].state == ConnectionState.REVOKED
    assert await open_connections() == []
    amazon.clock.advance(days=3)
    again = await connect(amazon, olga)
    assert (again.id, again.state, again.trouble) == (first.id, ConnectionState.OPEN, "")
    assert again.ends_at - first.consented_at == timedelta(days=368)
    assert all(store.fresh_at is not None for store in await stores_of(olga))
    # Whoever saw the old key refused does not close the new one.
    assert not await mark_revoked(first)
    assert await acts_of(olga.joint_account_id) == ["amazon.connected", "amazon.revoked", "amazon.renewed"]


async def test_disconnecting_forgets_the_key_and_keeps_the_rest(amazon):
    olga, stranger = await an_organizer(), await an_organizer("stranger@example.com")
    connection = await connect(amazon, olga)
    with pytest.raises(UnknownConnection):
        await disconnect(stranger, connection.id)
    await disconnect(olga, connection.id)
    (closed,) = await connections_of(olga)
    assert (closed.state, closed.refresh_token) == (ConnectionState.CLOSED, None)
    assert len(await stores_of(olga)) == 6
    with pytest.raises(UnknownConnection):
        await disconnect(olga, connection.id)
    with pytest.raises(ConsentRevoked):
        account_of(closed)
    assert await acts_of(olga.joint_account_id) == ["amazon.connected", "amazon.disconnected"]
    assert (await connect(amazon, olga)).id == connection.id
    assert (await acts_of(olga.joint_account_id))[-1] == "amazon.connected"


async def test_a_pasted_key_connects_without_a_consent_page(amazon):
    olga = await an_organizer()
    session = await a_session(amazon, olga)
    for changed, refusal in (
        ({"refresh_token": "Atzr|nobody's-key-at-all"}, NotAToken),
        ({"refresh_token": "my password"}, NotAToken),
        ({"store_code": "DE"}, NotAToken),
        ({"seller_id": "Olga's shop"}, NotASeller),
        ({"store_code": "XX"}, UnknownStore),
    ):
        with pytest.raises(refusal):
            await paste(amazon, olga, session, **changed)
    connection = await paste(amazon, olga, session, seller_id=" A4JAPAN\n")
    assert (connection.self_authorised, connection.seller_id) == (True, "A4JAPAN")
    assert [store.code for store in await stores_of(olga)] == ["JP"]


async def test_whoever_gave_a_consent_hears_in_time_that_it_ends(amazon):
    olga, clock = await an_organizer(), amazon.clock
    connection = await connect(amazon, olga, "JP", "A4JAPAN")
    pasted = await paste(
        amazon,
        olga,
        await a_session(amazon, olga),
        store_code="AU",
        seller_id="A5AUSTRALIA",
        refresh_token=amazon.login.refresh_token("A5AUSTRALIA"),
    )
    assert (pasted.ends_at, pasted.remind_at) == (None, None)
    reminded = []
    for day in range(1, 370):
        clock.advance(days=1)
        # Several processes look at once, and one of them mails.
        told = (
            sum(await asyncio.gather(*(remind_due(clock.now()) for _ in range(2))))
            if day > 333
            else await remind_due(clock.now())
        )
        reminded += [day] * told
    assert reminded == [335, 358, 364]
    letters = [one for one in await mailbox(None) if one.kind == "consent_ends"]
    assert len(letters) == 3
    assert letters[0].link == "http://127.0.0.1:3000/stores"
    assert (await acts_of(olga.joint_account_id)).count("amazon.reminded") == 3
    renewed = await connect(amazon, olga, "JP", "A4JAPAN")
    assert (renewed.id, renewed.remind_at) == (connection.id, clock.now() + timedelta(days=335))


async def test_a_seller_account_without_a_store_connects_nothing(amazon, monkeypatch):
    monkeypatch.setitem(SELLERS, "A7NOWHERE", Seller("A7NOWHERE", "eu", (), SELLERS["A2EUROPE"].pseudo))
    with pytest.raises(NoStoreThere):
        await connect(amazon, await an_organizer(), "DE", "A7NOWHERE")


async def test_demos_and_installations_without_an_application_are_told_so(amazon, use_settings):
    clock, visitor = clock_of(amazon), await an_organizer("demo@example.com", demo_id="a demo")
    with pytest.raises(DemoStaysDemo):
        await begin_connection(visitor, await a_session(amazon, visitor), "DE", clock)
    olga = await an_organizer()
    session = await a_session(amazon, olga)
    for name in ("AMAZON_APPLICATION_ID", "AMAZON_CLIENT_ID", "AMAZON_CLIENT_SECRET"):
        use_settings(**{name: ""})
    with pytest.raises(NotConfigured):
        await begin_connection(olga, session, "DE", clock)


async def test_the_first_to_connect_starts_the_joint_account(amazon):
    person = await a_person("new@example.com")
    await connect(amazon, person)
    assert len(await stores_of(await anew(person))) == 6


async def test_what_was_done_is_told_in_words(amazon):
    olga = await an_organizer()
    connection = await connect(amazon, olga, "AE", "A3MIDDLEEAST")
    await mark_revoked(connection)
    await disconnect(olga, connection.id)
    entries, _older = await activity(olga, ActivityView(kind="amazon"))
    assert [sentence(one) for one in entries] == [
        "Olga Berger disconnected Amazon in Europe, seller A3MIDDLEEAST",
        "Amazon does not accept the consent of seller A3MIDDLEEAST in Europe any more",
        "Olga Berger connected Amazon in Europe, seller A3MIDDLEEAST: United Arab Emirates",
    ]
