"""What can be asked of a joint account's audit entries, by whom: the organizer and its managers."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select

from joint_account.activity.view import KINDS, NOBODY, ActivityView
from joint_account.audit.models import AuditEntry
from joint_account.database import id_in, reading
from joint_account.identity.models import Person
from joint_account.registration.errors import NotYourRole
from joint_account.registration.machine import Role
from joint_account.registration.queries import membership_of
from joint_account.registration.roles import Act, may

PAGE = 50
_BATCH = 500


@dataclass(frozen=True)
class Done:
    """One thing that was done."""

    number: int
    at: datetime
    act: str
    who: str
    """The name of who did it; empty: nobody who was logged in."""
    origin: str
    """The address that it was asked from; empty: the clock, or the command line."""
    facts: dict[str, str]
    hash: str


class NoActivityYet(Exception):
    """The person is in no joint account."""

    sentence = "There is no activity yet: it begins with your joint account, when you add a family member."

    def __str__(self) -> str:
        """The sentence."""
        return self.sentence


async def where_allowed(person: Person) -> int:
    """The joint account whose activity this person may see.

    Raises:
        NoActivityYet: they are in none.
        NotYourRole: they are a viewer there.
    """
    membership = await membership_of(person)
    if membership is None:
        raise NoActivityYet
    role = Role(membership.role)
    if not may(role, Act.SEE_ACTIVITY):
        raise NotYourRole(role, Act.SEE_ACTIVITY)
    return membership.joint_account_id


async def activity(person: Person, view: ActivityView, *, limit: int = PAGE) -> tuple[list[Done], bool]:
    """Up to `limit` entries of the person's joint account, newest first, and whether there are older ones.

    Raises:
        NoActivityYet, NotYourRole: as `where_allowed`.
    """
    joint_account_id = await where_allowed(person)
    wanted = (
        select(AuditEntry, Person.name)
        .join(Person, col(Person.id) == col(AuditEntry.person_id), isouter=True)
        .where(*_conditions(joint_account_id, view))
        .order_by(col(AuditEntry.number).desc())
        .limit(limit + 1)
    )
    async with reading() as session:
        rows = (await session.exec(wanted)).all()
    return [_done(entry, name) for entry, name in rows[:limit]], len(rows) > limit


async def all_activity(person: Person, view: ActivityView) -> AsyncIterator[Done]:
    """Every entry that the view covers, newest first; no connection is held while somebody slow reads them.

    Raises:
        NoActivityYet, NotYourRole: as `where_allowed`.
    """
    older = True
    while older:
        entries, older = await activity(person, view, limit=_BATCH)
        for entry in entries:
            yield entry
        view = replace(view, before=entries[-1].number) if entries else view


async def who_acted(person: Person) -> list[tuple[int, str]]:
    """Ids and names of everybody who is in the activity of the person's joint account, by name.

    Raises:
        NoActivityYet, NotYourRole: as `where_allowed`.
    """
    acted = select(AuditEntry.person_id).where(*_of(await where_allowed(person)))
    people = select(Person.id, Person.name).where(col(Person.id).in_(acted)).order_by(col(Person.name), col(Person.id))
    async with reading() as session:
        return [(id, name) for id, name in await session.exec(people)]


def _of(joint_account_id: int) -> tuple[ColumnElement[bool], ...]:
    return col(AuditEntry.joint_account_id) == joint_account_id, col(AuditEntry.chain) == 0


def _conditions(joint_account_id: int, view: ActivityView) -> list[ColumnElement[bool]]:
    conditions = [*_of(joint_account_id)]
    if view.before:
        conditions.append(col(AuditEntry.number) < view.before)
    if view.person:
        person_id = col(AuditEntry.person_id)
        conditions.append(person_id.is_(None) if view.person == NOBODY else person_id == id_in(view.person))
    if view.kind:
        _label, beginnings = KINDS[view.kind]
        conditions.append(or_(*(col(AuditEntry.act).startswith(one, autoescape=True) for one in beginnings)))
    if starts := view.starts():
        conditions.append(col(AuditEntry.at) >= starts)
    if ends := view.ends():
        conditions.append(col(AuditEntry.at) < ends)
    return conditions


def _done(entry: AuditEntry, name: str | None) -> Done:
    return Done(entry.number, entry.at, entry.act, name or "", entry.origin, entry.facts, entry.hash)
