"""The overview's state: reads its address, asks, and holds what is shown."""

import asyncio
from collections.abc import Awaitable

import reflex as rx

from joint_account.database import id_in
from joint_account.identity.gate import logged_in, open_to
from joint_account.identity.sessions import person_now
from joint_account.registration.belonging import role_of
from joint_account.registration.roles import Act, may
from joint_account.sales.notes import NoteRefused, add_note, remove_note
from joint_account.sales.overview import overview
from joint_account.sales.overview_shown import Shown, shown, waiting
from joint_account.sales.standing import is_complete
from joint_account.sales.view import parse_view
from joint_account.tries import TooManyTries
from joint_account.ui.live import watch


class OverviewState(rx.State):
    """What the overview shows."""

    ready: bool = False
    nothing_yet: bool = False
    on_its_way: bool = False
    """Whether there are stores, and no order of any yet."""
    complete: bool = False
    """Whether the joint account is; decides what an empty page says next."""
    may_note: bool = False
    note_problem: str = ""
    noted: int = 0
    """How many notes were written; the form is a new one when it moves."""
    shown: Shown = waiting()

    @rx.event
    @open_to(logged_in)
    async def load(self) -> None:
        """Reads everything anew, by the address."""
        self.note_problem = ""
        await self._read()

    @rx.event
    @open_to(logged_in)
    async def refresh(self) -> None:
        """Something changed in the joint account: reads it, and leaves what is typed as it is."""
        await self._read()

    @rx.event
    @open_to(logged_in)
    async def add_note(self, form: dict[str, str]) -> None:
        """Add note."""
        if await self._done(add_note(person_now(), form.get("day", ""), form.get("text", ""))):
            self.noted += 1

    @rx.event
    @open_to(logged_in)
    async def remove_note(self, note_id: str) -> None:
        """Remove."""
        await self._done(remove_note(person_now(), id_in(note_id)))

    async def _done(self, change: Awaitable[None]) -> bool:
        try:
            await change
            self.note_problem = ""
        except (NoteRefused, TooManyTries) as refused:
            self.note_problem = refused.sentence
        await self._read()
        return not self.note_problem

    async def _read(self) -> None:
        person, (view, notes) = person_now(), parse_view(self.router.url.query)
        await watch(self, person.joint_account_id, OverviewState.refresh)
        seen = await overview(person, view)
        role = await role_of(person)
        self.may_note = role is not None and may(role, Act.OPERATE_STORES)
        self.complete = await is_complete(person)
        self.on_its_way = seen is not None and seen.scope.known_since is None
        self.nothing_yet = seen is None or self.on_its_way
        self.shown = waiting() if seen is None else await asyncio.to_thread(shown, seen, view, notes)
        self.ready = True
