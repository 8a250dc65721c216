"""What the Stores page shows of mailboxes."""

from dataclasses import dataclass

import reflex as rx

from joint_account.database import now
from joint_account.identity.gate import logged_in, open_to
from joint_account.identity.http import answer_to
from joint_account.identity.proving import is_recently_proved
from joint_account.identity.sessions import person_now, session_now
from joint_account.messages.mailboxes import Connected, mailboxes_of
from joint_account.messages.refusals import DemoStaysDemo
from joint_account.messages.routes import FORM
from joint_account.registration.belonging import role_of
from joint_account.registration.roles import Act, may
from joint_account.ui import live
from joint_account.ui.numbers import clock, full_day

_DONE = {
    "mailbox-connected": "The mailbox is connected. Buyers' messages of the last 30 days come in by themselves.",
    "mailbox-disconnected": "The mailbox is disconnected. What came until now stays.",
}


@dataclass(frozen=True)
class MailboxRow:
    """A mailbox that is connected."""

    id: str
    address: str
    servers: str
    stores: str
    since: str
    state: str
    tone: str
    sentence: str


class MailboxesState(rx.State):
    """The mailboxes, and whether the person may connect one."""

    loaded: bool = False
    problem: str = ""
    notice: str = ""
    may_operate: bool = False
    no_demo: str = ""
    is_proved: bool = False
    mailboxes: list[MailboxRow] = []

    @rx.event
    @open_to(logged_in)
    async def load(self) -> None:
        """Reads everything anew."""
        person = person_now()
        await live.watch(self, person.joint_account_id, MailboxesState.load)
        role = await role_of(person)
        self.may_operate = role is None or may(role, Act.OPERATE_STORES)
        self.no_demo = DemoStaysDemo.sentence if person.demo_id is not None else ""
        self.is_proved = is_recently_proved(session_now(), now())
        self.problem = answer_to(FORM, self.router.headers.cookie)[0].get("", "")
        self.notice = "" if self.problem else _DONE.get(self.router.url.query_parameters.get("done", ""), "")
        self.mailboxes = [_row(one) for one in await mailboxes_of(person)]
        self.loaded = True


def _row(one: Connected) -> MailboxRow:
    box = one.mailbox
    if box.trouble:
        state, tone, sentence = "needs attention", "tag bad", box.trouble
    elif box.fresh_at is None:
        state, tone, sentence = "reading", "tag warn", "Its messages of the last 30 days are on their way in."
    else:
        state, tone, sentence = "live", "tag good", f"As of {clock(box.fresh_at)} UTC"
    return MailboxRow(
        id=str(box.id),
        address=box.from_address,
        servers=f"{box.imap_host}, {box.smtp_host}",
        stores=", ".join(one.stores),
        since=full_day(box.connected_at.date()),
        state=state,
        tone=tone,
        sentence=sentence,
    )
