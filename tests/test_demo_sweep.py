"""A demo that is over goes whole, and nothing else goes with it."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import col, update

from joint_account import audit
from joint_account.database import dispose, now, unit_of_work
from joint_account.demo.erasing import NotADemo, erase
from joint_account.demo.sweep import keep_swept, sweep
from joint_account.demo.visit import open_demo, open_walkthrough, stock
from joint_account.identity.models import AddressLink, LoginSession, Person
from joint_account.identity.sessions import begin_session
from joint_account.mail import outbox
from joint_account.registration.models import JointAccount
from tests.conftest import SMALL_DEMO
from tests.snapshots import kept, rows_of, snapshot
from tests.stories import a_member, a_person, an_organizer, anew


async def test_a_demo_is_swept_whole_and_a_real_account_beside_it_stays(world):
    organizer = await an_organizer()
    await a_member(organizer)
    async with unit_of_work() as work:
        begin_session(work, await anew(organizer))
    before = await kept()
    old = await open_demo()
    walker = await open_walkthrough(old.demo_id)
    async with unit_of_work() as work:
        begin_session(work, walker)
        work.add(AddressLink(token_hash="a", person_id=walker.id, expires_at=now()))
        await audit.record(work, "person.registered", person_id=walker.id)
        letter = {"to": walker.email, "to_name": walker.name, "language": "en", "link": "http://127.0.0.1/", "days": "7"}
        outbox.queue(work, "confirm_address", demo_id=old.demo_id, **letter)
    begun = await an_organizer("walker@example.com", demo_id=old.demo_id)
    assert await stock(begun.joint_account_id)

    assert await sweep(now() + timedelta(hours=23)) == 0
    later = now() + timedelta(hours=24)
    assert sorted(await asyncio.gather(sweep(later), sweep(later)))[1] == 1
    assert await kept() == before
    assert len(await rows_of(LoginSession)) == 1
    assert await sweep(later) == 0


async def test_only_the_demos_that_are_over_go(world):
    visit = await open_demo()
    before = await snapshot()
    assert await sweep(now()) == 0
    assert await snapshot() == before
    again = await open_walkthrough(visit.demo_id)
    assert again.demo_id == visit.demo_id


async def test_a_real_account_is_never_erased(world):
    organizer = await an_organizer()
    await a_member(organizer)
    before = await snapshot()
    with pytest.raises(NotADemo):
        await erase(organizer.joint_account_id)
    assert await snapshot() == before


async def test_the_sweeper_prepares_today_sweeps_and_ends_when_it_is_told_to(database):
    person = await a_person("old@example.com", demo_id="old")
    async with unit_of_work() as work:
        await work.exec(update(Person).where(col(Person.id) == person.id).values(created_at=now() - timedelta(hours=25)))
    keeper = asyncio.create_task(keep_swept(size=SMALL_DEMO))
    async with asyncio.timeout(30):
        while await rows_of(Person):
            await asyncio.sleep(0)
    keeper.cancel()
    with pytest.raises(asyncio.CancelledError):
        await keeper
    assert [account.created_at.date() for account in await rows_of(JointAccount)] == [now().date()]
    await dispose()
