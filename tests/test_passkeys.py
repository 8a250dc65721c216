"""Passkeys, by the service and its routes: an honest device gets in, and a lie gets nowhere and leaves nothing behind."""

import json
from datetime import timedelta

import pytest
from sqlmodel import select, update

from joint_account.audit.models import AuditEntry
from joint_account.database import now, reading, unit_of_work
from joint_account.identity import ceremonies, passkey_answers, passkeys
from joint_account.identity.ceremonies import Purpose
from joint_account.identity.errors import BadForm, LastWayIn, ProofNeeded
from joint_account.identity.models import LoginSession, Passkey, Person
from joint_account.identity.passkey_errors import (
    MOST,
    AnotherCeremony,
    ClonedPasskey,
    NotBelieved,
    PasskeyTaken,
    TooManyPasskeys,
    UnknownPasskey,
)
from joint_account.identity.passkey_questions import to_make, to_use
from joint_account.identity.relying_party import obstacle, rp_id, rp_origins
from joint_account.identity.resetting import ask_for_reset, reset_password
from joint_account.identity.service import register
from joint_account.identity.sessions import hashed, start_session
from joint_account.mail.queries import mailbox
from tests.authenticator import EDDSA, ES256, PRESENT, RS256, VERIFIED, Authenticator, Lie, coded
from tests.snapshots import snapshot
from tests.stories import a_member, a_person, an_organizer

HOME = "https://account.example"


@pytest.fixture(autouse=True)
def at_home(use_settings):
    use_settings(PUBLIC_URL=HOME)


async def a_session(person: Person) -> LoginSession:
    token = await start_session(person)
    async with reading() as session:
        return await session.get_one(LoginSession, hashed(token))


async def added(person, device, *, name="Chrome on Linux", lie=None, **how):
    ceremony = ceremonies.begin(person.id)
    options = to_make(ceremony, person, await passkeys.passkeys_of(person))
    answer = device.make(options, **how, **({"lie": lie} if lie else {}))
    return await passkeys.add(person, await a_session(person), ceremony, answer, name)


async def logged_in(device, *, demo_id=None, lie=None):
    ceremony = ceremonies.begin()
    return await passkeys.person_behind(ceremony, device.use(to_use(ceremony), **({"lie": lie} if lie else {})), demo_id)


async def proved(person, device, *, among=None, lie=None):
    ceremony = ceremonies.begin(person.id)
    options = to_use(ceremony, await passkeys.passkeys_of(among or person))
    await passkeys.prove(person, ceremony, device.use(options, **({"lie": lie} if lie else {})))


async def somebody(email="olga@example.com"):
    """Somebody with a passkey, and its device."""
    person, device = await a_person(email, "Olga Berger"), Authenticator(HOME)
    await added(person, device)
    return person, device


async def acts():
    async with reading() as session:
        return [(entry.act, entry.facts) for entry in await session.exec(select(AuditEntry).order_by(AuditEntry.at))]


async def kinds():
    return [letter.kind for letter in reversed(await mailbox(None))]


async def what_is_kept():
    """Everything but what was spent: a challenge is, whatever the answer was."""
    return {table: rows for table, rows in (await snapshot()).items() if table != "spent_state"}


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


LIES = {
    "another origin": Lie(origin="https://evil.example"),
    "an origin that begins like ours": Lie(origin=f"{HOME}.evil.example"),
    "our origin without https": Lie(origin="http://account.example"),
    "another relying party": Lie(rp_id="evil.example"),
    "nobody was there": Lie(flags=VERIFIED),
    "nobody was verified": Lie(flags=PRESENT),
    "another challenge": Lie(challenge=coded(bytes(32))),
    "no challenge": Lie(challenge="="),
    "another ceremony": Lie(type="webauthn.other"),
    "from a frame": Lie(cross_origin=True),
}


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.replace(" ", "-"))
async def test_a_lie_logs_nobody_in_and_proves_nothing(open_database, lie):
    person, device = await somebody()
    before = await what_is_kept()
    with pytest.raises(NotBelieved):
        await logged_in(device, lie=LIES[lie])
    with pytest.raises(NotBelieved):
        await proved(person, device, lie=LIES[lie])
    assert await what_is_kept() == before
    assert (await logged_in(device)).id == person.id


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.replace(" ", "-"))
async def test_a_lie_adds_nothing(open_database, lie):
    person, device = await a_person("olga@example.com"), Authenticator(HOME)
    flags = {"nobody was there": VERIFIED | 64, "nobody was verified": PRESENT | 64}
    told = Lie(flags=flags[lie]) if lie in flags else LIES[lie]
    with pytest.raises(NotBelieved):
        await added(person, device, lie=told)
    assert await passkeys.passkeys_of(person) == [] and await kinds() == []


