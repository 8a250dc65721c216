"""What a letter says, and that nothing typed by anybody becomes more than text in it."""

import email
import html
from collections import Counter
from email import policy
from email.utils import getaddresses
from functools import cache
from html.parser import HTMLParser

import pytest

from joint_account.database import now
from joint_account.mail.envelope import put_together, taken_apart
from joint_account.mail.plain import paragraph
from joint_account.mail.queries import mailbox, one_letter
from joint_account.mail.wording import write
from tests.mail_stories import LINK, VALUES, a_letter

LANGUAGES = ["en", "de", "fr", "es", "it", "ja", "zh"]
HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type", "Content-Language",
}  # fmt: skip
HOSTILE = [
    "Olga\r\nBcc: everybody@example.com",
    "Olga\nSubject: You won\n\n<html>",
    "Olga\rX-Evil: 1",
    "Olga\u2028Bcc: a@b.example\u2029\x0b\x0c\x85x",
    "=?utf-8?q?Olga=0D=0ABcc:_everybody=40example.com?=",
    "=?utf-8?b?T2xnYQ0KQmNjOiBhQGIuZXhhbXBsZQ==?=",
    '"Olga" <other@example.com>, second@example.com;',
    "Olga (comment) [x]: group: a@b.example, c@d.example; \\\"",
    "Dr. Ünal, <ü@example.com>, " * 8,
    '; b(> word <:. b@x@y.example"; [ ) ;;@> marie word word ;@(marie< ]>:][?; ( ?])=:: a ,>(;.> x@y.example:a',
    'a bb, <x@y.example> word ,? (marie>; x@y.example "a bb [??) x@y.example word ?a marie=a ab(\\)= :;;"; [: ',
    "<script>alert(1)</script>",
    "</title></head><body onload=alert(1)><a href='https://evil.example'>x</a>",
    "\"><img src=x onerror=alert(1)>",
    "{{ link }}{% include 'frame.html' %}{{ 7 * 7 }}",
    "https://evil.example/accept\nhttp://evil.example/decline",
    "\u202egpj.exe\u202c \u2066right\u2069 \u200fleft\u200e \ufeffx",
    "null \x00 bell \x07 escape \x1b[31m",
    "lone \ud800 half",
    "x" * 10_000,
    "ü, " * 5_000,
    "字" * 10_000,
    "a\n" * 5_000,
    "\n.\r\n.\r\nQUIT",
    "",
]  # fmt: skip


class Elements(HTMLParser):
    """Counts the elements of a page, and collects what its links open."""

    def __init__(self, html):
        super().__init__()
        self.found, self.links = Counter(), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found[tag, *sorted(name for name, _ in attrs)] += 1
        self.links += [value for name, value in attrs if name in {"href", "src"}]


@cache
def elements_of(kind):
    """What the letter consists of when nobody means any harm."""
    return Elements(write(kind, "en", {"name": "x", **typed_by("x", kind)}).html).found


def typed_by(somebody, kind):
    """The letter's values with everything that people type replaced by `somebody`'s text."""
    return {name: value if name in {"link", "until", "days"} else somebody for name, value in VALUES[kind].items()}


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:40])
def test_what_people_type_stays_text(kind, text):
    stays_text(kind, text)


