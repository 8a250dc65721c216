"""Who delivers, when, and what never leaves: several relays, leases, demos, Mailbox, keys and databases that change."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import update

from joint_account.database import now, unit_of_work
from joint_account.mail.delivery import LEASE, deliver_due, relay
from joint_account.mail.models import Delivery, Letter
from joint_account.mail.queries import mailbox, trouble_of
from tests.mail_server import Hanging, Postbox, mail_server, smtp
from tests.mail_stories import LINK, a_letter, letters


@pytest.fixture(autouse=True)
def mail_leaves(use_settings):
    use_settings(SMTP_URL=smtp(1))


async def test_two_relays_deliver_each_letter_once(database, use_settings):
    for number in range(12):
        await a_letter(to=f"marie{number}@example.com")
    async with mail_server(postbox := Postbox()) as port:
        use_settings(SMTP_URL=smtp(port))
        taken = await asyncio.gather(*(deliver_due(now()) for _ in range(3)))
    assert sum(taken) == 12
    assert sorted(postbox.message_ids) == sorted(letter.message_id for letter in await letters())
    assert {letter.attempts for letter in await letters()} == {1}


async def test_a_claimed_letter_is_nobody_elses_until_the_lease_is_over(database, use_settings):
    await a_letter()
    async with mail_server(postbox := Hanging()) as port:
        use_settings(SMTP_URL=smtp(port))
        slow = asyncio.create_task(deliver_due(began := now()))
        await postbox.arrived.wait()
        assert await deliver_due(began + LEASE - timedelta(seconds=1)) == 0
        postbox.released.set()
        assert await slow == 1
    assert len(postbox.received) == 1


async def test_a_demos_letters_never_leave_this_machine(database, use_settings):
    async with mail_server(postbox := Postbox()) as port:
        use_settings(SMTP_URL=smtp(port))
        await a_letter(demo_id="tulip")
        assert await deliver_due(now() + timedelta(days=1)) == 0
        assert [letter.link for letter in await mailbox("tulip")] == [LINK]
        async with unit_of_work() as work:
            await work.exec(update(Letter).values(delivery=Delivery.QUEUED))
        assert await deliver_due(now() + timedelta(days=1)) == 0, "whatever its row says"
    assert postbox.received == []


async def test_without_a_mail_server_letters_lie_in_mailbox_also_those_of_before(database, use_settings):
    await a_letter("welcome")
    assert await mailbox(None) == []
    use_settings(SMTP_URL="")
    await a_letter("invitation")
    await deliver_due(now())
    assert [letter.kind for letter in await mailbox(None)] == ["invitation", "welcome"]


async def test_a_letter_that_no_longer_opens_says_why(sqlite_database, use_settings):
    await a_letter()
    use_settings(SECRET_KEY="another key than before and long enough")
    await deliver_due(now())
    assert await trouble_of(5, [7]) == {7: "could not be delivered: SECRET_KEY changed before it could be sent"}


async def test_the_relay_outlives_a_database_that_is_not_there(sqlite_database, use_settings, tmp_path, caplog):
    async with mail_server(postbox := Postbox()) as port:
        use_settings(SMTP_URL=smtp(port))
        use_settings(DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite'}")
        running = asyncio.create_task(relay())
        async with asyncio.timeout(10):
            while not caplog.records:
                await asyncio.sleep(0.01)
            use_settings(DATABASE_URL=sqlite_database)
            await a_letter()
            await postbox.arrived.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert running.cancelled()
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        "mail: letters cannot be delivered at the moment (OperationalError); going on trying"
    ]
    assert LINK not in caplog.text
