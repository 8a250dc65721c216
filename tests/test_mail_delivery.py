"""Letters reach a real mail server, whatever it does meanwhile."""

from datetime import timedelta

import pytest

from joint_account.database import now, reading, unit_of_work
from joint_account.database.changes import versions
from joint_account.mail import transport
from joint_account.mail.delivery import deliver_due
from joint_account.mail.outbox import alarm, queue
from joint_account.mail.queries import trouble_of
from tests.mail_server import Hanging, Postbox, mail_server, silent_server, smtp
from tests.mail_stories import LINK, VALUES, a_letter, letters, only_letter


@pytest.fixture(autouse=True)
def sender(use_settings):
    use_settings(MAIL_FROM="Joint Account <hello@joint.example.com>", SMTP_URL=smtp(1))


async def pause_of(letter, tried_at):
    assert letter.delivery == "queued"
    return letter.due_at - tried_at


async def version_of(joint_account_id):
    async with reading() as session:
        return (await versions(session, [joint_account_id])).get(joint_account_id, 0)


async def test_a_letter_arrives_whole_and_its_secret_is_erased(database, use_settings):
    queued = await a_letter()
    async with mail_server(postbox := Postbox()) as port:
        use_settings(SMTP_URL=smtp(port))
        assert await deliver_due(now()) == 1
        assert await deliver_due(now() + timedelta(days=1)) == 0
    (message,) = postbox.received
    assert postbox.recipients == ["marie@example.com"]
    assert (message["From"], message["To"]) == (
        "Joint Account <hello@joint.example.com>",
        "Marie Laurent <marie@example.com>",
    )
    assert message["Message-ID"] == queued.message_id
    assert message["Message-ID"].endswith("@joint.example.com>")
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert LINK in message.get_body(("plain",)).get_content().splitlines()
    sent = await only_letter()
    assert (sent.delivery, sent.sealed, sent.trouble, sent.attempts) == ("sent", None, "", 1)
    assert sent.settled_at is not None


@pytest.mark.parametrize(
    ("address", "on_the_wire"),
    [("marie@bücher.example", "marie@xn--bcher-kva.example"), ("mär.ie@example.com", "mär.ie@example.com")],
)
async def test_an_address_beyond_ascii_is_reached(sqlite_database, use_settings, address, on_the_wire):
    await a_letter(to=address)
    async with mail_server(postbox := Postbox()) as port:
        use_settings(SMTP_URL=smtp(port))
        await deliver_due(now())
    assert (await only_letter()).trouble == ""
    assert postbox.recipients == [on_the_wire]
    assert f"\nTo: Marie Laurent <{on_the_wire}>\r\n".encode() in postbox.raw[0]


async def test_a_letter_exists_only_with_the_change_that_made_it_necessary(database):
    with alarm() as woken:
        with pytest.raises(RuntimeError):
            async with unit_of_work() as work:
                queue(work, "welcome", to="marie@example.com", to_name="Marie", language="en", **VALUES["welcome"])
                raise RuntimeError
        assert await letters() == []
        assert not woken.is_set()
        await a_letter()
        assert woken.is_set(), "the relay need not wait for its second"


async def test_a_permanent_refusal_shows_at_once_and_is_not_tried_again(database, use_settings):
    await a_letter()
    async with mail_server(postbox := Postbox(rcpt=["550 5.1.1 no such user here"])) as port:
        use_settings(SMTP_URL=smtp(port))
        await deliver_due(now())
        assert await trouble_of(5, [7]) == {7: "could not be delivered: mailbox unknown"}
        assert await version_of(5) == 1, "open pages are told"
        await deliver_due(now() + timedelta(days=1))
    assert postbox.received == []
    failed = await only_letter()
    assert (failed.delivery, failed.sealed, failed.attempts) == ("failed", None, 1)


async def test_an_invitation_that_is_sent_again_has_no_trouble_until_it_has(database, use_settings):
    await a_letter()
    async with mail_server(Postbox(rcpt=["550 no"])) as port:
        use_settings(SMTP_URL=smtp(port))
        await deliver_due(now())
    await a_letter("declined", to="olga@example.com")
    assert await trouble_of(5, [7]) == {7: "could not be delivered: mailbox unknown"}
    await a_letter()
    assert await trouble_of(5, [7]) == {}
    assert await trouble_of(6, [7]) == {}


@pytest.mark.parametrize(
    ("replies", "delivery", "trouble"),
    [
        ({"rcpt": ["452 4.2.2 over quota"]}, "queued", "the mail server asks us to try again later (452)"),
        ({"rcpt": ["530 5.7.0 log in first"]}, "queued", "the mail server asks for a log-in"),
        ({"rcpt": ["552 5.2.2 over quota"]}, "failed", "mailbox full"),
        ({"rcpt": ["550 5.7.1 we do not relay"]}, "failed", "the mail server refused the letter (550)"),
        ({"data": ["451 greylisted"]}, "queued", "the mail server asks us to try again later (451)"),
        ({"data": ["554 5.7.1 spam"]}, "failed", "the mail server refused the letter (554)"),
    ],
    ids=str,
)
async def test_what_the_server_says_is_told_in_words(sqlite_database, use_settings, replies, delivery, trouble):
    await a_letter()
    async with mail_server(Postbox(**replies)) as port:
        use_settings(SMTP_URL=smtp(port))
        await deliver_due(now())
        told = await only_letter()
        assert (told.delivery, told.trouble) == (delivery, trouble)
        await deliver_due(now() + timedelta(minutes=2))
    assert (await only_letter()).delivery == ("sent" if delivery == "queued" else "failed")


@pytest.mark.parametrize("server", [silent_server, lambda: mail_server(Hanging())], ids=["says nothing", "hangs at the end"])
async def test_a_server_that_hangs_costs_one_try(sqlite_database, use_settings, monkeypatch, server):
    monkeypatch.setattr(transport, "SECONDS", 0.2)
    await a_letter()
    async with server() as port:
        use_settings(SMTP_URL=smtp(port))
        await deliver_due(began := now())
    waiting = await only_letter()
    assert waiting.trouble == "the mail server did not answer"
    assert await pause_of(waiting, began) == timedelta(minutes=1)


async def test_a_server_that_is_away_for_a_while_gets_the_letter_when_it_is_back(database, use_settings):
    await a_letter()
    async with mail_server(Postbox()) as port:
        use_settings(SMTP_URL=smtp(port))
    instant, pauses = now(), []
    for _ in range(8):
        await deliver_due(instant)
        pauses.append(await pause_of(await only_letter(), instant))
        assert await deliver_due(instant + pauses[-1] - timedelta(seconds=5)) == 0
        instant += pauses[-1]
    assert [pause // timedelta(minutes=1) for pause in pauses] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert await trouble_of(5, [7]) == {7: "not delivered yet: the mail server did not answer; it is tried again by itself"}
    async with mail_server(postbox := Postbox(), port=port):
        assert await deliver_due(instant) == 1
    assert len(postbox.received) == 1
    assert await trouble_of(5, [7]) == {}


async def test_after_three_days_it_is_given_up_in_words(sqlite_database):
    queued = await a_letter()
    while (letter := await only_letter()).delivery == "queued" and letter.due_at < queued.queued_at + timedelta(days=4):
        await deliver_due(letter.due_at)
    assert timedelta(days=3) - timedelta(hours=1) < letter.settled_at - queued.queued_at <= timedelta(days=3)
    assert letter.sealed is None
    assert await trouble_of(5, [7]) == {7: "could not be delivered: the mail server did not answer, for 3 days"}
