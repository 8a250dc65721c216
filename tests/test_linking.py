"""Identities at providers become ways in, stop being it, and prove who is asking: for the account's own person only."""

import asyncio
import json
import time
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlmodel import select, update

from joint_account.database import now, reading, unit_of_work
from joint_account.identity.changing import set_first_password
from joint_account.identity.errors import BadForm, LastWayIn, ProofNeeded
from joint_account.identity.linking import identities_of, join_through, link, providers_of, unlink
from joint_account.identity.models import LoginSession
from joint_account.identity.oidc import Proved
from joint_account.identity.passwords import hash_password
from joint_account.identity.provider_errors import LinkedElsewhere, NotInADemo
from joint_account.identity.providers import forget_providers
from joint_account.identity.service import add_person
from joint_account.identity.sessions import person_behind, start_session
from tests.oidc_browser import Browser
from tests.oidc_liar import CLIENT_ID, CLIENT_SECRET, a_liar
from tests.real_provider import a_real_provider
from tests.snapshots import acts_of, letters_to, snapshot
from tests.stories import a_person, an_organizer, anew, session_of

PASSWORD = "a long walk through Lisbon"
ELEVEN_MINUTES = timedelta(minutes=11)


@pytest.fixture(scope="module")
def a_provider():
    with a_liar() as liar:
        yield liar


@pytest.fixture
def acme(a_provider, use_settings):
    a_provider.begin_anew()
    forget_providers()
    use_settings(OIDC_PROVIDERS=json.dumps([a_provider.entry]))
    return a_provider


@pytest.fixture(scope="module")
def a_certified_provider(tmp_path_factory):
    with a_real_provider(tmp_path_factory.mktemp("provider")) as provider:
        yield provider


def proved(subject="user-1", label="Acme"):
    return Proved("https://acme.example", subject, label, "paula@example.com", True, "Paula Provider", "PT")


async def somebody(email="paula@example.com"):
    async with unit_of_work() as work:
        hashed = await hash_password(PASSWORD)
        return await add_person(work, name="Paula", email=email, password_hash=hashed, country="DE", confirmed=True)


async def fresh(person):
    return await session_of(await start_session(person))


async def stale(person):
    return await session_of(await start_session(person, stays=True, at=now() - ELEVEN_MINUTES))


async def a_browser_of(person, provider="acme", *, stays=False):
    browser = Browser(provider)
    form = {"email": person.email, "password": PASSWORD} | ({"stays": "yes"} if stays else {})
    await browser.post("/login", **form)
    return browser


async def let_the_proof_grow_old(browser):
    async with unit_of_work() as work:
        await work.exec(update(LoginSession).values(proved_at=now() - ELEVEN_MINUTES))


async def refused_and_unchanged(error, call):
    before = await snapshot()
    with pytest.raises(error):
        await call
    assert await snapshot() == before


# Linking and unlinking


async def test_linking_and_unlinking_are_on_record_and_mailed_once(open_database):
    olga = await an_organizer()
    for _ in range(2):
        await link(olga, await fresh(olga), proved())
    (identity,) = await identities_of(olga)
    await link(olga, await fresh(olga), proved("user-2", "Other"))
    for _ in range(2):
        await unlink(olga, await fresh(olga), identity.id)
    assert [one.label for one in await identities_of(olga)] == ["Other"]
    assert (await acts_of(olga))[1:] == ["identity.linked", "identity.linked", "identity.unlinked"]
    assert await letters_to(olga.email) == ["provider_linked", "provider_linked", "provider_unlinked"]


async def test_without_a_recent_proof_nothing_is_linked_and_nothing_unlinked(open_database):
    paula = await somebody()
    await link(paula, await fresh(paula), proved())
    (identity,) = await identities_of(paula)
    old = await stale(paula)
    await refused_and_unchanged(ProofNeeded, link(paula, old, proved("user-2")))
    await refused_and_unchanged(ProofNeeded, unlink(paula, old, identity.id))


async def test_the_last_way_in_stays(open_database):
    paula = await join_through(proved(), "Paula", "PT")
    await link(paula, await fresh(paula), proved("user-2"))
    first, second = await identities_of(paula)
    await unlink(paula, await fresh(paula), first.id)
    await refused_and_unchanged(LastWayIn, unlink(paula, await fresh(paula), second.id))


async def test_of_two_identities_unlinked_at_once_one_stays(open_database):
    paula = await join_through(proved(), "Paula", "PT")
    session = await fresh(paula)
    await link(paula, session, proved("user-2"))
    both = [unlink(paula, session, one.id) for one in await identities_of(paula)]
    came = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(map(type, came), key=str) == sorted([type(None), LastWayIn], key=str)
    assert len(await identities_of(paula)) == 1


