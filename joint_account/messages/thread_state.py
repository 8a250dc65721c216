"""The state of the page of one thread."""

from typing import Any

import reflex as rx

from joint_account.database import id_in, now
from joint_account.identity.gate import logged_in, open_to
from joint_account.identity.sessions import person_now
from joint_account.messages import answering, beside
from joint_account.messages.conversation import conversation
from joint_account.messages.inbox_shown import PATH, list_address
from joint_account.messages.inbox_view import parse_inbox_view
from joint_account.messages.refusals import AnsweredMeanwhile, MessagesRefused, ReplyRefused
from joint_account.messages.rules import findings
from joint_account.messages.thread_shown import ShownThread, shown_thread
from joint_account.registration.access import member
from joint_account.registration.errors import RegistrationError
from joint_account.tries import TooManyTries
from joint_account.ui.live import watch

_REFUSED = (RegistrationError, MessagesRefused, TooManyTries)


class ThreadState(rx.State):
    """What the page of one thread shows."""

    ready: bool = False
    not_there: bool = False
    back: str = PATH
    problem: str = ""
    doubtful: bool = False
    """Whether the reply can be sent after a second look."""
    draft: str = ""
    written: str = "0"
    """Counts what was sent, so that the box is made anew and empty."""
    shown: ShownThread = ShownThread()
    _newest_reply: int = 0
    _thread: int = 0

    @rx.event
    @open_to(logged_in)
    async def load(self) -> None:
        """Opens the thread that the address names."""
        self._thread = id_in(self.router.url.path.rstrip("/").rpartition("/")[2])
        self.back = list_address(parse_inbox_view(self.router.url.query)[0])
        self.problem, self.doubtful = "", False
        await watch(self, person_now().joint_account_id, ThreadState.refresh)
        await self._read(opening=True)
        if self.shown.answers and not self.not_there:
            await answering.mark_read(person_now(), self._thread)

    @rx.event
    @open_to(logged_in)
    async def refresh(self) -> None:
        """Reads everything anew; what is being typed stays."""
        await self._read(opening=False)

    @rx.event
    @open_to(member)
    async def type(self, text: str) -> None:
        """Keeps the draft."""
        self.draft = text
        await self._do(beside.keep_draft(person_now(), self._thread, text))

    @rx.event
    @open_to(member)
    async def send(self, form: dict[str, Any]) -> None:
        """Queues the reply; what is doubtful asks for a second look first."""
        text, sure = str(form.get("reply", "")), form.get("sure") == "yes"
        self.draft = text
        against = findings(text, "")
        self.doubtful = False
        try:
            await answering.reply(person_now(), self._thread, text, seen=self._newest_reply, sure=sure)
        except AnsweredMeanwhile as refused:
            self.problem = refused.sentence
            await beside.keep_draft(person_now(), self._thread, text)
            # They are told, and see it now: what they send next, they send knowing it.
            await self._read(opening=True)
            return
        except ReplyRefused as refused:
            self.problem, self.doubtful = refused.sentence, not any(one.forbidden for one in against)
        except _REFUSED as refused:
            self.problem = refused.sentence
        else:
            self.problem, self.draft, self.written = "", "", _next(self.written)
        await self._read(opening=False)

    @rx.event
    @open_to(member)
    async def take_back(self, message_id: str) -> None:
        """The reply does not leave, and is a draft again."""
        await self._do(answering.take_back(person_now(), self._thread, id_in(message_id)))
        await self._read(opening=True)

    @rx.event
    @open_to(member)
    async def excuse(self) -> None:
        """No reply is needed."""
        await self._do(answering.needs_no_reply(person_now(), self._thread))
        await self._read(opening=False)

    @rx.event
    @open_to(member)
    async def note(self, form: dict[str, Any]) -> None:
        """A note for colleagues."""
        await self._do(beside.add_note(person_now(), self._thread, str(form.get("note", ""))))
        self.written = self.written if self.problem else _next(self.written)
        await self._read(opening=False)

    @rx.event
    @open_to(member)
    async def assign(self, member_id: str) -> None:
        """Somebody takes the thread."""
        await self._do(beside.assign(person_now(), self._thread, id_in(member_id)))
        await self._read(opening=False)

    @rx.event
    @open_to(member)
    async def sort(self, form: dict[str, Any]) -> None:
        """The thread is about this order."""
        await self._do(beside.sort_to(person_now(), self._thread, str(form.get("order", ""))))
        await self._read(opening=False)

    async def _do(self, doing: Any) -> None:
        self.problem, self.doubtful = "", False
        try:
            await doing
        except _REFUSED as refused:
            self.problem = refused.sentence

    async def _read(self, *, opening: bool) -> None:
        person = person_now()
        found = await conversation(person, self._thread)
        self.not_there = found is None
        self.shown = ShownThread() if found is None else shown_thread(found, person.id, now())
        if found is not None:
            self._newest_reply = found.newest_reply if opening or not self.draft else self._newest_reply
            if opening:
                self.draft, self.written = found.draft, _next(self.written)
        self.ready = True


def _next(number: str) -> str:
    return str(int(number) + 1)
