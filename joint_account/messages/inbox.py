"""What the inbox asks: threads of all countries, most urgent first. A thread of another joint account is not there."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import reading
from joint_account.identity.models import Person
from joint_account.messages.inbox_view import InboxView, Place, Standing
from joint_account.messages.models import MailboxStore, Thread, ThreadWord
from joint_account.messages.order_ids import order_ids_in
from joint_account.messages.reach import Reach, reach_of
from joint_account.messages.texts import opened, word_marks, words_in
from joint_account.stores.models import Store

PAGE = 50
MOST_WORDS = 8
COUNTED = 99
"""Unread threads that are told apart; more are "99+"."""
_most_urgent_first = tuple_(col(Thread.urgency), col(Thread.id))


@dataclass(frozen=True)
class Listed:
    """A thread as the list shows it."""

    thread: Thread
    last_line: str
    """Empty for whoever may not read it."""
    assigned_to: str


@dataclass(frozen=True)
class InboxPage:
    """At most 50 threads, the most urgent first, and where the list goes on."""

    threads: list[Listed]
    before: Place | None
    after: Place | None
    own_stores: tuple[str, ...]
    reach: Reach
    has_mailbox: bool


async def inbox(person: Person, view: InboxView) -> InboxPage | None:
    """A page of a person's threads over all countries; None for somebody without a joint account."""
    async with reading() as session:
        reach = await reach_of(session, person)
        if reach is None:
            return None
        here = reach.joint_account_id
        own = tuple(sorted(await session.exec(select(Store.code).where(col(Store.joint_account_id) == here))))
        found, before, after = await _page(session, _chosen(reach, person, view), view.place)
        served = (
            await session.exec(select(MailboxStore.store).where(col(MailboxStore.joint_account_id) == here).limit(1))
        ).first()
        names = await _names(session, [one.assigned_to for one in found if one.assigned_to])
    listed = [
        Listed(one, opened(here, one.last_line) if reach.reads else "", names.get(one.assigned_to or 0, "")) for one in found
    ]
    return InboxPage(listed, before, after, own, reach, served is not None)


async def unread(person: Person) -> int:
    """How many threads nobody has opened since their buyer wrote; 100 stands for more."""
    async with reading() as session:
        reach = await reach_of(session, person)
        if reach is None:
            return 0
        some = select(Thread.id).where(col(Thread.joint_account_id) == reach.joint_account_id, col(Thread.unread).is_(True))
        return (await session.exec(select(func.count()).select_from(some.limit(COUNTED + 1).subquery()))).one()


async def _page(
    session: AsyncSession, chosen: ColumnElement[bool], place: Place | None
) -> tuple[list[Thread], Place | None, Place | None]:
    if place is not None and place.before:
        backwards = select(Thread).where(chosen, _beside(place)).order_by(*_order(upwards=False)).limit(PAGE + 1)
        found = list(await session.exec(backwards))
        if len(found) > PAGE:
            return _ends(found[:PAGE][::-1], before=True, after=True)
        # Fewer than a page stand before that place: the first page holds them all, and is full.
        place = None
    beside = [_beside(place)] if place else []
    found = list(await session.exec(select(Thread).where(chosen, *beside).order_by(*_order(upwards=True)).limit(PAGE + 1)))
    return _ends(found[:PAGE], before=place is not None, after=len(found) > PAGE)


def _chosen(reach: Reach, person: Person, view: InboxView) -> ColumnElement[bool]:
    wishes = [col(Thread.joint_account_id) == reach.joint_account_id]
    match view.standing:
        case Standing.WAITING:
            wishes.append(col(Thread.waiting_since).is_not(None))
        case Standing.ANSWERED:
            wishes.append(col(Thread.waiting_since).is_(None))
        case Standing.UNREAD:
            wishes.append(col(Thread.unread).is_(True))
        case Standing.MINE:
            wishes.append(col(Thread.assigned_to) == person.id)
        case Standing.UNSORTED:
            wishes.append(col(Thread.order_id).is_(None))
    if view.stores:
        wishes.append(col(Thread.store).in_(view.stores))
    if view.language:
        wishes.append(col(Thread.language) == view.language)
    if view.words:
        wishes.append(_holds(reach, view.words))
    return and_(*wishes)


def _holds(reach: Reach, words: str) -> ColumnElement[bool]:
    """Whether a thread is about that order, or has all of these words in it."""
    here = reach.joint_account_id
    if order_ids := order_ids_in(words):
        return col(Thread.order_id) == order_ids[0]
    if not reach.reads:
        # Whoever may not read finds nothing by guessing words, either.
        return literal(False)
    each = []
    for word in words_in(words)[:MOST_WORDS]:
        marked = select(ThreadWord.thread_id).where(
            col(ThreadWord.joint_account_id) == here, col(ThreadWord.word).in_(word_marks(here, word))
        )
        each.append(col(Thread.id).in_(marked))
    return and_(*each) if each else literal(False)


def _beside(place: Place) -> ColumnElement[bool]:
    here = tuple_(literal(place.urgency), literal(place.thread_id))
    return _most_urgent_first < here if place.before else _most_urgent_first > here


def _order(*, upwards: bool) -> list[Any]:
    columns = (col(Thread.urgency), col(Thread.id))
    return [column if upwards else column.desc() for column in columns]


def _ends(found: list[Thread], *, before: bool, after: bool) -> tuple[list[Thread], Place | None, Place | None]:
    first = Place(found[0].urgency, found[0].id, before=True) if before and found else None
    last = Place(found[-1].urgency, found[-1].id) if after and found else None
    return found, first, last


async def _names(session: AsyncSession, ids: list[int]) -> dict[int, str]:
    return dict((await session.exec(select(Person.id, Person.name).where(col(Person.id).in_(ids)))).all()) if ids else {}