async def test_nobody_links_or_unlinks_what_is_anothers(open_database):
    owner, thief = await somebody("owner@example.com"), await somebody("thief@example.com")
    await link(owner, await fresh(owner), proved())
    (identity,) = await identities_of(owner)
    session = await fresh(thief)
    await refused_and_unchanged(LinkedElsewhere, link(thief, session, proved()))
    await unlink(thief, session, identity.id)
    assert [one.id for one in await identities_of(owner)] == [identity.id]


async def test_a_demo_is_linked_to_nothing(open_database):
    maria = await a_person("maria@example.com", demo_id="tulip")
    await refused_and_unchanged(NotInADemo, link(maria, await fresh(maria), proved()))


async def test_linking_takes_the_account_that_was_logged_in_at_both_ends(acme, open_database):
    mine, other = [await somebody(f"{name}@example.com") for name in ("mine", "other")]
    assert (await Browser().us.post("/auth/acme", data={"link": "yes"})).headers["location"] == "/login"
    browser = await a_browser_of(mine)
    back = await browser.at_the_provider(await browser.start(link="yes", next="/security"))
    await browser.post("/login", email=other.email, password=PASSWORD)
    assert (await browser.us.get(back)).headers["location"] == "/security"
    assert "was not begun here" in browser.told
    assert await identities_of(mine) == await identities_of(other) == []

    assert await browser.sign_in(link="yes", next="/security") == "/security?done=linked"
    assert [one.email for one in await identities_of(other)] == ["paula@example.com"]
    assert [one.id for one in await providers_of(other)] == ["acme"] and await providers_of(mine) == []
    browser = await a_browser_of(mine)
    assert await browser.sign_in(link="yes", next="/security") == "/security"
    assert browser.told.startswith("This Acme account is linked to another account here.")


async def test_a_trip_that_links_needs_a_recent_proof_where_it_begins_and_where_it_ends(acme, open_database):
    paula = await somebody()
    browser = await a_browser_of(paula)
    back = await browser.at_the_provider(await browser.start(link="yes", next="/security"))
    await let_the_proof_grow_old(browser)
    assert (await browser.us.get(back)).headers["location"] == "/prove?next=%2Fsecurity"
    asked = len(acme.asked)
    refused = await browser.us.post("/auth/acme", data={"link": "yes", "next": "/security"})
    assert refused.headers["location"] == "/prove?next=%2Fsecurity" and len(acme.asked) == asked
    assert await identities_of(paula) == []


async def test_the_forms_unlink_with_a_recent_proof_only(acme, open_database):
    paula = await somebody()
    browser = await a_browser_of(paula)
    await browser.sign_in(link="yes")
    (identity,) = await identities_of(paula)
    await let_the_proof_grow_old(browser)
    assert await browser.post("/security/unlink", identity=str(identity.id)) == "/prove?next=%2Fsecurity"
    assert len(await identities_of(paula)) == 1
    browser = await a_browser_of(paula)
    for nonsense in ("", "x", "9" * 40, "-1"):
        assert await browser.post("/security/unlink", identity=nonsense) == "/security?done=unlinked"
    assert len(await identities_of(paula)) == 1
    assert await browser.post("/security/unlink", identity=str(identity.id)) == "/security?done=unlinked"
    assert await identities_of(paula) == []


# Staying signed in


@pytest.mark.parametrize("stays", [True, False])
async def test_who_asks_to_stay_signed_in_does_however_the_provider_is_used(acme, open_database, stays):
    form = {"stays": "yes"} if stays else {}
    newcomer, known = Browser(), Browser()
    assert await newcomer.sign_in(**form) == "/continue"
    await newcomer.post("/auth/register", name="Paula", country="PT")
    assert await known.sign_in(**form) == "/membership"
    for browser in (newcomer, known):
        session = await session_of(browser.us.cookies["session"])
        assert session.stays is stays
        assert (session.expires_at - session.created_at > timedelta(days=1)) is stays


# Proving who one is


