"""Signing in through a provider: who gets in as whom, what is asked, and what is never taken on trust."""

import json
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlmodel import select

from joint_account.database import reading, unit_of_work
from joint_account.identity.address_links import confirm_address
from joint_account.identity.linking import identities_of, join_through, link, owner_of_address
from joint_account.identity.models import Person
from joint_account.identity.oidc import Proved
from joint_account.identity.passwords import hash_password
from joint_account.identity.providers import forget_providers
from joint_account.identity.service import add_person, register
from joint_account.identity.sessions import person_behind
from joint_account.registration.queries import invitation_behind
from tests.oidc_browser import Browser, cookies_set_by
from tests.oidc_liar import CLIENT_ID, CLIENT_SECRET, a_liar
from tests.real_provider import a_real_provider
from tests.snapshots import letters_to as letters_to_address
from tests.snapshots import snapshot
from tests.stories import an_invitation, an_organizer, anew, session_of

PASSWORD = "a long walk through Lisbon"


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


async def people():
    async with reading() as session:
        return {one.email: one for one in await session.exec(select(Person))}


async def somebody_with_a_password(email):
    async with unit_of_work() as work:
        hashed = await hash_password(PASSWORD)
        return await add_person(work, name="Paula", email=email, password_hash=hashed, country="DE", confirmed=True)


def proved(subject="user-1", email="paula@example.com", *, verified=True):
    return Proved("https://acme.example", subject, "Acme", email, verified, "Paula Provider", "PT")


async def test_the_browser_is_sent_with_pkce_state_and_nonce_that_only_it_knows(acme, open_database):
    browser = Browser()
    answer = await browser.us.post("/auth/acme", data={"next": "/overview"})
    cookie = cookies_set_by(answer)["trip"]
    assert cookie["httponly"] and cookie["samesite"] == "lax" and cookie["max-age"] == "600"
    sent = [dict(parse_qsl(urlsplit(await Browser().start()).query)) for _ in range(2)]
    for query in sent:
        assert query["response_type"] == "code" and query["code_challenge_method"] == "S256"
        assert query["client_id"] == CLIENT_ID and query["scope"] == "openid email profile"
        assert query["redirect_uri"] == "http://127.0.0.1:3000/auth/acme/callback"
    for name in ("state", "nonce", "code_challenge"):
        assert len(sent[0][name]) >= 43 and sent[0][name] != sent[1][name]
    assert not any(query[name] in answer.headers["set-cookie"] for query in sent for name in ("state", "nonce"))


async def test_a_link_that_is_only_opened_or_prefetched_starts_nothing(acme, open_database):
    browser = Browser()
    for method in ("GET", "HEAD"):
        answer = await browser.us.request(method, "/auth/acme")
        assert answer.status_code == 405 and "set-cookie" not in answer.headers
    assert acme.asked == []
    assert (await browser.us.post("/auth/nobody", data={"next": ""})).status_code == 404


async def test_somebody_new_says_a_country_and_has_an_account_without_a_password(acme, open_database):
    browser = Browser()
    assert await browser.sign_in(next="/overview") == "/continue"
    assert not browser.is_logged_in and await people() == {}, "nothing is kept before the country is known"
    assert await browser.post("/auth/register", name="Paula", country="XX") == "/continue"
    assert await browser.post("/auth/register", name="Paula", country="PT") == "/overview"
    paula = (await people())["paula@example.com"]
    assert (paula.name, paula.country, paula.password_hash) == ("Paula", "PT", "")
    assert paula.confirmed_at and browser.is_logged_in
    assert await letters_to_address(paula.email) == []
    assert await browser.post("/auth/register", name="Again", country="PT") == "/continue"

    again = Browser()
    acme.claims["email"] = "another@example.com"
    assert await again.sign_in() == "/membership"
    assert again.is_logged_in and len(await people()) == 1, "it is the subject that counts"
    assert await again.post("/login", email=paula.email, password="") == "/login"


async def test_an_address_that_the_provider_does_not_vouch_for_is_confirmed_by_mail(acme, open_database, letters_to):
    acme.claims |= {"email_verified": False, "address": {"country": "PT"}}
    assert await Browser().sign_in() == "/membership"
    paula = (await people())["paula@example.com"]
    assert paula.confirmed_at is None
    (link,) = await letters_to(paula.email)
    await confirm_address(link.rpartition("/")[2])
    assert (await anew(paula)).confirmed_at


async def test_the_address_in_userinfo_counts_as_well(acme, open_database):
    acme.lie = "email at userinfo only"
    browser = Browser()
    assert await browser.sign_in() == "/continue"
    await browser.post("/auth/register", name="Paula", country="PT")
    assert list(await people()) == ["paula@example.com"]


async def test_that_an_address_was_checked_is_believed_of_the_address_beside_it_only(acme, open_database):
    acme.lie = "checked, says the token of no address"
    browser = Browser()
    await browser.sign_in()
    await browser.post("/auth/register", name="Paula", country="PT")
    assert (await people())["paula@example.com"].confirmed_at is None


async def test_a_provider_without_an_address_says_so(acme, open_database):
    acme.claims = {"sub": "user-1"}
    browser = Browser()
    assert await browser.sign_in() == "/login"
    assert browser.told.startswith("Acme did not say your e-mail address")