def stays_text(kind, text):
    """The letter has its own headers, recipient, elements and links, and no others, when people type this."""
    # A message of nothing that can be seen is none.
    wording = write(kind, "en", {"name": text, **typed_by(text if paragraph(text) else "x", kind)})
    message = put_together(wording, to="marie@example.com", to_name=text, at=now()).as_bytes()
    for how in (policy.compat32, policy.SMTP):
        read = email.message_from_bytes(message, policy=how)
        assert set(read.keys()) == HEADERS and len(read.keys()) == len(HEADERS)
        assert [address for _, address in getaddresses([str(read["To"])])] == ["marie@example.com"]
        assert [part.get_content_type() for part in read.walk()] == ["multipart/alternative", "text/plain", "text/html"]
        assert not any(part.defects for part in read.walk())
    assert max(map(len, message.split(b"\r\n"))) <= 998
    assert message.isascii()
    assert taken_apart(message) == (wording.text, wording.html)
    assert Elements(wording.html).found == elements_of(kind)
    links = [LINK] if "link" in VALUES[kind] else []
    assert Elements(wording.html).links == links
    assert [word for word in wording.text.split() if "://" in word] == links
    assert not set(wording.text + wording.html + wording.subject) & set("\r\x00\x07\x1b\x85\u2028\u202e\u2066\u200f\ud800")


@pytest.mark.parametrize(
    "text", ["marie@example.com\r\nBcc: x@y.example", "a@b.example, c@d.example", "<script>", "a b@c.example", ""]
)
def test_a_letter_goes_to_one_address_or_is_not_written(text):
    with pytest.raises(ValueError, match="one e-mail address"):
        put_together(write("welcome", "en", {"name": "x", **VALUES["welcome"]}), to=text, to_name="Marie", at=now())


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "https://a.example/\nhttps://b.example", "https://a.example/ x", "/invitation/1"]
)
def test_a_link_is_a_whole_address_or_the_letter_is_not_written(link):
    with pytest.raises(ValueError, match="whole http"):
        write("welcome", "en", {"name": "x", "account": "x", "link": link})


@pytest.mark.parametrize("kind", ["invitation", "reminder"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_invitation_says_who_what_until_when_and_what_it_means_in_both_parts(language, kind):
    wording = write(kind, language, {"name": "Marie Laurent", **VALUES[kind]})
    for part in (wording.text, wording.html.replace("&amp;", "&")):
        for fact in ("Marie Laurent", "Olga Berger", "Kettle & Co", "14:05 UTC", "2026", "here is the way in.", LINK):
            assert fact in part
    assert LINK in wording.text.splitlines()
    assert f'<html lang="{wording.language}">' in wording.html


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_is_written_in_every_language_with_all_it_has_to_say(language, kind):
    values = {"name": "Marie & Co", **VALUES[kind]}
    wording, english = write(kind, language, values), write(kind, "en", values)
    assert wording.language == language
    assert len(wording.subject) <= 80 and len(wording.text) < 2000
    if language != "en":
        assert wording.subject != english.subject and wording.text != english.text
    said = {name: value for name, value in values.items() if name not in {"until", "country", "role", "message"}}
    for part in (wording.text, html.unescape(wording.html)):
        assert [name for name, value in said.items() if value not in part] == []
        assert part.count("Joint Account") >= 1 and "Amazon" in part
    assert Elements(wording.html).found == Elements(english.html).found


async def test_mailbox_shows_a_demo_its_own_letters_and_nobody_elses(database):
    await a_letter("invitation", demo_id="tulip", language="de")
    await a_letter("welcome", demo_id="rose")
    await a_letter("confirm_address")
    (letter,) = await mailbox("tulip")
    assert (letter.recipient, letter.language, letter.link) == ("marie@example.com", "de", LINK)
    assert LINK in letter.text and LINK in letter.html
    assert [other.kind for other in await mailbox("rose")] == ["welcome"]
    assert [other.kind for other in await mailbox(None)] == ["confirm_address"]
    assert await one_letter("tulip", letter.id) == letter
    assert await one_letter("rose", letter.id) is None
    assert await one_letter(None, letter.id) is None


async def test_with_a_mail_server_mailbox_is_a_demos_alone(sqlite_database, use_settings):
    letter = await a_letter("confirm_address")
    (kept,) = await mailbox(None)
    use_settings(SMTP_URL="smtp://127.0.0.1:1")
    assert await mailbox(None) == []
    assert await one_letter(None, kept.id) is None
    assert LINK.encode() not in letter.sealed
