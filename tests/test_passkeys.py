"""Passkeys that are what they say: added, used, renamed, removed; whose they are, and where they open something."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import select, update

from joint_account.audit.models import AuditEntry
from joint_account.database import now, reading, unit_of_work
from joint_account.identity import ceremonies, passkeys
from joint_account.identity.ceremonies import Purpose
from joint_account.identity.errors import BadForm, LastWayIn, ProofNeeded
from joint_account.identity.models import LoginSession, Passkey
from joint_account.identity.passkey_errors import (
    MOST,
    AnotherCeremony,
    ClonedPasskey,
    TooManyPasskeys,
    UnknownPasskey,
)
from joint_account.identity.passkey_questions import to_make, to_use
from joint_account.identity.resetting import ask_for_reset, reset_password
from joint_account.identity.service import register
from joint_account.mail.queries import mailbox
from tests.authenticator import EDDSA, ES256, RS256, Authenticator, coded
from tests.passkey_stories import (
    HOME,
    a_session,
    a_way_in,
    acts,
    added,
    carried,
    kinds,
    logged_in,
    proved,
    somebody,
)
from tests.snapshots import snapshot
from tests.stories import a_member, a_person, an_organizer


@pytest.fixture(autouse=True)
def at_home(use_settings):
    use_settings(PUBLIC_URL=HOME)


@pytest.mark.parametrize("algorithm", [ES256, EDDSA, RS256])
async def test_a_passkey_is_added_logs_in_and_proves(open_database, algorithm):
    person, device = await an_organizer(), Authenticator(HOME)
    await added(person, device, algorithm=algorithm, name=" My  phone ")
    assert (await logged_in(device)).id == person.id
    await proved(person, device)
    (kept,) = await passkeys.passkeys_of(person)
    assert (kept.name, kept.sign_count) == ("My phone", 3) and kept.used_at is not None
    assert ("passkey.added", {"passkey": "My phone"}) in await acts()
    assert (await kinds()) == ["passkey_added"]


async def test_a_device_that_does_not_count_is_fine(open_database):
    person, device = await a_person("olga@example.com"), Authenticator(HOME)
    await added(person, device, counts=False)
    for _ in range(2):
        assert (await logged_in(device)).id == person.id


async def test_what_is_asked_needs_no_name_and_a_finger_face_or_pin_and_tells_nothing(open_database):
    person, _device = await somebody()
    (kept,) = await passkeys.passkeys_of(person)
    make, use = to_make(ceremonies.begin(person.id), person, [kept]), to_use(ceremonies.begin())
    assert make["rp"]["id"] == use["rpId"] == "account.example"
    assert make["authenticatorSelection"] == {
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "required",
    }
    assert make["attestation"] == "none" and {one["alg"] for one in make["pubKeyCredParams"]} == {ES256, EDDSA, RS256}
    assert [one["id"] for one in make["excludeCredentials"]] == [coded(kept.credential_id)]
    assert use["userVerification"] == "required" and use["allowCredentials"] == []
    assert len({ceremonies.begin().challenge for _ in range(100)}) == 100 and len(ceremonies.begin().challenge_bytes) >= 16


async def let_proof_age(session):
    async with unit_of_work() as work:
        await work.exec(
            update(LoginSession)
            .where(LoginSession.token_hash == session.token_hash)
            .values(proved_at=now() - timedelta(minutes=11))
        )
    async with reading() as looked:
        return await looked.get_one(LoginSession, session.token_hash)


async def test_adding_and_removing_need_a_proof_of_lately(open_database):
    person, device = await somebody()
    await a_way_in(person)
    (kept,) = await passkeys.passkeys_of(person)
    old = await let_proof_age(await a_session(person))
    before = await snapshot()
    ceremony = ceremonies.begin(person.id)
    with pytest.raises(ProofNeeded):
        await passkeys.add(person, old, ceremony, Authenticator(HOME).make(to_make(ceremony, person, [])), "Mine")
    with pytest.raises(ProofNeeded):
        await passkeys.remove(person, old, kept.id)
    assert await snapshot() == before
    assert (await logged_in(device)).id == person.id


async def test_the_last_way_in_stays_and_what_is_removed_is_mailed(open_database):
    person, _device = await somebody()
    second = Authenticator(HOME)
    kept = await added(person, second, name="Second")
    await passkeys.remove(person, await a_session(person), kept.id)
    (last,) = await passkeys.passkeys_of(person)
    with pytest.raises(LastWayIn):
        await passkeys.remove(person, await a_session(person), last.id)
    assert await passkeys.passkeys_of(person) == [last]
    assert await kinds() == ["passkey_added", "passkey_added", "passkey_removed"]
    assert (await acts())[-1] == ("passkey.removed", {"passkey": "Second"})


async def of_several_at_once(*calls):
    """How many of them came to something, and what stopped the others."""
    results = await asyncio.gather(*calls, return_exceptions=True)
    stopped = [type(one) for one in results if isinstance(one, Exception)]
    return len(results) - len(stopped), set(stopped)


async def test_of_what_happens_at_once_only_one_thing_does(open_database):
    person, _device = await somebody()
    second = await added(person, Authenticator(HOME), name="Second")
    (first, _second), session = await passkeys.passkeys_of(person), await a_session(person)
    both = (passkeys.remove(person, session, one.id) for one in (first, second))
    assert await of_several_at_once(*both) == (1, {LastWayIn})

    device = Authenticator(HOME)
    await added(person, device, name="Third")
    ceremony = ceremonies.begin()
    signed = device.use(to_use(ceremony))
    answers = (passkeys.person_behind(ceremony, signed, None) for _ in range(5))
    assert await of_several_at_once(*answers) == (1, {ClonedPasskey})

    cookie = await carried(Purpose.LOG_IN, ceremony)
    questions = (ceremonies.ceremony_back(cookie, Purpose.LOG_IN) for _ in range(5))
    assert await of_several_at_once(*questions) == (1, {AnotherCeremony})


async def test_nobody_touches_somebody_elses_passkey(open_database):
    olga, _device = await somebody()
    ana, _anas = await somebody("ana@example.com")
    await a_way_in(ana)
    (kept,) = await passkeys.passkeys_of(olga)
    session = await a_session(ana)
    before = await snapshot()
    await passkeys.remove(ana, session, kept.id)
    await passkeys.rename(ana, kept.id, "Mine now")
    await passkeys.rename(olga, kept.id, kept.name)
    assert await snapshot() == before


async def test_a_passkey_is_renamed_and_only_to_a_name(open_database):
    person, _device = await somebody()
    (kept,) = await passkeys.passkeys_of(person)
    for name in ("", "  \u202e ", "x" * 101):
        with pytest.raises(BadForm):
            await passkeys.rename(person, kept.id, name)
    await passkeys.rename(person, kept.id, "Phone\r\nof Olga")
    assert [one.name for one in await passkeys.passkeys_of(person)] == ["Phone of Olga"]
    assert (await acts())[-1] == ("passkey.renamed", {"passkey": "Phone of Olga"})


async def test_nobody_keeps_more_than_anybody_needs(open_database):
    person, _device = await somebody()
    async with unit_of_work() as work:
        for number in range(MOST - 1):
            more = {"public_key": b"", "sign_count": 0, "name": "x", "added_at": now()}
            work.add(Passkey(credential_id=bytes([number]), id=number, person_id=person.id, **more))
    with pytest.raises(TooManyPasskeys):
        await added(person, Authenticator(HOME))


async def test_a_demos_passkey_opens_that_demo_and_only_from_there(open_database):
    person, device = await a_person("dora@demo.example", demo_id="a demo"), Authenticator(HOME)
    await added(person, device)
    for demo_id in (None, "another demo"):
        with pytest.raises(UnknownPasskey):
            await logged_in(device, demo_id=demo_id)
    assert (await logged_in(device, demo_id="a demo")).demo_id == "a demo"
    real, theirs = await somebody()
    assert (await logged_in(theirs, demo_id="a demo")).id == real.id


async def test_the_owner_of_an_address_shuts_out_the_passkey_of_who_never_proved_it(open_database):
    squatter, _ = await register("Squatter", "victim@example.com", "the squatter's own sentence", "DE")
    device = Authenticator(HOME)
    await added(squatter, device)
    await ask_for_reset("victim@example.com")
    token = next(letter.link for letter in await mailbox(None) if letter.kind == "reset_password").rpartition("/")[2]
    await reset_password(token, "the owner's quite other words")
    with pytest.raises(UnknownPasskey):
        await logged_in(device)


async def test_a_proved_owner_keeps_their_passkey_over_a_forgotten_password(open_database):
    person, device = await somebody()
    await ask_for_reset(person.email)
    token = next(letter.link for letter in await mailbox(None) if letter.kind == "reset_password").rpartition("/")[2]
    await reset_password(token, "quite other words this time")
    assert (await logged_in(device)).id == person.id


async def test_a_members_passkey_is_in_the_joint_accounts_activity(open_database):
    organizer = await an_organizer()
    member = await a_member(organizer)
    await added(member, Authenticator(HOME))
    async with reading() as session:
        entry = (await session.exec(select(AuditEntry).where(AuditEntry.act == "passkey.added"))).one()
    assert (entry.joint_account_id, entry.person_id) == (organizer.joint_account_id, member.id)