@pytest.mark.parametrize("verified", [True, False])
async def test_an_account_that_exists_is_linked_after_its_own_log_in_only(acme, open_database, verified):
    owner = await somebody_with_a_password("paula@example.com")
    acme.claims |= {"email_verified": verified, "address": {"country": "PT"}}
    browser = Browser()
    assert await browser.sign_in() == "/continue"
    before = await snapshot()
    for path in ("/auth/register", "/auth/link"):
        assert await browser.post(path, name="Thief", country="PT") == "/continue"
    assert not browser.is_logged_in and await snapshot() == before

    assert await browser.post("/login", email=owner.email, password=PASSWORD, next="/continue") == "/continue"
    assert await identities_of(owner) == [], "only when its owner agrees"
    await browser.post("/auth/link")
    assert [one.label for one in await identities_of(owner)] == ["Acme"]
    again = Browser()
    await again.sign_in()
    assert again.is_logged_in and len(await people()) == 1


async def test_nobody_else_who_logs_in_there_gets_the_identity(acme, open_database):
    await somebody_with_a_password("paula@example.com")
    other = await somebody_with_a_password("other@example.com")
    browser = Browser()
    await browser.sign_in()
    await browser.post("/login", email=other.email, password=PASSWORD)
    assert await browser.post("/auth/link") == "/continue"
    assert await identities_of(other) == []


async def test_an_address_that_was_claimed_and_never_proved_gives_way_to_its_owner(open_database):
    squatter, session = await register("Squatter", "paula@example.com", PASSWORD, "DE")
    await link(squatter, await session_of(session), proved("squatters", "squatter@example.com"))
    assert await owner_of_address(proved(verified=False)), "a provider that does not vouch proves nothing"
    assert await owner_of_address(proved()) is None
    paula = await join_through(proved(), "Paula", "PT")
    assert (await people())["paula@example.com"].id == paula.id
    assert await identities_of(squatter) == []
    assert (await anew(squatter)).email.endswith("@unproved.invalid") and await person_behind(session) is None


async def test_an_invitation_survives_the_trip_and_is_for_the_proved_address_only(acme, open_database):
    olga = await an_organizer()
    invited = await an_invitation(olga, "ana@example.com")
    for email, is_right in (("ana@example.com", True), ("somebody@example.com", False)):
        acme.claims |= {"sub": email, "email": email, "address": {"country": "ES"}}
        browser = Browser()
        browser.us.cookies.set("invitation", invited.link)
        assert await browser.sign_in(next="/invitation") == "/invitation"
        assert browser.us.cookies["invitation"] == invited.link and browser.is_logged_in
        view = await invitation_behind(invited.link, (await people())[email])
        assert view.is_right_person is is_right
        assert bool(view.obstacle) is not is_right


@pytest.fixture(scope="module")
def a_certified_provider(tmp_path_factory):
    with a_real_provider(tmp_path_factory.mktemp("provider")) as provider:
        yield provider


@pytest.fixture
def certified(a_certified_provider, use_settings):
    forget_providers()
    use_settings(OIDC_PROVIDERS=json.dumps([a_certified_provider.entry]))
    return a_certified_provider


@pytest.mark.parametrize("email", ["paula@example.com", "unproved@example.com"])
async def test_a_certified_provider_in_a_process_of_its_own_is_understood(certified, open_database, email):
    browser = Browser()
    back = await certified.agree(browser.provider, await browser.start(), email)
    assert (await browser.us.get(back)).headers["location"] == "/continue"
    assert await browser.post("/auth/register", name="Paula", country="PT") == "/membership"
    assert {one.email: bool(one.confirmed_at) for one in (await people()).values()} == {email: email.startswith("paula")}
    assert [(one.issuer, one.subject) for one in await identities_of((await people())[email])] == [(certified.issuer, email)]
    again = Browser()
    assert (await again.us.get(await certified.agree(again.provider, await again.start(), email))).status_code == 303
    assert again.is_logged_in and len(await people()) == 1


async def test_login_with_amazon_goes_through_its_profile(acme, open_database, use_settings):
    """Amazon does not say whether it has checked the address: it is confirmed by mail."""
    places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "profile_endpoint": "profile"}
    entry = {"id": "amazon", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    use_settings(OIDC_PROVIDERS=json.dumps([entry | {name: f"{acme.issuer}/{place}" for name, place in places.items()}]))
    browser = Browser("amazon")
    query = dict(parse_qsl(urlsplit(await browser.start()).query))
    assert (query["scope"], query["code_challenge_method"], query["client_id"]) == ("profile", "S256", CLIENT_ID)
    assert await browser.sign_in() == "/continue"
    assert await browser.post("/auth/register", name="Paula", country="PT") == "/membership"
    paula = (await people())["paula@example.com"]
    (identity,) = await identities_of(paula)
    assert (identity.issuer, identity.subject, identity.label) == ("https://www.amazon.com", "amzn1.account.PAULA", "Amazon")
    assert paula.confirmed_at is None and await letters_to_address(paula.email) == ["confirm_address"]
    acme.lie = "profile: HTML"
    again = Browser("amazon")
    assert await again.sign_in() == "/login"
    assert again.told.startswith("Amazon does not answer properly")
