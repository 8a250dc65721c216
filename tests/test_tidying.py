"""What is over is cleared away, and nothing before it is."""

import os
from datetime import timedelta

from sqlmodel import func, select

from joint_account import settings as product
from joint_account.database import now, reading
from joint_account.identity.changing_email import ask_to_change_email
from joint_account.identity.models import AddressLink, EmailChange, LoginSession, ResetLink, SpentState
from joint_account.identity.resetting import ask_for_reset
from joint_account.identity.service import register
from joint_account.identity.sessions import acting_session, identify, start_session
from joint_account.identity.spent import spend
from joint_account.mail.models import Letter
from joint_account.shell.tidying import clear_away

KEPT = (LoginSession, AddressLink, ResetLink, EmailChange, SpentState, Letter)


async def counts():
    async with reading() as session:
        return [(await session.exec(select(func.count()).select_from(table))).one() for table in KEPT]


async def test_sessions_links_letters_and_files_go_when_they_are_over_and_not_before(open_database):
    person, token = await register("Olga Berger", "olga@example.com", "several words in a row", "DE")
    await start_session(person, stays=True)
    await identify(token)
    await ask_for_reset(person.email)
    await ask_to_change_email(person, acting_session.get(), "new@example.com")
    await spend("once", lasts=600)
    folder, began = product.VAR / "uploads", now()
    folder.mkdir(parents=True)
    (folder / "left").write_text("a buyer's name")
    os.utime(folder / "left", (began.timestamp(), began.timestamp()))
    letters = (await counts())[-1]
    for later, expected in (
        (timedelta(), [2, 1, 1, 1, 1, letters]),
        (timedelta(minutes=29), [2, 1, 1, 1, 0, letters]),
        (timedelta(minutes=31), [1, 1, 0, 1, 0, letters]),
        (timedelta(hours=23), [1, 1, 0, 1, 0, letters]),
        (timedelta(hours=25), [1, 1, 0, 0, 0, letters]),
        (timedelta(days=31), [0, 0, 0, 0, 0, letters]),
        (timedelta(days=91), [0] * 6),
    ):
        await clear_away(began + later)
        assert await counts() == expected, later
        assert (folder / "left").exists() == (later < timedelta(days=1)), later