async def test_a_trip_proves_who_is_asking_at_a_certified_provider(a_certified_provider, use_settings, open_database):
    forget_providers()
    use_settings(OIDC_PROVIDERS=json.dumps([a_certified_provider.entry]))
    browser = Browser()
    there = await a_certified_provider.agree(browser.provider, await browser.start(stays="yes"), "paula@example.com")
    await browser.us.get(there)
    await browser.post("/auth/register", name="Paula", country="PT")
    await let_the_proof_grow_old(browser)
    before = browser.us.cookies["session"]

    address = await browser.start(prove="yes", next="/security")
    query = dict(parse_qsl(urlsplit(address).query))
    assert (query["prompt"], query["max_age"]) == ("login", "0")
    back = await a_certified_provider.agree(browser.provider, address, "paula@example.com")
    answer = await browser.us.get(back)
    assert answer.headers["location"] == "/security"
    after = browser.us.cookies["session"]
    assert after != before and await person_behind(before) is None
    session = await session_of(after)
    assert now() - session.proved_at < timedelta(minutes=1)
    assert session.stays and not session.is_strong

    await let_the_proof_grow_old(browser)
    # Another browser there, so that nobody is logged in yet.
    for email, sentence in (
        ("somebody@example.com", "This Acme account is not linked to your account here."),
        ("", "You, or Acme, stopped the sign-in."),
    ):
        address = await browser.start(prove="yes", next="/security")
        back = await a_certified_provider.agree(Browser().provider, address, email)
        assert (await browser.us.get(back)).headers["location"] == "/prove?next=%2Fsecurity"
        assert browser.told.startswith(sentence)
    assert now() - (await session_of(browser.us.cookies["session"])).proved_at > timedelta(minutes=10)


@pytest.mark.parametrize("said", ["missing", "old", "text", "true"])
async def test_a_log_in_at_the_provider_that_is_not_new_proves_nothing(acme, open_database, said):
    paula = await somebody()
    browser = await a_browser_of(paula)
    await browser.sign_in(link="yes")
    await let_the_proof_grow_old(browser)
    before = await session_of(browser.us.cookies["session"])
    said_at = {"old": int(time.time()) - 65, "text": str(int(time.time())), "true": True}
    acme.claims |= {"auth_time": said_at[said]} if said in said_at else {}
    assert await browser.sign_in(prove="yes", next="/security") == "/prove?next=%2Fsecurity"
    assert browser.told.startswith("Acme does not say that you have just logged in there.")
    assert await session_of(browser.us.cookies["session"]) == before
    acme.claims["auth_time"] = int(time.time())
    assert await browser.sign_in(prove="yes", next="/security") == "/security"


async def test_nobody_proves_anything_in_anothers_session_or_in_none(acme, open_database):
    mine, other = await somebody("mine@example.com"), await somebody("other@example.com")
    browser = await a_browser_of(mine)
    await browser.sign_in(link="yes")
    acme.claims["auth_time"] = int(time.time()) + 30
    back = await browser.at_the_provider(await browser.start(prove="yes", next="/security"))
    await browser.post("/login", email=other.email, password=PASSWORD)
    await let_the_proof_grow_old(browser)
    assert (await browser.us.get(back)).headers["location"] == "/prove?next=%2Fsecurity"
    async with reading() as session:
        proofs = await session.exec(select(LoginSession.proved_at))
        assert all(now() - one > timedelta(minutes=10) for one in proofs)
    stranger = Browser()
    assert (await stranger.us.post("/auth/acme", data={"prove": "yes"})).headers["location"] == "/login"


async def test_login_with_amazon_proves_it_by_coming_back(acme, open_database, use_settings):
    places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "profile_endpoint": "profile"}
    entry = {"id": "amazon", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    use_settings(OIDC_PROVIDERS=json.dumps([entry | {name: f"{acme.issuer}/{place}" for name, place in places.items()}]))
    browser = Browser("amazon")
    await browser.sign_in()
    await browser.post("/auth/register", name="Paula", country="PT")
    await let_the_proof_grow_old(browser)
    assert await browser.sign_in(prove="yes", next="/security") == "/security"
    assert now() - (await session_of(browser.us.cookies["session"])).proved_at < timedelta(minutes=1)


# A first password


async def test_who_got_in_without_a_password_sets_one_after_a_recent_proof(acme, open_database):
    browser = Browser()
    await browser.sign_in()
    await browser.post("/auth/register", name="Paula", country="PT")
    paula = await person_behind(browser.us.cookies["session"])
    elsewhere = await start_session(paula)
    await let_the_proof_grow_old(browser)
    assert await browser.post("/security/password", new=PASSWORD) == "/prove?next=%2Fsecurity"
    acme.claims["auth_time"] = int(time.time())
    await browser.sign_in(prove="yes", next="/security")
    assert await browser.post("/security/password", new="short") == "/security"
    assert (await anew(paula)).password_hash == ""
    assert await browser.post("/security/password", new=PASSWORD) == "/security?done=password"
    assert await person_behind(browser.us.cookies["session"]) and await person_behind(elsewhere) is None
    assert await letters_to(paula.email) == ["password_changed"]
    await refused_and_unchanged(BadForm, set_first_password(paula, await fresh(paula), "another whole sentence"))
    assert await browser.post("/security/password", old="", new="another whole sentence") == "/security"
    assert (await a_browser_of(paula)).is_logged_in
