"""A websocket client without a browser, which knows the source, calls everything: nothing is read, changed or spilt."""

from datetime import timedelta

import pytest

from joint_account.database import now
from joint_account.identity.gate import declarations, every_handler
from joint_account.identity.proving import PROOF_LASTS
from joint_account.identity.sessions import start_session
from joint_account.registration.family_state import PROVE_FIRST, FamilyState
from joint_account.stores.state import StoresState
from tests.attacks.conftest import COOKIE
from tests.attacks.handlers import CASES, FRAMEWORK, OURS, SHUT, short
from tests.attacks.hostile import attack, spoofed
from tests.attacks.wire import name_of
from tests.snapshots import snapshot
from tests.stories import end_session

OUTSIDERS = ("", "stranger", "ended")


@pytest.fixture(scope="module")
def handlers():
    """Every handler that the product registers, by its full name."""
    import joint_account.joint_account  # noqa: F401  (puts every state there)

    return {name: CASES[short(name)] for name in every_handler() if short(name) in CASES}


def test_no_handler_is_without_its_attack(handlers):
    assert {short(name) for name in every_handler()} == set(CASES)
    assert len(every_handler()) == len(CASES), "two handlers have one short name: tell them apart in handlers.py"


def test_every_handler_of_ours_says_who_may_call_it(handlers):
    assert {short(name) for name in declarations()} == set(OURS)
    assert {short(name) for name in every_handler() - set(declarations())} == set(FRAMEWORK) | set(SHUT)


def _but_for(joint_account_id, tables):
    """The rows that are not of this joint account."""
    return {name: [row for row in rows if joint_account_id not in row] for name, rows in tables.items()}


@pytest.mark.parametrize("role", OUTSIDERS)
async def test_whoever_is_no_member_reads_and_changes_nothing(attacked, handlers, role):
    before = await snapshot()
    told = await attack(attacked, role, handlers)
    assert attacked.seen_in(told) == []
    assert not [secret for secret in attacked.secrets if secret in told]
    after = await snapshot()
    own = attacked.people[role].joint_account_id if role == "stranger" else None
    assert _but_for(own, after) == _but_for(own, before)


async def test_a_viewer_changes_nothing_and_sees_no_secret(attacked, handlers):
    before = await snapshot()
    told = await attack(attacked, "viewer", handlers)
    assert "sven@stranger.example" not in told
    assert not [secret for secret in attacked.secrets if secret in told]
    assert await snapshot() == before


@pytest.mark.parametrize("role", ["organizer", "viewer"])
async def test_the_attacks_are_real_each_call_does_for_members_what_it_is_for(attacked, handlers, role):
    """Otherwise the tests above might pass because nothing that they say is understood."""
    for name, case in handlers.items():
        before = await snapshot()
        async with attacked.wire(role) as wire:
            if case.changes:  # A form belongs to a page that was read: an older one is refused.
                await wire.call(name_of(FamilyState.load), {}, "/membership/family")
                await wire.settled()
            wire.taken()
            await wire.call(name, case.payload(attacked), case.at(attacked))
            await wire.settled()
            shown = attacked.seen_in(wire.taken())
        assert bool(shown) == (role in case.shows), f"{short(name)} shows {shown}"
        assert (await snapshot() != before) == (role in case.changes), short(name)


async def test_an_organizer_whose_proof_is_old_invites_no_manager_by_the_handler(attacked):
    token = await start_session(attacked.people["organizer"], stays=True, at=now() - PROOF_LASTS - timedelta(seconds=1))
    form = {**CASES["family_state.invite"].payload(attacked)["form"], "email": "late@elsewhere.example"}
    several = {**form, "lines": "late@elsewhere.example\nlater@elsewhere.example"}
    async with attacked.wire(cookie=f"{COOKIE}={token}") as wire:
        await wire.call(name_of(FamilyState.load), {}, "/membership/family")
        await wire.settled()
        before = await snapshot()
        for asked in (form, several):
            wire.taken()
            await wire.call(name_of(FamilyState.invite), {"form": asked}, "/membership/family")
            await wire.settled()
            assert PROVE_FIRST in wire.taken()
        assert await snapshot() == before


@pytest.mark.parametrize("role", ["organizer", "manager", "viewer", "stranger"])
async def test_only_who_operates_stores_reads_whose_connections_they_are(attacked, role):
    async with attacked.wire(role) as wire:
        await wire.call(name_of(StoresState.load), {}, "/stores")
        await wire.settled()
        told = wire.taken()
    assert "Germany" in told, "the page was read"
    assert (attacked.seller in told) == (role in {"organizer", "manager"})


async def test_who_was_refused_what_stands_in_the_log(attacked):
    async with attacked.wire("stranger's") as wire, attacked.wire() as nobody:
        await wire.call(name_of(FamilyState.resend), {"invitation_id": 7}, "/membership/family")
        await nobody.call(name_of(FamilyState.load), {}, "/membership/family")
        await wire.settled()
        await nobody.settled()
    said, person = attacked.log(), attacked.people["stranger's"]
    assert f"refused: an event that is undeclared, or not what its handler takes; by {person.id}, from " in said
    assert "refused: family_state.load; by nobody, from " in said


@pytest.mark.parametrize("role", OUTSIDERS)
async def test_an_event_in_the_connect_packet_is_judged_like_any_other(attacked, handlers, role):
    before, told = await snapshot(), ""
    for name, case in handlers.items():
        wire = attacked.wire(role)
        await wire.open({"event": {"name": name, "payload": case.payload(attacked), **spoofed(attacked)}})
        await wire.settled()
        told += wire.taken() + "\n"
        await wire.__aexit__()
    for auth in ({"event": 7}, {"event": "x"}, {"event": {"name": []}}, "text", [1], {"state_schema": ["x"]}, {"event": [[]]}):
        wire = attacked.wire(role)
        await wire.open(auth)
        await wire.settled()
        await wire.__aexit__()
    assert attacked.seen_in(told) == []
    own = attacked.people[role].joint_account_id if role == "stranger" else None
    assert _but_for(own, await snapshot()) == _but_for(own, before)


async def test_an_event_before_the_page_is_loaded_is_judged_like_any_other(attacked, handlers):
    for role in OUTSIDERS:
        for name, case in handlers.items():
            wire = attacked.wire(role)
            await wire.open()
            await wire.call(name, case.payload(attacked), case.at(attacked))
            await wire.settled()
            assert attacked.seen_in(wire.taken()) == [], short(name)
            await wire.__aexit__()


async def test_a_live_socket_can_do_nothing_more_the_instant_its_session_ends(attacked, handlers):
    token = await start_session(attacked.people["organizer"])
    async with attacked.wire(cookie=f"{COOKIE}={token}") as wire:
        await wire.call(name_of(FamilyState.load), {}, "/membership/family")
        await wire.settled()
        assert attacked.seen_in(wire.taken())
        await end_session(token)
        before = await snapshot()
        for name, case in handlers.items():
            await wire.call(name, case.payload(attacked), case.at(attacked))
        await wire.settled()
        assert attacked.seen_in(wire.taken()) == []
        assert await snapshot() == before
