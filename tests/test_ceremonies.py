"""What a passkey is asked: by whom, at which address, once, and for five minutes."""

import json

import pytest

from joint_account.identity import ceremonies
from joint_account.identity.ceremonies import Purpose
from joint_account.identity.passkey_errors import (
    AnotherCeremony,
)
from joint_account.identity.relying_party import elsewhere, obstacle, rp_id, rp_origins
from tests.passkey_stories import (
    HOME,
    carried,
)


@pytest.fixture(autouse=True)
def at_home(use_settings):
    use_settings(PUBLIC_URL=HOME)


@pytest.mark.parametrize(
    ("public_url", "id_", "origins", "host", "there", "why_not"),
    [
        (HOME, "account.example", [HOME], "account.example", "", ""),
        ("https://account.example:8443", "account.example", ["https://account.example:8443"], "account.example:8443", "", ""),
        ("http://127.0.0.1:3000", "localhost", ["http://localhost:3000"], "localhost:3000", "", ""),
        ("http://127.0.0.1:3000", "localhost", ["http://localhost:3000"], "127.0.0.1:3000", "http://localhost:3000", ""),
        ("http://account.example", "account.example", ["http://account.example"], "account.example", "", "need https"),
        ("https://192.0.2.7", "192.0.2.7", ["https://192.0.2.7"], "192.0.2.7", "", "an address only"),
    ],
)
def test_a_passkey_is_bound_to_the_host_that_people_type(use_settings, public_url, id_, origins, host, there, why_not):
    use_settings(PUBLIC_URL=public_url)
    assert (rp_id(), rp_origins()) == (id_, origins)
    assert elsewhere(host) == there
    assert why_not in obstacle() and bool(why_not) == bool(obstacle())


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
