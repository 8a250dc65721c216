"""What the page of one thread asks: who said what, the order beside it, and who is answering."""

from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import now, reading
from joint_account.identity.models import Person
from joint_account.mail.models import Letter
from joint_account.messages.beside import TYPING_LASTS
from joint_account.messages.models import Draft, Kind, Message, Thread
from joint_account.messages.reach import Reach, reach_of
from joint_account.messages.texts import opened
from joint_account.sales.models import Order, OrderLine

NEWEST = 200


@dataclass(frozen=True)
class Said:
    """A part of the conversation, opened."""

    message: Message
    who: str
    text: str
    files: list[str]
    letter: Letter | None


@dataclass(frozen=True)
class Conversation:
    """A thread with everything around it."""

    thread: Thread
    reach: Reach
    subject: str
    said: list[Said]
    newest_reply: int
    order: Order | None
    lines: list[OrderLine]
    draft: str
    answering: list[str]
    """Names of others who typed lately."""
    members: list[tuple[int, str]]


async def conversation(person: Person, thread_id: int) -> Conversation | None:
    """A thread of the person's joint account; None when there is none. Who may not read gets no word of it."""
    async with reading() as session:
        reach = await reach_of(session, person)
        thread = await session.get(Thread, (reach.joint_account_id, thread_id)) if reach else None
        if reach is None or thread is None:
            return None
        here, order_id = thread.joint_account_id, thread.order_id or ""
        names = dict((await session.exec(select(Person.id, Person.name).where(col(Person.joint_account_id) == here))).all())
        said = await _said(session, thread, names) if reach.reads else []
        drafts = await _drafts(session, thread) if reach.answers else []
        lines = select(OrderLine).where(col(OrderLine.joint_account_id) == here, col(OrderLine.order_id) == order_id)
        return Conversation(
            thread=thread,
            reach=reach,
            subject=opened(here, thread.subject) if reach.reads else "",
            said=said,
            newest_reply=max((one.message.id for one in said if one.message.kind == Kind.REPLY), default=0),
            order=await session.get(Order, (here, order_id)),
            lines=list(await session.exec(lines.order_by(col(OrderLine.number)))),
            draft=next((opened(here, one.text) for one in drafts if one.person_id == person.id), ""),
            answering=[names.get(one.person_id, "") for one in drafts if one.person_id != person.id and _is_typing(one, here)],
            members=sorted(names.items(), key=lambda one: one[1]) if reach.answers else [],
        )


def _is_typing(draft: Draft, joint_account_id: int) -> bool:
    return draft.at > now() - TYPING_LASTS and bool(opened(joint_account_id, draft.text))


async def _said(session: AsyncSession, thread: Thread, names: dict[int, str]) -> list[Said]:
    here = thread.joint_account_id
    ours = (col(Message.joint_account_id) == here, col(Message.thread_id) == thread.id)
    newest = select(Message).where(*ours).order_by(col(Message.at).desc(), col(Message.id).desc()).limit(NEWEST)
    found = list(await session.exec(newest))[::-1]
    wanted = [one.letter_id for one in found if one.letter_id]
    letters = select(Letter).where(col(Letter.joint_account_id) == here, col(Letter.id).in_(wanted))
    by_id = {one.id: one for one in await session.exec(letters)} if wanted else {}
    return [
        Said(
            message=one,
            who=names.get(one.person_id or 0, "Buyer" if one.kind == Kind.BUYER else "Somebody"),
            text=opened(here, one.text) if one.text or one.kind != Kind.EXCUSE else "",
            files=opened(here, one.files).split("\n") if one.files else [],
            letter=by_id.get(one.letter_id or 0),
        )
        for one in found
    ]


async def _drafts(session: AsyncSession, thread: Thread) -> list[Draft]:
    ours = (col(Draft.joint_account_id) == thread.joint_account_id, col(Draft.thread_id) == thread.id)
    return list(await session.exec(select(Draft).where(*ours)))
