"""Starting a joint account, which nobody has to ask for: the first thing that needs one makes it."""

import re

from babel.numbers import get_territory_currencies
from sqlmodel import col, update
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account import audit
from joint_account.database import lock_joint_account, new_id, now, unit_of_work
from joint_account.identity.models import Person
from joint_account.registration.machine import Event, Role, after
from joint_account.registration.models import JointAccount, Membership

# Totals are converted with the ECB's reference rates; a base currency without one could total nothing.
# Source: European Central Bank, "Euro foreign exchange reference rates", 29 currencies in 2026.
_WITH_REFERENCE_RATE = re.compile(
    "EUR|USD|JPY|CZK|DKK|GBP|HUF|PLN|RON|SEK|CHF|ISK|NOK|TRY|AUD|BRL|CAD|CNY|HKD|IDR|ILS|INR|KRW|MXN|MYR|NZD|PHP|SGD|THB|ZAR"
)


async def start_joint_account(person: Person) -> JointAccount:
    """The person's joint account, made now if there is none."""
    async with unit_of_work() as work:
        return await start(work, person)


async def start(work: AsyncSession, person: Person) -> JointAccount:
    """The person's joint account, locked for this unit of work; made in it, `forming`, if there is none.

    Comes first in a unit of work that needs one: an invitation, an import.
    """
    state, _ = after(None, Event.START)
    account_id = new_id()
    if not await claim(work, person.id, account_id):
        return await _existing(work, person.id)
    await lock_joint_account(work, account_id)
    founder = await work.get_one(Person, person.id, populate_existing=True)
    at = now()
    account = JointAccount(
        id=account_id,
        name=f"{founder.name}'s joint account",
        state=state,
        base_currency=base_currency_of(founder.country),
        created_at=at,
        demo_id=founder.demo_id,
    )
    work.add(account)
    await work.flush()
    work.add(Membership(joint_account_id=account_id, person_id=founder.id, role=Role.ORGANIZER, joined_at=at))
    await audit.record(work, "account.started", person_id=founder.id, joint_account_id=account_id, name=account.name)
    await work.flush()
    return account


async def claim(work: AsyncSession, person_id: int, joint_account_id: int) -> bool:
    """Makes the joint account the person's only one, for ever; False when there is one already.

    This UPDATE and its row count are the whole guard, whatever runs beside it.
    """
    claimed = await work.exec(
        update(Person)
        .where(col(Person.id) == person_id, col(Person.joint_account_id).is_(None))
        .values(joint_account_id=joint_account_id)
        .execution_options(synchronize_session=False)
    )
    return claimed.rowcount == 1


def base_currency_of(country: str) -> str:
    """The currency that somebody from this country reads totals in: its own if it can be converted, EUR otherwise."""
    return next((code for code in get_territory_currencies(country) if _WITH_REFERENCE_RATE.fullmatch(code)), "EUR")


async def _existing(work: AsyncSession, person_id: int) -> JointAccount:
    person = await work.get_one(Person, person_id, populate_existing=True)
    account_id = person.joint_account_id or 0
    await lock_joint_account(work, account_id)
    return await work.get_one(JointAccount, account_id, populate_existing=True)