@pytest.mark.parametrize(
    "lie",
    [
        Lie(algorithm=0),
        Lie(algorithm=-65535),  # RS1: RSA over SHA-1.
        Lie(algorithm=-37),
        Lie(algorithm=EDDSA),
        Lie(credential_id=b"x" * 1024),
        Lie(credential_id=b""),
        Lie(fmt="android-key", statement={"alg": ES256, "sig": b"x", "x5c": [b"x"]}),
        Lie(fmt="packed", statement={"alg": ES256, "sig": b"x", "x5c": [b"x"]}),
        Lie(fmt="packed", statement={"alg": ES256, "sig": b"x"}),
        Lie(fmt="packed", certified=True),
        Lie(fmt="unheard of"),
        Lie(flags=PRESENT | VERIFIED),
    ],
)
async def test_a_device_that_makes_something_else_adds_nothing(open_database, lie):
    person, device = await a_person("olga@example.com"), Authenticator(HOME)
    if lie.algorithm == EDDSA:
        # The key of one algorithm under the name of another: kept as it is, and never signs anything.
        await added(person, device, lie=lie)
        with pytest.raises(NotBelieved):
            await logged_in(device)
        return
    with pytest.raises(NotBelieved):
        await added(person, device, lie=lie)
    assert await passkeys.passkeys_of(person) == []


async def test_a_device_that_only_signs_its_own_passkey_is_fine(open_database):
    person, device = await a_person("olga@example.com"), Authenticator(HOME)
    await added(person, device, lie=Lie(fmt="packed"))
    assert (await logged_in(device)).id == person.id


async def test_a_signature_that_is_not_the_passkeys_opens_nothing_and_accuses_nobody(open_database):
    _person, device = await somebody()
    before = await what_is_kept()
    for lie in (Lie(signature=b"x" * 70), Lie(signature=b"x", count=0)):
        with pytest.raises(NotBelieved):
            await logged_in(device, lie=lie)
    assert await what_is_kept() == before, "a counter that nobody signed says nothing"


async def test_a_counter_that_goes_back_is_a_copy_and_written_down(open_database):
    person, device = await somebody()
    copy = device.copied()
    await logged_in(device)
    for refused in (copy, device.copied()):
        if refused is not copy:
            next(iter(refused.keys.values())).count = 0
        with pytest.raises(ClonedPasskey):
            await logged_in(refused, lie=Lie(count=2))
    with pytest.raises(ClonedPasskey):
        await proved(person, copy, lie=Lie(count=0))
    assert [facts for act, facts in await acts() if act == "passkey.refused"] == [{"passkey": "Chrome on Linux"}] * 3
    (kept,) = await passkeys.passkeys_of(person)
    assert kept.sign_count == 2


async def test_nobody_logs_in_with_what_nobody_keeps(open_database):
    person, device = await somebody()
    (kept,) = await passkeys.passkeys_of(person)
    await a_way_in(person)
    await passkeys.remove(person, await a_session(person), kept.id)
    with pytest.raises(UnknownPasskey):
        await logged_in(device)
    with pytest.raises(UnknownPasskey):
        await proved(person, device, among=person)


async def test_a_passkey_says_whose_it_is_and_must_be_right(open_database):
    olga, olgas = await somebody()
    ana, _anas = await somebody("ana@example.com")
    for handle in (passkeys.handle_of(ana), b"", b"x" * 64):
        with pytest.raises(NotBelieved):
            await logged_in(olgas, lie=Lie(handle=handle))
    with pytest.raises(NotBelieved):
        await proved(olga, olgas, lie=Lie(handle=passkeys.handle_of(ana)))
    await proved(olga, olgas, lie=Lie(handle=b""))


async def test_a_passkey_of_somebody_else_proves_nothing(open_database):
    olga, olgas = await somebody()
    ana, anas = await somebody("ana@example.com")
    with pytest.raises(UnknownPasskey):
        await proved(olga, anas, among=ana)
    (theirs,) = await passkeys.passkeys_of(olga)
    with pytest.raises(NotBelieved):
        await logged_in(anas, lie=Lie(credential_id=theirs.credential_id, handle=passkeys.handle_of(olga)))
    assert (await logged_in(olgas)).id == olga.id


async def test_a_passkey_is_kept_once_over_all_people(open_database):
    olga, olgas = await somebody()
    (kept,) = await passkeys.passkeys_of(olga)
    ana = await a_person("ana@example.com")
    before = await what_is_kept()
    for person in (ana, olga):
        with pytest.raises(PasskeyTaken):
            await added(person, Authenticator(HOME), lie=Lie(credential_id=kept.credential_id))
    after = await what_is_kept()
    assert {**after, "login_session": None} == {**before, "login_session": None}
    assert (await logged_in(olgas)).id == olga.id


