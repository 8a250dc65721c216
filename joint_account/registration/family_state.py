"""What the Family Members page shows, and what it can ask for."""

from collections.abc import Awaitable, Callable

import reflex as rx

from joint_account.database import id_in
from joint_account.identity.errors import ProofNeeded
from joint_account.identity.gate import logged_in, open_to
from joint_account.identity.models import Person
from joint_account.identity.proving import is_recently_proved
from joint_account.identity.sessions import person_now, session_now
from joint_account.registration import service
from joint_account.registration.errors import (
    AlreadyInvited,
    AlreadyMemberHere,
    InvitingOneself,
    PermanenceNotUnderstood,
    RegistrationError,
    WrongFields,
)
from joint_account.registration.queries import family_members, membership_of
from joint_account.registration.rows import InvitationRow, MemberRow, invitation_row, member_row, seats_line
from joint_account.tries import TooManyTries
from joint_account.ui import live

FIELDS = ("name", "email", "country", "role", "language", "message", "understood")
_STANDS_AT: dict[type[Exception], str] = {
    AlreadyInvited: "email",
    AlreadyMemberHere: "email",
    InvitingOneself: "email",
    PermanenceNotUnderstood: "understood",
}
PROVE_FIRST = "To invite a manager, confirm first that it is you."
NOTHING_WRONG = dict.fromkeys(("", *FIELDS), "")


class FamilyState(rx.State):
    """Members and invitations, as text; and what was wrong with the last form."""

    loaded: bool = False
    account_name: str = ""
    complete: bool = False
    seats: str = ""
    may_invite: bool = False
    members: list[MemberRow] = []
    invitations: list[InvitationRow] = []
    problems: dict[str, str] = NOTHING_WRONG
    notice: str = ""
    trouble: str = ""
    needs_proof: bool = False
    """Whether the person must prove who they are before they invite a manager."""
    sent: int = 0
    """How many forms were done; the dialog closes when it moves."""
    line_results: list[tuple[str, str]] = []
    lines_left: str = ""
    """The pasted lines that were refused: what is still to be mended and sent."""

    _version: int = 0

    @rx.event
    @open_to(logged_in)
    async def load(self) -> None:
        """Reads everything anew."""
        self.problems, self.notice, self.trouble, self.line_results = NOTHING_WRONG, "", "", []
        self.lines_left = ""
        await self._read()

    @rx.event
    @open_to(logged_in)
    async def refresh(self) -> None:
        """Something changed in the joint account: reads it, and leaves the forms as they are."""
        waited = self._waiting()
        await self._read()
        if waited - self._waiting():
            self.notice = ""  # It spoke of what was on its way; now an answer is here.

    def _waiting(self) -> set[str]:
        return {sent.id for sent in self.invitations if sent.is_open}

    @rx.event
    @open_to(logged_in)
    async def clear(self) -> None:
        """The dialog is opened: what was wrong last time is over."""
        self.needs_proof = not is_recently_proved(session_now())
        self.problems, self.notice, self.trouble, self.line_results = NOTHING_WRONG, "", "", []

    @rx.event
    @open_to(logged_in)
    async def invite(self, form: dict[str, str]) -> None:
        """Send invitation: to the person of the two fields, or to each pasted line by itself."""
        self.problems, self.notice, self.trouble, self.line_results = NOTHING_WRONG, "", "", []
        try:
            await (self._invite_lines(form) if form.get("lines", "").strip() else self._invite_one(form))
        except ProofNeeded:
            self.problems = NOTHING_WRONG | {"role": PROVE_FIRST}
        except (RegistrationError, TooManyTries) as refused:
            self.problems = _problems(refused, form)
        await self._read()

    async def _invite_one(self, form: dict[str, str]) -> None:
        invitee = service.Invitee(**{name: form.get(name, "") for name in FIELDS if name != "understood"})
        understood = "understood" in form
        await service.invite(person_now(), invitee, understood=understood, session=session_now(), version=self._version)
        self.sent += 1
        self.notice = f"The invitation is on its way to {invitee.email}."

    async def _invite_lines(self, form: dict[str, str]) -> None:
        shared = {name: form.get(name, "") for name in ("country", "role", "language", "message")}
        results = await service.invite_several(
            person_now(), form["lines"], understood="understood" in form, session=session_now(), **shared
        )
        self.line_results = [(result.line, result.problem) for result in results]
        self.lines_left = "\n".join(result.line for result in results if result.problem)
        if not any(result.problem for result in results):
            self.sent += 1
            one = len(results) == 1
            self.notice = "The invitation is on its way." if one else f"{len(results)} invitations are on their way."

    @rx.event
    @open_to(logged_in)
    async def resend(self, invitation_id: str) -> None:
        """Resend."""
        await self._change(service.resend, invitation_id, "The invitation was sent again, with a new link.")

    @rx.event
    @open_to(logged_in)
    async def revoke(self, invitation_id: str) -> None:
        """Revoke."""
        await self._change(service.revoke, invitation_id, "The invitation was revoked; its link is dead.")

    async def _change(self, act: Callable[[Person, int], Awaitable[None]], invitation_id: str, done: str) -> None:
        self.notice, self.trouble = "", ""
        try:
            await act(person_now(), id_in(invitation_id))
            self.notice = done
        except (RegistrationError, TooManyTries) as refused:
            self.trouble = refused.sentence
        await self._read()

    async def _read(self) -> None:
        person = person_now()
        if membership := await membership_of(person):
            # Before reading: what changes in between is read twice, not never.
            await live.watch(self, membership.joint_account_id, FamilyState.refresh)
        family = await family_members(person)
        self.account_name, self.complete = family.name, family.state == "complete"
        self.seats, self.may_invite, self._version = seats_line(family), family.may_invite, family.version
        self.needs_proof = not is_recently_proved(session_now())
        self.members = [member_row(member) for member in family.members]
        self.invitations = [invitation_row(sent) for sent in family.invitations[:50]]
        self.loaded = True


def _problems(refused: RegistrationError | TooManyTries, form: dict[str, str]) -> dict[str, str]:
    if isinstance(refused, WrongFields):
        unticked = {} if "understood" in form else {"understood": PermanenceNotUnderstood.sentence}
        return NOTHING_WRONG | refused.fields | unticked
    return NOTHING_WRONG | {_STANDS_AT.get(type(refused), ""): refused.sentence}
