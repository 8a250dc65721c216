"""A provider that is down, slow or lying: one sentence on the log-in page, nobody logged in, nothing written."""

import json

import pytest

from joint_account.identity import provider_http
from joint_account.identity.providers import forget_providers
from tests.oidc_browser import Browser
from tests.oidc_liar import CLIENT_SECRET, a_liar
from tests.snapshots import snapshot

UNREACHABLE = "Acme does not answer properly at the moment. Try again, or get in another way."
NOT_BELIEVED = "What Acme answered does not hold, so nobody was logged in. Try again, or get in another way."
ANOTHER_TRIP = (
    "This sign-in with Acme was not begun here, is over already, or took longer than 10 minutes. "
    "Try again, or get in another way."
)
TURNED_DOWN = "You, or Acme, stopped the sign-in. Try again, or get in another way."

LIES = {
    **dict.fromkeys(
        [
            *(f"metadata: {how}" for how in ("HTML", "500", "a list", "huge", "redirect", "slow", "nested")),
            *(f"token: {how}" for how in ("HTML", "500", "a list", "huge", "redirect", "slow")),
            *(f"keys: {how}" for how in ("HTML", "500", "a list", "huge", "redirect", "slow")),
            *("token error", "userinfo: HTML"),
        ],
        UNREACHABLE,
    ),
    **dict.fromkeys(
        [
            *("metadata of another issuer", "metadata with a plain http endpoint", "metadata with an endpoint that is none"),
            *("metadata without an endpoint", "response of another issuer", "response without iss", "no code", "no id_token"),
            *("token of another issuer", "token for another client", "token for two clients, azp missing"),
            *("token for two clients, azp another", "azp another", "expired", "no exp", "exp is no time"),
            *("issued in the future", "no iat", "not valid yet", "no nonce", "another nonce", "no sub", "sub is no text"),
            *("alg none", "alg none announced", "HS256 signed with the public key"),
            *("HS256 announced, signed with the public key", "unknown kid", "signed by somebody else"),
            *("changed after signing", "id_token is no token", "another subject at userinfo"),
        ],
        NOT_BELIEVED,
    ),
    **dict.fromkeys(["no state", "another state"], ANOTHER_TRIP),
    "access denied": TURNED_DOWN,
}


@pytest.fixture(scope="module")
def a_provider():
    with a_liar() as liar:
        yield liar


@pytest.fixture
def liar(a_provider, use_settings):
    a_provider.begin_anew()
    forget_providers()
    use_settings(OIDC_PROVIDERS=json.dumps([a_provider.entry]))
    return a_provider


async def everything_but_spent_states():
    return {name: rows for name, rows in (await snapshot()).items() if name != "spent_state"}


@pytest.mark.parametrize("lie", LIES)
async def test_a_lie_lets_nobody_in(lie, liar, open_database, monkeypatch, caplog):
    monkeypatch.setattr(provider_http, "SECONDS", 0.5 if "slow" in lie else 10.0)
    liar.lie = lie
    if lie == "userinfo: HTML":
        liar.claims = {"sub": "user-1"}
    before = await everything_but_spent_states()
    browser = Browser()
    assert await browser.sign_in() == "/login"
    assert browser.told == LIES[lie]
    assert not browser.is_logged_in
    assert await everything_but_spent_states() == before
    assert CLIENT_SECRET not in caplog.text

    liar.lie, liar.claims["email"] = "", "paula@example.com"
    forget_providers()
    assert await browser.sign_in() == "/continue", "an honest answer is believed again"


async def test_an_answer_that_is_used_twice_opens_nothing(liar, open_database):
    liar.claims["address"] = {"country": "DE"}
    browser = Browser()
    back = await browser.at_the_provider(await browser.start())
    carried = dict(browser.us.cookies)
    assert (await browser.us.get(back)).headers["location"] == "/membership"
    before = await everything_but_spent_states()

    thief = Browser()
    thief.us.cookies.update(carried)
    asked = len(liar.asked)
    assert (await thief.us.get(back)).headers["location"] == "/login"
    assert thief.told == ANOTHER_TRIP and not thief.is_logged_in
    assert len(liar.asked) == asked, "the code was not even tried"
    assert await everything_but_spent_states() == before


async def test_a_code_that_the_provider_has_seen_opens_nothing(liar, open_database):
    first, second = Browser(), Browser()
    used = (await first.at_the_provider(await first.start())).partition("code=")[2].partition("&")[0]
    address = await second.start()
    fresh = (await second.at_the_provider(address)).replace("code=", f"code={used}&x=")
    assert (await second.us.get(fresh)).headers["location"] == "/login"
    assert second.told == UNREACHABLE and not second.is_logged_in, "its verifier is another browser's"


async def test_an_answer_meant_for_another_browser_opens_nothing(liar, open_database):
    """Otherwise somebody could be logged in as the attacker, and type their secrets into the attacker's account."""
    attacker, victim = Browser(), Browser()
    back = await attacker.at_the_provider(await attacker.start())
    for carried in (False, True):
        if carried:
            await victim.start()
        assert (await victim.us.get(back)).headers["location"] == "/login"
        assert victim.told == ANOTHER_TRIP and not victim.is_logged_in
    assert (await everything_but_spent_states())["person"] == []


async def test_a_parameter_said_twice_opens_nothing(liar, open_database):
    browser = Browser()
    back = await browser.at_the_provider(await browser.start())
    assert (await browser.us.get(f"{back}&code=another")).headers["location"] == "/login"
    assert browser.told == ANOTHER_TRIP and not browser.is_logged_in


async def test_a_trip_of_one_provider_does_not_end_at_another(liar, open_database, use_settings):
    """The mix-up attack: the answer of an honest provider is handed to a dishonest one."""
    use_settings(OIDC_PROVIDERS=json.dumps([liar.entry, liar.entry | {"id": "evil", "label": "Evil"}]))
    browser = Browser()
    back = await browser.at_the_provider(await browser.start())
    answer = await browser.us.get(back.replace("/auth/acme/", "/auth/evil/"))
    assert answer.headers["location"] == "/login" and not browser.is_logged_in
    assert "token" not in liar.asked


async def test_a_key_that_was_changed_is_fetched_once(liar, open_database):
    assert await Browser().sign_in() == "/continue"
    liar.new_key()
    assert await Browser().sign_in() == "/continue"
    assert liar.asked.count("keys") == 2

    liar.lie = "unknown kid"
    for _ in range(3):
        assert await Browser().sign_in() == "/login"
    assert liar.asked.count("keys") == 2, "not again within the minute"


async def test_nobody_is_led_away_afterwards(liar, open_database):
    liar.claims["address"] = {"country": "DE"}
    for next_ in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        assert (await Browser().sign_in(next=next_)) == "/membership"
    assert await Browser().sign_in(next="/invitation") == "/invitation"


def test_ten_seconds_is_the_longest_wait():
    assert provider_http.SECONDS <= 10
