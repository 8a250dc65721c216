"""What is read of buyers' mail, and the clock that it starts."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from joint_account.messages.clock import Stop, clocks, waiting_since
from joint_account.messages.reading import read_mail
from tests.buyer_mail import ORDER, SAID, TRUSTED, a_mail

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
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
