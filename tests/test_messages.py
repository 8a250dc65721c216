"""What is read of buyers' mail, and the clock that it starts."""

import asyncio
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlmodel import select

from joint_account.database import dispose, now, reading
from joint_account.messages import beside
from joint_account.messages.answering import reply
from joint_account.messages.clock import Stop, clocks, waiting_since
from joint_account.messages.conversation import conversation
from joint_account.messages.models import Kind, Message
from joint_account.messages.reading import read_mail
from joint_account.messages.refusals import Erased
from joint_account.messages.thread_shown import shown_thread
from joint_account.messages.tidying import clear_away
from tests import stories
from tests.buyer_mail import ORDER, SAID, TRUSTED, a_mail, a_mailbox, arrives, threads_of
from tests.snapshots import snapshot

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = AT + timedelta(hours=3)
INSTANTS = some.integers(0, 10_000).map(lambda minutes: AT + timedelta(minutes=minutes))


def test_a_message_says_who_about_what_and_when():
    said = read_mail(a_mail(at=AT), TRUSTED, AT + timedelta(hours=3))
    assert (said.text, said.order_ids, said.at, said.trouble) == (SAID, (ORDER,), AT, "")


@pytest.mark.parametrize(
    "wrong",
    [
        {"checked": None},
        {"checked": f"{TRUSTED}; dmarc=fail header.from=marketplace.amazon.de"},
        {"checked": "mx.evil.example; dmarc=pass header.from=marketplace.amazon.de"},
        {"checked": f"{TRUSTED}; dmarc=pass header.from=evil.example; dkim=pass header.d=evil.example"},
        {"checked": f"{TRUSTED}; spf=pass smtp.mailfrom=amazon.de"},
        {"sender": "Amazon <erika@marketplace.amazon.de.evil.example>"},
        {"sender": "a@marketplace.amazon.de, b@evil.example"},
        {"sender": '"erika@marketplace.amazon.de" <b@evil.example>'},
    ],
)
def test_what_is_not_truly_amazons_is_not_read(wrong):
    assert read_mail(a_mail(**wrong), TRUSTED, AT) is None


def test_whatever_bytes_follow_the_head_nothing_fails_and_nothing_is_lost():
    noise = random.Random(6)
    kinds = ["text/plain; charset=no-such", "text/html", "multipart/mixed; boundary=b", "message/rfc822", "text/calendar", "x"]
    for number in range(300):
        body = noise.randbytes(noise.randrange(400)) + b"<script>alert(1)</script>" + b"\r\n--b\r\n" * noise.randrange(4)
        said = read_mail(a_mail(body, kind=noise.choice(kinds), message_id=None, at=AT, X=f"{number}"), TRUSTED, AT)
        assert said is not None
        assert said.text or said.files or said.raw
    deep = b"".join(b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (n, n + 1) for n in range(3000))
    assert read_mail(a_mail(deep, kind="multipart/mixed; boundary=b0"), TRUSTED, AT).raw


@given(some.lists(INSTANTS, max_size=8), some.lists(some.tuples(INSTANTS, some.booleans()), max_size=8))
def test_every_message_starts_a_clock_that_the_next_stop_ends(received, stops):
    running = clocks(received, [Stop(at, 1, excuse) for at, excuse in stops])
    assert [one.began for one in running] == sorted(received)
    for one in running:
        later = [at for at, _ in stops if at > one.began]
        assert (one.stop.at if one.stop else None) == min(later, default=None)
    open_ones = [at for at in received if not [1 for stop, _ in stops if stop > at]]
    assert waiting_since(running) == min(open_ones, default=None)


def said(number, at=AT, **headers):
    return a_mail(at=at, message_id=f"<{number}@amazon.example>", **headers)


