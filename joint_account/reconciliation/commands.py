"""What the command line does with reconciliation: asks Amazon, compares, and says whether something is not explained."""

import json
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from joint_account.database import reading
from joint_account.identity.models import Person
from joint_account.identity.service import person_with
from joint_account.reconciliation.asking import RECENT, ask_days, first_day_of, last_day_of, stores_through
from joint_account.reconciliation.comparison import DayCompared
from joint_account.reconciliation.facts import Sold
from joint_account.reconciliation.queries import StoreCompared, reconciliation_in
from joint_account.reconciliation.words import counted, more, sentence
from joint_account.sealing import Unsealable
from joint_account.settings import settings
from joint_account.stores.amazon.clock import REAL, Clock
from joint_account.stores.amazon.connections import account_of, open_connections
from joint_account.stores.amazon.errors import AmazonError
from joint_account.stores.amazon.refusals import NotConfigured
from joint_account.stores.marketplaces import marketplaces
from joint_account.ui.numbers import major, minor_digits, money, plural

EXPLAINED, UNEXPLAINED, NOT_COMPARED = 0, 1, 2
"""Exit statuses."""


async def reconcile(email: str, first: date | None, last: date | None, as_json: bool, clock: Clock = REAL) -> int:
    """Asks Amazon about the days of somebody's stores, and prints where its figures differ from ours.

    Args:
        email: somebody who is in the joint account.
        first: the first day; 30 days before the last unless told.
        last: the last day; yesterday unless told.
        as_json: as JSON instead of text.
        clock: what time it is, and that rates go by.

    Returns:
        0 when every difference is explained, 1 when one is not, 2 when not everything could be compared.
    """
    async with reading() as session:
        person = await person_with(session, email.strip().lower(), None)
    if person is None or person.joint_account_id is None:
        _complain(f"{email} is in no joint account." if person else f"Nobody here has the e-mail address {email}.")
        return NOT_COMPARED
    last = last or clock.now().date() - timedelta(days=1)
    first = first or last - RECENT + timedelta(days=1)
    all_asked = await _ask(person, first, last, clock)
    async with reading() as session:
        compared = await reconciliation_in(session, person.joint_account_id, first, last)
    _say(json.dumps([_as_json(one) for one in compared], indent=2) if as_json else _as_text(compared, first, last))
    if not all_asked:
        return NOT_COMPARED
    return UNEXPLAINED if any(one.unexplained for one in compared) else EXPLAINED


async def _ask(person: Person, first: date, last: date, clock: Clock) -> bool:
    """Whether Amazon said everything; what it did not say is told."""
    if not settings().connects_amazon:
        _complain(NotConfigured.sentence)
        return False
    theirs = [one for one in await open_connections() if one.joint_account_id == person.joint_account_id]
    if not theirs:
        _complain("No store is connected to Amazon: there is nothing to compare with.")
    troubles = 0
    for connection in theirs:
        for code in [one.code for one in await stores_through(connection)]:
            begins, ends = max(first, first_day_of(code, clock.now())), min(last, last_day_of(code, clock.now()))
            try:
                await ask_days(account_of(connection), code, begins, ends, clock)
            except (AmazonError, Unsealable) as trouble:
                _complain(f"{code}: {getattr(trouble, 'sentence', 'The key of its connection cannot be opened.')}")
                troubles += 1
    return bool(theirs) and not troubles


def _as_text(compared: Sequence[StoreCompared], first: date, last: date) -> str:
    lines = [f"{first} to {last}"]
    for one in compared:
        agree = f"{plural(len(one.days) - len(one.differing), 'day')} agree, {plural(len(one.differing), 'day')} differ"
        lines.append(f"{one.store.code}  {agree}" if one.days else f"{one.store.code}  Amazon was not asked about these days")
        for day in one.differing:
            lines += _day_as_text(day, one)
    return "\n".join(lines)


def _day_as_text(day: DayCompared, of: StoreCompared) -> list[str]:
    currency = marketplaces()[of.store.code].currency
    both = [f"{money(sold.sales, currency)} ({counted(sold)})" for sold in (day.here, day.amazon.sold)]
    parts = [
        f"      {reason}: {more(part, currency)}. {sentence(reason, day, of.store, currency)}"
        for reason, part in day.parts.items()
    ]
    return [f"  {day.day}  here {both[0]}, at Amazon {both[1]}", *parts]


def _as_json(one: StoreCompared) -> dict[str, Any]:
    currency = marketplaces()[one.store.code].currency
    return {
        "store": one.store.code,
        "currency": currency,
        "asked_at": one.asked_at.isoformat() if one.asked_at else None,
        "days": [
            {
                "day": day.day.isoformat(),
                "here": _sold(day.here, currency),
                "amazon": _sold(day.amazon.sold, currency),
                "difference": _sold(day.difference, currency),
                "reasons": {str(reason): _sold(part, currency) for reason, part in day.parts.items()},
            }
            for day in one.days
        ],
    }


def _sold(sold: Sold, currency: str) -> dict[str, Any]:
    sales = f"{major(sold.sales, currency):.{minor_digits(currency)}f}"
    return {"sales": sales, "orders": sold.orders, "units": sold.units}


def _say(text: str) -> None:
    print(text)  # noqa: T201


def _complain(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201
