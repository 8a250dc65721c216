"""What a visitor gets with one click: a joint account of their own, or a new seller to walk through registration with."""

import secrets
from contextlib import suppress
from dataclasses import dataclass

from sqlmodel import col, select

from joint_account import audit
from joint_account.database import lock_joint_account, new_id, now, reading, unit_of_work
from joint_account.demo import story, template
from joint_account.demo.stocking import fill
from joint_account.demo.story import newcomer
from joint_account.identity.models import Person
from joint_account.registration.errors import MemberLimitReached
from joint_account.registration.models import JointAccount
from joint_account.registration.service import invite
from joint_account.stores.models import Store

_DEMO_ID_BYTES = 24


class NoSuchDemo(Exception):
    """The demo was swept, or never was."""

    sentence = "This demo is over. Open a new one."

    def __str__(self) -> str:
        """The sentence."""
        return self.sentence


@dataclass(frozen=True)
class DemoVisit:
    """A demo that was just opened."""

    organizer: Person
    """Whom the visitor is logged in as."""
    demo_id: str


async def open_demo() -> DemoVisit:
    """Opens a demo: a complete joint account with twelve stores and 400 days of orders, which nobody else can see."""
    template_id = await template.current()
    joint_account_id, demo_id, instant = new_id(), secrets.token_urlsafe(_DEMO_ID_BYTES), now()
    async with unit_of_work() as work:
        await lock_joint_account(work, joint_account_id)
        organizer = await story.tell(work, joint_account_id, demo_id, instant)
        await fill(work, joint_account_id, template_id, instant)
    # By the service that sellers use, so that its letter and its link are real; a small MAX_MEMBERS has no seat for it.
    with suppress(MemberLimitReached):
        await invite(organizer, story.waiting(), understood=True)
    return DemoVisit(organizer, demo_id)


async def open_walkthrough(demo_id: str) -> Person:
    """A new seller in a demo: confirmed, and in no joint account yet, so that the real registration begins here.

    Args:
        demo_id: of the visitor's demo; its Mailbox shows what this seller and whoever they invite are sent.

    Raises:
        NoSuchDemo: there is none of this id.
    """
    async with unit_of_work() as work:
        here = await work.exec(select(Person.id).where(col(Person.demo_id) == demo_id).limit(1))
        if here.first() is None:
            raise NoSuchDemo
        seller = newcomer("Sam Carter", "US", demo_id)
        work.add(seller)
        await audit.record(work, "person.registered", person_id=seller.id)
    return seller


async def stock(joint_account_id: int) -> bool:
    """Gives a joint account that was started inside a demo the demo's stores and orders; a second call does nothing.

    Args:
        joint_account_id: any; a real seller's is left alone.

    Returns:
        Whether it was filled now.
    """
    async with reading() as session:
        if not _wants_stock(await session.get(JointAccount, joint_account_id)):
            return False
    template_id = await template.current()
    async with unit_of_work() as work:
        await lock_joint_account(work, joint_account_id)
        first = await work.exec(select(Store.code).where(col(Store.joint_account_id) == joint_account_id).limit(1))
        if first.first() is not None:
            return False
        await fill(work, joint_account_id, template_id, now())
    return True


def _wants_stock(account: JointAccount | None) -> bool:
    return account is not None and account.demo_id is not None and not template.is_template(account.demo_id)