async def test_whatever_is_delivered_or_counted_anew_each_message_is_here_once(database):
    olga = await stories.an_organizer()
    box, copy = await a_mailbox(olga), await a_mailbox(olga)
    assert await arrives(olga, box, said(1), LATER)
    assert await arrives(olga, box, said(2, AT + timedelta(hours=1)), LATER)
    # Delivered again, by another way, and read again after the server counted anew.
    assert not await arrives(olga, box, said(1, Received="from a by b; Wed, 25 Nov 2026 13:00:00 +0000"), LATER)
    assert not await arrives(olga, copy, said(2, AT + timedelta(hours=1)), LATER)
    assert await arrives(olga, box, a_mail(message_id=None, at=AT), LATER)
    assert not await arrives(olga, box, a_mail(message_id=None, at=AT, X_Delivered="twice"), LATER)
    (thread,) = await threads_of(olga)
    assert (thread.messages, thread.waiting_since) == (3, AT)
    await dispose()


async def test_two_that_fetch_the_same_mailbox_store_each_message_once(database):
    olga = await stories.an_organizer()
    box = await a_mailbox(olga)
    mails = [said(number, AT + timedelta(minutes=number)) for number in range(10)]

    async def fetch():
        return [await arrives(olga, box, one, LATER) for one in mails]

    new = await asyncio.gather(fetch(), fetch())
    assert [sum(each) for each in zip(*new, strict=True)] == [1] * len(mails)
    (thread,) = await threads_of(olga)
    assert (thread.messages, thread.last_at) == (10, AT + timedelta(minutes=9))
    await dispose()


async def test_what_a_buyer_wrote_is_gone_30_days_after_the_last_message_and_does_not_come_back(database):
    olga = await stories.an_organizer()
    box, end = await a_mailbox(olga), now() - timedelta(days=30)
    old, young = end - timedelta(minutes=1), end + timedelta(hours=1)
    mark = "Mustermannstrasse"
    for number, at, order in ((1, old, ORDER), (2, old, "303-2222222-2222222"), (3, young, "303-3333333-3333333")):
        await arrives(olga, box, said(number, at, order=order, Subject=f"{mark} {order}"), at)
    erased, noted, stays = await threads_of(olga)
    await beside.keep_draft(olga, erased.id, mark)
    await beside.keep_draft(olga, stays.id, mark)
    await beside.add_note(olga, noted.id, mark)
    before = await snapshot()

    await clear_away(now())
    after = await snapshot()
    assert (len(before["reply_draft"]), len(after["reply_draft"])) == (2, 1)
    words = {one.id: [row for row in after["thread_word"] if one.id in row] for one in (erased, noted, stays)}
    assert [bool(words[one.id]) for one in (erased, noted, stays)] == [False, False, True]
    async with reading() as session:
        there = {one.thread_id: one for one in await session.exec(select(Message).where(Message.kind == Kind.BUYER))}
        notes = list(await session.exec(select(Message).where(Message.kind == Kind.NOTE)))
    assert [there[one.id].text is None for one in (erased, noted, stays)] == [True, True, False]
    assert [one.text for one in notes] == [None]
    gone = (await threads_of(olga))[0]
    assert (gone.buyer, gone.subject, gone.last_line, gone.buyer_mark) == (None, None, None, b"")
    assert (gone.erased_at is not None, gone.waiting_since, gone.messages) == (True, erased.waiting_since, 1)

    # The page says why, and nothing can be sent there.
    shown = shown_thread(await conversation(olga, erased.id), olga.id, now())
    assert "deleted 30 days after the last message" in shown.erased
    assert mark not in repr(shown)
    assert not shown_thread(await conversation(olga, stays.id), olga.id, now()).erased
    with pytest.raises(Erased):
        await reply(olga, erased.id, "Ihre Bestellung kommt morgen an.", seen=0)
    # A mailbox that is read from its beginning does not bring it back.
    assert not await arrives(olga, box, said(1, old, Subject=f"{mark} {ORDER}"), old)
    again = await snapshot()
    await clear_away(now())
    assert await snapshot() == again
    await dispose()
