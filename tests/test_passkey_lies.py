"""Passkeys that lie, one test a lie: it gets nowhere and leaves nothing behind."""

import json

import pytest

from joint_account.identity import ceremonies, passkey_answers, passkeys
from joint_account.identity.passkey_errors import (
    ClonedPasskey,
    NotBelieved,
    PasskeyTaken,
    UnknownPasskey,
)
from joint_account.identity.passkey_questions import to_make
from tests.authenticator import EDDSA, ES256, PRESENT, VERIFIED, Authenticator, Lie, coded
from tests.passkey_stories import (
    HOME,
    a_session,
    a_way_in,
    acts,
    added,
    kinds,
    logged_in,
    proved,
    somebody,
    what_is_kept,
)
from tests.stories import a_person

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


@pytest.fixture(autouse=True)
def at_home(use_settings):
    use_settings(PUBLIC_URL=HOME)


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


async def test_what_was_made_is_not_used_and_what_was_used_is_not_made(open_database):
    person, device = await somebody()
    with pytest.raises(NotBelieved):
        await logged_in(device, lie=Lie(type="webauthn.create"))
    with pytest.raises(NotBelieved):
        await added(person, Authenticator(HOME), lie=Lie(type="webauthn.get"))


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
