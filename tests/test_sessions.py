"""How long a session lasts, what is written about it, and how it ends."""

from datetime import timedelta

import pytest
from sqlmodel import select
from stories import a_person

from joint_account.audit.models import AuditEntry
from joint_account.database import now, reading
from joint_account.identity.devices import device_of
from joint_account.identity.ending import end_as_operator, end_one, end_others, sessions_of
from joint_account.identity.models import LoginSession
from joint_account.identity.seen import write_seen
from joint_account.identity.sessions import acting, acting_session, hashed, identify, person_behind, start_session
from tests.snapshots import snapshot

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NEARLY = timedelta(seconds=1)
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"


async def row_of(token):
    async with reading() as session:
        return (await session.exec(select(LoginSession).where(LoginSession.token_hash == hashed(token)))).one()


async def acts():
    async with reading() as session:
        return [
            (entry.act, entry.facts) for entry in await session.exec(select(AuditEntry)) if entry.act != "person.registered"
        ]


async def test_a_session_ends_after_half_an_hour_in_which_nothing_happens(open_database):
    began = now()
    token = await start_session(await a_person("olga@example.com"), at=began)
    assert await person_behind(token, began + 30 * MINUTE - NEARLY)
    assert await person_behind(token, began + 30 * MINUTE) is None


async def test_whoever_is_busy_stays_for_twelve_hours_and_no_longer(open_database):
    began = now()
    token = await start_session(await a_person("olga@example.com"), at=began)
    for quarter in range(1, 48):
        assert await identify(token, at=began + quarter * 15 * MINUTE)
        await write_seen(began + quarter * 15 * MINUTE)
    assert await person_behind(token, began + 12 * HOUR - NEARLY)
    assert await person_behind(token, began + 12 * HOUR) is None


async def test_whoever_stays_signed_in_may_be_away_for_thirty_days_and_no_longer(open_database):
    began = now()
    token = await start_session(await a_person("olga@example.com"), stays=True, at=began)
    assert await person_behind(token, began + 30 * DAY - NEARLY)
    assert await person_behind(token, began + 30 * DAY) is None


async def test_an_event_writes_nothing_and_last_seen_is_written_at_most_once_a_minute(open_database):
    began = now()
    token = await start_session(await a_person("olga@example.com"), at=began)
    before = await row_of(token)
    for second in range(0, 60, 5):
        await identify(token, at=began + timedelta(seconds=second))
    assert await write_seen(began + MINUTE) == 0, "less than a minute passed"
    for _ in range(10):
        await identify(token, at=began + 5 * MINUTE)
    assert (await row_of(token)).seen_at == before.seen_at, "no event writes by itself"
    assert await write_seen(began + 5 * MINUTE) == 1
    assert (await row_of(token)).seen_at == began + 5 * MINUTE
    await identify(token, at=began + 5 * MINUTE + NEARLY)
    assert await write_seen(began + 6 * MINUTE) == 0


async def test_what_an_open_page_does_by_itself_keeps_nobody_logged_in(open_database):
    began = now()
    token = await start_session(await a_person("olga@example.com"), at=began)
    assert await identify(token, active=False, at=began + 29 * MINUTE)
    assert await write_seen(began + 29 * MINUTE) == 0
    assert await person_behind(token, began + 30 * MINUTE) is None


async def test_the_one_who_asks_is_known_by_person_and_session_or_not_at_all(open_database):
    person = await a_person("olga@example.com")
    token = await start_session(person)
    await identify(token)
    assert (acting.get().id, acting_session.get().id) == (person.id, (await row_of(token)).id)
    await identify("not a token")
    assert (acting.get(), acting_session.get()) == (None, None)


async def test_every_log_in_has_an_id_of_its_own_and_only_its_hash_is_kept(open_database):
    person = await a_person("olga@example.com")
    tokens = {await start_session(person) for _ in range(3)}
    assert len(tokens) == 3 and all(len(token) >= 43 for token in tokens)
    kept = str(await snapshot())
    assert not [token for token in tokens if token in kept]


async def test_a_person_ends_one_of_their_own_sessions_or_all_others_and_nobody_elses(open_database):
    olga, sven = await a_person("olga@example.com"), await a_person("sven@example.com")
    here = await start_session(olga, device="Chrome on Windows")
    phone, tablet = [await start_session(olga, device=device) for device in ("Safari on iPhone", "Safari on iPad")]
    his = await start_session(sven)
    before = await snapshot()
    await end_one(sven, (await row_of(phone)).id)
    await end_one(olga, 0)
    assert await snapshot() == before
    await end_one(olga, (await row_of(phone)).id)
    assert await person_behind(phone) is None
    assert await person_behind(tablet)
    await end_others(olga, (await row_of(here)).id)
    assert [one.device for one in await sessions_of(olga, now())] == ["Chrome on Windows"]
    assert await person_behind(his)
    assert await acts() == [("session.ended", {"device": "Safari on iPhone"}), ("session.ended", {"device": "Safari on iPad"})]


async def test_the_operator_logs_somebody_out_everywhere_or_everybody(open_database):
    olga, sven = await a_person("olga@example.com", "Olga Berger"), await a_person("sven@example.com")
    visitor = await a_person("olga@example.com", demo_id="a demo")
    hers, his, the_visitors = [await start_session(one) for one in (olga, sven, visitor)]
    assert await end_as_operator("nobody@example.com") == 0
    assert await end_as_operator(olga.email) == 1
    assert [bool(await person_behind(token)) for token in (hers, his, the_visitors)] == [False, True, True]
    assert await acts() == [("session.ended_by_operator", {})]
    assert await end_as_operator(None) == 1
    assert [bool(await person_behind(token)) for token in (his, the_visitors)] == [False, True]


async def test_a_session_that_is_over_is_not_listed(open_database):
    olga = await a_person("olga@example.com")
    await start_session(olga, at=now() - HOUR)
    await start_session(olga, stays=True, at=now() - HOUR)
    assert [one.stays for one in await sessions_of(olga, now())] == [True]


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (f"{WINDOWS} Chrome/141.0.0.0 Safari/537.36", "Chrome on Windows"),
        (f"{WINDOWS} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0", "Edge on Windows"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15",
            "Safari on macOS",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/141.0 Mobile/15E148 Safari/604.1", "Chrome on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Linux; Android 14) SamsungBrowser/27.0 Chrome/125.0 Safari/537.36", "Samsung Internet on Android"),
        ("curl/8.5.0", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_named_in_words(user_agent, words):
    assert device_of(user_agent) == words
