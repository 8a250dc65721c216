"""SECRET_KEY takes turns: the first key seals, all open, and what lies in the database moves on to the newest."""

import asyncio
import base64
import time
from contextlib import nullcontext

import pytest
from sqlalchemy import LargeBinary, insert, select

from joint_account.__main__ import main
from joint_account.database import dispose, now, reading, resealing, unit_of_work
from joint_account.database.resealing import Resealed, reseal
from joint_account.identity.http import answer, answer_to
from joint_account.mail.queries import mailbox
from joint_account.printed_settings import printable
from joint_account.sealing import Unsealable, seal, seal_for, unseal, unseal_for
from joint_account.settings import WrongSetting
from joint_account.settings import settings as current
from joint_account.signing_key import signing_keys
from joint_account.tables import METADATA, SEALED
from tests.mail_stories import a_letter
from tests.stories import a_person

OLD, NEW, OTHER = "an old key that has done its duty by now", "a new key that takes its turn now", "o" * 32
IN_THE_OPEN = {"passkey.credential_id", "passkey.public_key", "buyer_thread.buyer_mark"}
"""Bytes that are no secret, or, as a keyed mark, tell nobody what they were made of."""


def carried(response):
    """The Cookie header that a browser sends after this response."""
    return response.headers["set-cookie"].partition(";")[0]


def test_what_an_old_key_sealed_opens_for_as_long_as_the_key_is_there(use_settings):
    use_settings(SECRET_KEY=OLD)
    sealed, cookie = seal("test", b"secret"), carried(answer("/login", "login", {"": "Wrong."}))
    use_settings(SECRET_KEY=f"{NEW}, {OLD}")
    assert unseal("test", sealed) == b"secret"
    assert answer_to("login", cookie)[0] == {"": "Wrong."}
    fresh = seal("test", b"fresh")
    use_settings(SECRET_KEY=NEW)
    assert unseal("test", fresh) == b"fresh"
    assert answer_to("login", cookie) == ({}, {})
    with pytest.raises(Unsealable):
        unseal("test", sealed)


def test_what_was_sealed_opens_only_as_a_whole():
    sealed = seal("test", b"secret")
    assert b"secret" not in base64.urlsafe_b64decode(sealed + b"==") and seal("test", b"secret") != sealed
    for place in range(len(sealed)):
        other = sealed[:place] + (b"A" if sealed[place : place + 1] != b"A" else b"B") + sealed[place + 1 :]
        with pytest.raises(Unsealable):
            # Of the last letter, some bits mean nothing.
            unseal("test", other if place < len(sealed) - 1 else sealed[:-1])
    for junk in ("", b"", "é", "%%%", "A", sealed[:20], sealed + b"AAAA", b"\0" + sealed, "gAAAAA" + "A" * 80):
        with pytest.raises(Unsealable):
            unseal("test", junk)


def test_what_was_sealed_is_as_old_as_it_is(monkeypatch):
    clock = time.time
    sealed = seal("test", b"secret")
    for later, opens in ((0, True), (59, True), (61, False), (-59, True), (-62, False)):
        monkeypatch.setattr(time, "time", lambda later=later: clock() + later)
        with nullcontext() if opens else pytest.raises(Unsealable):
            assert unseal("test", sealed, oldest=60) == b"secret"
    assert unseal("test", sealed) == b"secret"


def test_every_key_is_long_enough_and_none_is_printed(use_settings):
    for keys in (f"{OLD},short", f"short,{OLD}", f"{OLD},", f",{OLD}"):
        use_settings(SECRET_KEY=keys)
        with pytest.raises(WrongSetting, match=r"^SECRET_KEY: expected at least 32 characters in each key; a comma ends"):
            current()
    use_settings(SECRET_KEY=f"{NEW},{OLD}")
    assert [value for name, value, _ in printable() if name == "SECRET_KEY"] == ["********"]
    assert OLD not in repr(current()) and NEW not in repr(current())


def test_keys_that_were_made_take_turns_by_lines(use_settings, monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY")
    use_settings()
    (made,) = signing_keys()
    sealed, path = seal("test", b"secret"), tmp_path / "var" / "secret_key"
    path.write_text(f"{NEW}\n{made}\n")
    assert signing_keys() == (NEW, made)
    assert unseal("test", sealed) == b"secret"
    for wrong in ("", "short\n", f"{NEW}\n\n{made}"):
        path.write_text(wrong)
        with pytest.raises(WrongSetting, match=r"^SECRET_KEY: expected at least 32 characters on each line"):
            signing_keys()


def test_what_is_sealed_for_one_joint_account_opens_in_no_other():
    sealed = seal_for(7, "connection", b"refresh token")
    assert unseal_for(7, "connection", sealed) == b"refresh token"
    for joint_account_id, purpose in (
        (8, "connection"),
        (77, "connection"),
        (7, "mailbox"),
        (0, "connection"),
        (-7, "connection"),
    ):
        with pytest.raises(Unsealable):
            unseal_for(joint_account_id, purpose, sealed)
    with pytest.raises(Unsealable):
        unseal("connection", sealed)
    with pytest.raises(Unsealable):
        unseal_for(7, "connection", seal("connection", b"of nobody's"))


def test_every_column_of_bytes_is_sealed_and_walked_or_is_no_secret():
    of_bytes = {
        str(column) for table in METADATA.tables.values() for column in table.columns if isinstance(column.type, LargeBinary)
    }
    assert of_bytes == {str(column) for column in SEALED} | IN_THE_OPEN


async def test_after_reseal_the_old_key_can_go(open_database, use_settings, monkeypatch):
    monkeypatch.setattr(resealing, "_BATCH", 2)
    use_settings(SECRET_KEY=OLD)
    person, authenticator = await a_person("olga@example.com"), METADATA.tables["authenticator"]
    async with unit_of_work() as work:
        row = {"person_id": person.id, "secret": seal("authenticator", b"shared"), "last_step": 0, "added_at": now()}
        await (await work.connection()).execute(insert(authenticator).values(row))
    for _ in range(3):
        await a_letter("confirm_address")
    use_settings(SECRET_KEY=f"{NEW},{OLD}")
    await a_letter("confirm_address")
    assert await reseal(SEALED) == Resealed(anew=4, as_it_was=1, lost=0)
    assert await reseal(SEALED) == Resealed(anew=0, as_it_was=5, lost=0)
    use_settings(SECRET_KEY=NEW)
    assert all(letter.link for letter in await mailbox(None))
    async with reading() as session:
        (secret,) = (await (await session.connection()).execute(select(authenticator.c.secret))).one()
    assert unseal("authenticator", secret) == b"shared"


def test_reseal_says_whether_the_old_key_can_go(sqlite_database, use_settings, capsys):
    async def write() -> None:
        await a_letter("confirm_address")
        await dispose()

    use_settings(SECRET_KEY=OLD)
    asyncio.run(write())
    use_settings(SECRET_KEY=f"{NEW},{OTHER}")
    assert main(["reseal"]) == 1
    assert "1 can be opened with none of the keys." in capsys.readouterr().out
    use_settings(SECRET_KEY=f"{NEW},{OLD}")
    assert main(["reseal"]) == 0
    assert "1 sealed with the newest key now, 0 were already.\nEvery older key can be dropped." in capsys.readouterr().out
