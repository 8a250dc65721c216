"""Log-ins that were refused, put on record for the account's owner: seldom enough that nobody can flood the record."""

import time

from joint_account import audit
from joint_account.database import reading, unit_of_work
from joint_account.identity.service import person_meant

BETWEEN = 600.0
"""Seconds in which one refused log-in a person is put on record, however many there are."""

_noted: dict[int, float] = {}
"""When this process last put one on record, by the person's id."""


async def note_refused(email: str, demo_id: str | None, how: str) -> None:
    """Puts a refused log-in on record, if the address has an account. Comes after the answer, which it must not slow down.

    Args:
        email: as typed.
        demo_id: of the demo that the browser opened, if any: its people come first.
        how: somebody tried to prove who they are, in words.
    """
    async with reading() as session:
        person = await person_meant(session, email, demo_id)
    if person is None or not _is_due(person.id):
        return
    async with unit_of_work() as work:
        tenant = person.joint_account_id
        await audit.record(work, "person.log_in_refused", person_id=person.id, joint_account_id=tenant, how=how)


def _is_due(person_id: int) -> bool:
    """Whether this refusal is put on record: whoever tries for hours fills no database, and wakes nobody's open pages."""
    moment = time.monotonic()
    for one in [one for one, at in _noted.items() if moment - at >= BETWEEN]:
        del _noted[one]
    if person_id in _noted:
        return False
    _noted[person_id] = moment
    return True
