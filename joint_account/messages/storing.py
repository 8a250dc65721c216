"""Brings a buyer's message to its thread: once, whatever is delivered twice, and joined to the order that it is about."""

from sqlalchemy import or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import new_id
from joint_account.messages.amazons import store_of
from joint_account.messages.clock import urgency
from joint_account.messages.languages import language_of
from joint_account.messages.models import Kind, Message, Thread, ThreadWord
from joint_account.messages.reading import Incoming
from joint_account.messages.recounting import recount
from joint_account.messages.texts import buyer_marks, first_line, sealed, word_marks, words_in
from joint_account.sales.models import Order
from joint_account.stores.marketplaces import marketplaces


async def put(work: AsyncSession, joint_account_id: int, mailbox_id: int | None, incoming: Incoming) -> bool:
    """Stores a message; False when it is here already.

    Args:
        work: a unit of work that has locked the joint account: that makes looking enough.
        joint_account_id: whose it is.
        mailbox_id: that it came in by.
        incoming: as it was read.
    """
    known = select(Message.id).where(col(Message.joint_account_id) == joint_account_id, col(Message.key) == incoming.key)
    if (await work.exec(known)).first() is not None:
        return False
    order = await _order_of(work, joint_account_id, incoming)
    thread = await _thread_of(
        work, joint_account_id, incoming, order.order_id if order else next(iter(incoming.order_ids), None)
    )
    if thread is None:
        thread = _new_thread(joint_account_id, incoming, order)
        work.add(thread)
        await work.flush()
    thread.mailbox_id, thread.unread = mailbox_id, True
    thread.buyer = sealed(joint_account_id, incoming.answer_to)
    thread.language = language_of(incoming.text, thread.language)
    if incoming.at >= thread.last_at or not thread.messages:
        thread.subject = sealed(joint_account_id, incoming.subject)
        thread.last_line = sealed(joint_account_id, first_line(incoming.text or incoming.trouble))
    work.add(_message(thread, incoming))
    await work.flush()
    await _index(work, thread, f"{incoming.subject} {incoming.text}")
    await recount(work, thread)
    return True


def _new_thread(joint_account_id: int, incoming: Incoming, order: Order | None) -> Thread:
    store = order.store if order and order.store else store_of(incoming.buyer)
    return Thread(
        joint_account_id=joint_account_id,
        id=new_id(),
        store=store,
        order_id=order.order_id if order else next(iter(incoming.order_ids), None),
        buyer_mark=buyer_marks(joint_account_id, incoming.buyer)[0],
        language=marketplaces()[store].locale[:2] if store else "",
        last_at=incoming.at,
        urgency=urgency(None, incoming.at),
    )


async def _order_of(work: AsyncSession, joint_account_id: int, incoming: Incoming) -> Order | None:
    """The first order that it names and that is here."""
    found = select(Order).where(col(Order.joint_account_id) == joint_account_id, col(Order.order_id).in_(incoming.order_ids))
    here = {one.order_id: one for one in await work.exec(found)} if incoming.order_ids else {}
    return next((here[one] for one in incoming.order_ids if one in here), None)


async def _thread_of(work: AsyncSession, joint_account_id: int, incoming: Incoming, order_id: str | None) -> Thread | None:
    """The buyer's thread about the order; without an order, the one that the mail answers in, or the buyer's that has none."""
    marks = buyer_marks(joint_account_id, incoming.buyer)
    theirs = select(Thread).where(col(Thread.joint_account_id) == joint_account_id, col(Thread.buyer_mark).in_(marks))
    newest = theirs.order_by(col(Thread.last_at).desc(), col(Thread.id).desc()).limit(1)
    if order_id is not None:
        return (await work.exec(newest.where(col(Thread.order_id) == order_id))).first()
    referred = select(Message.thread_id).where(
        col(Message.joint_account_id) == joint_account_id, col(Message.message_id).in_(incoming.refers_to)
    )
    return (await work.exec(newest.where(or_(col(Thread.order_id).is_(None), col(Thread.id).in_(referred))))).first()


def _message(thread: Thread, incoming: Incoming) -> Message:
    here = thread.joint_account_id
    files = "\n".join(f"{one.size} {one.name}" for one in incoming.files)
    return Message(
        joint_account_id=here,
        id=new_id(),
        thread_id=thread.id,
        kind=Kind.BUYER,
        key=incoming.key,
        at=incoming.at,
        text=sealed(here, incoming.text),
        message_id=incoming.message_id,
        files=sealed(here, files) if files else None,
        raw=sealed(here, incoming.raw.decode("latin-1")) if incoming.raw is not None else None,
        trouble=incoming.trouble,
        store=thread.store,
    )


async def _index(work: AsyncSession, thread: Thread, text: str) -> None:
    here = thread.joint_account_id
    marks = {word_marks(here, one)[0] for one in words_in(text)}
    known = select(ThreadWord.word).where(col(ThreadWord.joint_account_id) == here, col(ThreadWord.thread_id) == thread.id)
    new = marks - set(await work.exec(known))
    work.add_all(ThreadWord(joint_account_id=here, word=one, thread_id=thread.id) for one in sorted(new))
