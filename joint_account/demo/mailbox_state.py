"""Mailbox: the mail that stays on this machine, for whoever may read it."""

from dataclasses import dataclass

import reflex as rx

from joint_account.identity.gate import anyone, open_to
from joint_account.identity.models import Person
from joint_account.identity.sessions import acting, demo_in
from joint_account.mail.queries import mailbox
from joint_account.settings import settings
from joint_account.ui import live
from joint_account.ui.numbers import clock


@dataclass(frozen=True)
class LetterRow:
    """A letter in the list."""

    id: str
    recipient: str
    subject: str
    when: str
    link: str
    frame: str


def mailbox_scope(person: Person | None, cookie_header: str) -> str | None:
    """Whose letters are meant: a demo's, by its id; None: those of everybody on this machine who is in no demo."""
    if person is not None:
        return person.demo_id
    return demo_in(cookie_header)


def may_read(scope: str | None) -> bool:
    """A demo's id is as good as a key. The machine's own letters are its owner's: only while nobody else reaches it."""
    return scope is not None or settings().shows_mail


class MailboxState(rx.State):
    """The letters, newest first, and the one that is open."""

    exists: bool = True
    loaded: bool = False
    letters: list[LetterRow] = []
    opened: LetterRow = LetterRow("", "", "", "", "", "")

    @rx.event
    @open_to(anyone)
    async def load(self) -> None:
        """Reads everything anew."""
        person = acting.get()
        await self._read(person)
        if person and person.joint_account_id:
            await live.watch(self, person.joint_account_id, MailboxState.load)

    async def _read(self, person: Person | None) -> None:
        scope = mailbox_scope(person, self.router.headers.cookie)
        self.exists, self.loaded = may_read(scope), True
        self.letters = [
            LetterRow(
                id=str(letter.id),
                recipient=letter.recipient,
                subject=letter.subject,
                when=f"{clock(letter.when)} UTC",
                link=letter.link,
                frame=f"/mailbox/letter/{letter.id}",
            )
            for letter in (await mailbox(scope) if self.exists else [])
        ]
        wanted = self.router.url.query_parameters.get("letter", "")
        chosen = [row for row in self.letters if row.id == wanted] or self.letters[:1]
        self.opened = chosen[0] if chosen else LetterRow("", "", "", "", "", "")