JUNK = [
    *("", "x", "null", "[]", "{}", "[" * 60_000, '{"id": 1}', "\0", "\ud800"),
    json.dumps({"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {}}),
    json.dumps({"id": "AAAA", "rawId": "BBBB", "type": "password", "response": []}),
    json.dumps(
        {
            "id": "AAAA",
            "rawId": "AAAA",
            "type": "public-key",
            "response": {
                name: coded(b"\x81" * 3000)
                for name in ("clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle")
            },
        }
    ),
]


@pytest.mark.parametrize("junk", range(len(JUNK)))
async def test_junk_is_a_refusal_and_no_error(open_database, junk):
    person, _device = await somebody()
    before = await what_is_kept()
    with pytest.raises((NotBelieved, UnknownPasskey)):
        await passkeys.person_behind(ceremonies.begin(), JUNK[junk], None)
    with pytest.raises((NotBelieved, UnknownPasskey)):
        await passkeys.prove(person, ceremonies.begin(person.id), JUNK[junk])
    with pytest.raises(NotBelieved):
        passkey_answers.made_by(ceremonies.begin(person.id), JUNK[junk])
    assert await what_is_kept() == before


async def test_cbor_that_is_none_is_a_refusal(open_database):
    person, device = await a_person("olga@example.com"), Authenticator(HOME)
    ceremony = ceremonies.begin(person.id)
    honest = json.loads(device.make(to_make(ceremony, person, [])))
    for made in (b"", b"\xff", b"\xa0", b"\x81" * 5000, b"\xbf" * 5000, b"\x5b" + b"\xff" * 8, b"\xa1\x63fmt\xf6"):
        told = honest | {"response": honest["response"] | {"attestationObject": coded(made)}}
        with pytest.raises(NotBelieved):
            passkey_answers.made_by(ceremony, json.dumps(told))


async def a_way_in(person):
    async with unit_of_work() as work:
        await work.exec(update(Person).where(Person.id == person.id).values(password_hash="there is one"))


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


@pytest.mark.parametrize(
    ("public_url", "id_", "origins", "host", "why_not"),
    [
        (HOME, "account.example", [HOME], "account.example", ""),
        ("https://account.example:8443", "account.example", ["https://account.example:8443"], "account.example:8443", ""),
        ("http://127.0.0.1:3000", "localhost", ["http://localhost:3000"], "localhost:3000", ""),
        ("http://127.0.0.1:3000", "localhost", ["http://localhost:3000"], "127.0.0.1:3000", "http://localhost:3000 only"),
        ("http://account.example", "account.example", ["http://account.example"], "account.example", "need https"),
        ("https://192.0.2.7", "192.0.2.7", ["https://192.0.2.7"], "192.0.2.7", "an address only"),
    ],
)
def test_a_passkey_is_bound_to_the_host_that_people_type(use_settings, public_url, id_, origins, host, why_not):
    use_settings(PUBLIC_URL=public_url)
    assert (rp_id(), rp_origins()) == (id_, origins)
    assert why_not in obstacle(host) and bool(why_not) == bool(obstacle(host))


async def carried(purpose, ceremony):
    """The Cookie header of a browser that was asked."""
    from starlette.responses import Response

    return ceremonies.carry(Response(), purpose, ceremony).headers["set-cookie"].partition(";")[0]


async def test_a_question_is_answered_once_by_whom_it_was_asked_for_what_it_was_asked(open_database):
    asked = ceremonies.begin(7)
    cookie = await carried(Purpose.ADD, asked)
    forged = cookie.replace("passkey-add", "passkey-prove")
    for header, purpose, person in (
        ("", Purpose.ADD, 7),
        (await carried(Purpose.ADD, ceremonies.begin(8)), Purpose.ADD, 7),
        (cookie, Purpose.ADD, 8),
        (cookie, Purpose.ADD, None),
        (cookie, Purpose.PROVE, 7),
        (forged, Purpose.PROVE, 7),
        (cookie[:-2], Purpose.ADD, 7),
        (f"__Host-passkey-add={json.dumps({'challenge': asked.challenge, 'person_id': 7})}", Purpose.ADD, 7),
    ):
        with pytest.raises(AnotherCeremony):
            await ceremonies.ceremony_back(header, purpose, person)
    assert await ceremonies.ceremony_back(cookie, Purpose.ADD, 7) == asked
    with pytest.raises(AnotherCeremony):
        await ceremonies.ceremony_back(cookie, Purpose.ADD, 7)


async def test_a_question_is_over_after_five_minutes(open_database, monkeypatch):
    import time

    cookie, begun = await carried(Purpose.LOG_IN, ceremonies.begin()), time.time()
    monkeypatch.setattr(time, "time", lambda: begun + 301)
    with pytest.raises(AnotherCeremony):
        await ceremonies.ceremony_back(cookie, Purpose.LOG_IN)
    monkeypatch.setattr(time, "time", lambda: begun + 298)
    await ceremonies.ceremony_back(cookie, Purpose.LOG_IN)
