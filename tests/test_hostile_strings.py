"""Hostile strings go in by every way that text comes in, and come out again as text: in letters, files, figures and the log."""

import csv
import io
import logging
import re
import sys
from contextlib import suppress
from itertools import zip_longest

import pytest
from sqlmodel import select

from joint_account import audit
from joint_account.activity.routes import defused
from joint_account.database import new_id, now, reading, unit_of_work
from joint_account.identity.addresses import clean_name
from joint_account.registration.errors import WrongFields
from joint_account.registration.models import Invitation
from joint_account.registration.timing import times_of
from joint_account.sales.commands import import_files
from joint_account.sales.orders import order
from joint_account.shell.logs import OneLineEach
from tests.hostile_strings import ALL, HOSTILE_STRINGS, packed
from tests.mail_stories import VALUES
from tests.report_files import a_row, write_report
from tests.stories import an_invitee, an_organizer
from tests.test_activity import exported
from tests.test_mail_words import stays_text

FORMULA = re.compile(r"[\s\x00\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]")
NO_CHARACTERS = re.compile("[\ud800-\udfff]")


def test_there_are_enough_of_every_kind():
    assert len(set(ALL)) == len(ALL) >= 200
    assert all(len(texts) >= 10 for texts in HOSTILE_STRINGS.values())


@pytest.mark.parametrize("kind", VALUES)
def test_in_a_letter_they_are_text(kind):
    for place, text in enumerate(ALL):
        if kind == "invitation" or place % len(VALUES) == list(VALUES).index(kind):
            stays_text(kind, text)


@pytest.mark.parametrize("field", ["country", "role", "language"])
def test_what_is_chosen_from_a_list_is_never_one_of_them(field):
    for text in ALL:
        with pytest.raises(WrongFields):
            an_invitee(**{field: text})


def test_what_is_taken_for_an_address_is_one_and_nothing_more():
    taken = set()
    for text in ALL:
        with suppress(WrongFields):
            taken.add(an_invitee(email=text).email)
    assert all(re.fullmatch(r'[^\s<>,;:"()\[\]\\@]+@[a-z0-9.-]+', address) for address in taken), taken


async def test_what_is_typed_into_an_invitation_is_kept_as_it_was_typed(open_database):
    olga = await an_organizer()
    names = [name for name in map(clean_name, ALL) if name]
    messages = [text for text in ALL if not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", text) and len(text) <= 500]
    typed = {}
    async with unit_of_work() as work:
        for place, (name, message) in enumerate(zip_longest(names, messages, fillvalue="x")):
            invitee = an_invitee(name=name, message=message, email=f"name{place}@example.com")
            invitation = Invitation(
                joint_account_id=olga.joint_account_id, id=new_id(), invited_by=olga.id, **vars(invitee), **times_of(now())
            )
            work.add(invitation)
            typed[invitation.id] = (name, message.strip())
    assert len(names) > 200 and len(messages) > 200
    async with reading() as session:
        stored = await session.exec(select(Invitation.id, Invitation.name, Invitation.message))
        assert {id: (name, message) for id, name, message in stored} == typed


def test_a_name_is_one_line_of_letters_that_can_be_seen():
    for text in ALL:
        name = clean_name(text)
        if name is not None:
            assert name.isprintable() and name == name.strip() != ""
            assert not re.search(r"[\u0300-\u036f\u0e49]{5}|^[\u3164\u2800\u115f\u1160\ufe0f\u0301]*$", name), ascii(text)


async def test_in_the_export_no_cell_is_a_formula_whatever_the_spreadsheet_takes_for_a_separator(open_database):
    olga = await an_organizer()
    texts = [text.replace("\0", "") for text in ALL if not NO_CHARACTERS.search(text)]
    together = packed(texts, 600)
    async with unit_of_work() as work:
        for text in together:
            facts = {"file": text, "rows": "1", "orders": "1", "skipped": "0"}
            await audit.record(work, "report.imported", person_id=olga.id, joint_account_id=olga.joint_account_id, **facts)
    written = (await exported(olga)).content.decode("utf-8-sig")
    _head, *rows = csv.reader(io.StringIO(written, newline=""))
    assert len(rows) == len(together) + 1 and {len(row) for row in rows} == {7}
    for separator in ",;\t|":
        cells = [cell for row in csv.reader(io.StringIO(written, newline=""), delimiter=separator) for cell in row]
        assert not [cell for cell in cells if FORMULA.match(cell)]
    for text in ALL:
        assert not FORMULA.match(defused(text)), ascii(text)


async def test_what_stands_in_a_report_is_shown_as_it_stands(open_database, tmp_path, capsys):
    olga = await an_organizer()
    fits = [text for text in ALL if text.strip() and text.isprintable() and len(text) <= 500]
    assert len(fits) > 200
    ids = [f"303-0000000-{place:07}" for place in range(len(fits))]
    rows = [a_row(amazon_order_id=id, product_name=text, sku=text[:40]) for id, text in zip(ids, fits, strict=True)]
    path = write_report(tmp_path / "=evil\x1b[2J.txt", rows)
    assert await import_files([path], olga.email, skip_bad=False) == 0
    said = capsys.readouterr().out
    assert r"=evil\x1b[2J.txt" in said and said.isascii() and "\x1b" not in said
    for id, text in zip(ids, fits, strict=True):
        _order, (line,) = await order(olga, id)
        assert (line.title.strip(), line.sku.strip()) == (text.strip(), text[:40].strip()), ascii(text)


async def test_what_stands_where_a_figure_belongs_is_refused_on_one_line(open_database, tmp_path, capsys):
    olga = await an_organizer()
    unseen = [text for kind in ("terminal", "control", "invisible and turned") for text in HOSTILE_STRINGS[kind]]
    fits = [text for text in unseen if not re.search(r"[\t\r\n]", text) and not NO_CHARACTERS.search(text)]
    for column in ("item-price", "quantity", "purchase-date", "currency"):
        bad = [a_row(amazon_order_id=f"303-1111111-{n:07}") | {column: text} for n, text in enumerate(fits)]
        path = write_report(tmp_path / "figures.txt", [a_row(), *bad])
        await import_files([path], olga.email, skip_bad=True)
        said = capsys.readouterr()
        lines = (said.out + said.err).strip().split("\n")
        assert len(lines) > 30 and all(map(str.isprintable, lines)), [ascii(line) for line in lines if not line.isprintable()]


def test_in_the_log_each_is_one_line_that_moves_no_cursor():
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(OneLineEach())
    for text in ALL:
        record = logging.LogRecord("joint_account", logging.WARNING, "", 1, "somebody said %s", (text,), None)
        line = handler.format(record)
        assert line.isprintable() and "WARNING joint_account: somebody said" in line, ascii(text)
        try:
            raise ValueError(text)
        except ValueError:
            record.exc_info, record.exc_text = sys.exc_info(), None
        first, *others = handler.format(record).split("\n")
        assert first == line
        assert all(other.startswith("  | ") and other.isprintable() for other in others), ascii(text)
