"""What Your Prime Membership shows: the joint account's state, and where this person stands."""

import reflex as rx

from joint_account.identity.gate import logged_in, open_to
from joint_account.identity.http import answer_to
from joint_account.identity.sessions import acting
from joint_account.registration.queries import family_members, membership_of, walkthrough_of
from joint_account.registration.rows import StepRow, step_rows
from joint_account.registration.walkthrough import NextThing, next_thing
from joint_account.settings import settings
from joint_account.ui import live

_NEXT = {
    NextThing.LOG_IN: ("Log in to begin.", "", ""),
    NextThing.CONFIRM_ADDRESS: ("Confirm your e-mail address: open the link that we mailed to you.", "", ""),
    NextThing.ADD_A_MEMBER: ("Add your first family member.", "Invite somebody", "/membership/family"),
    NextThing.WAIT_FOR_THE_ANSWER: (
        "The invitation is on its way. The joint account is complete as soon as it is accepted.",
        "See who is invited",
        "/membership/family",
    ),
    NextThing.OPEN_OVERVIEW: ("See the sales of every country in one view.", "See all countries", "/overview"),
}


class MembershipState(rx.State):
    """The steps, and the one next thing to do."""

    loaded: bool = False
    account_name: str = ""
    complete: bool = False
    just_joined: bool = False
    just_confirmed: bool = False
    link_sent: bool = False
    problem: str = ""
    asks_to_confirm: bool = False
    steps: list[StepRow] = []
    next_text: str = ""
    next_label: str = ""
    next_path: str = ""

    @rx.event
    @open_to(logged_in)
    async def load(self) -> None:
        """Reads everything anew."""
        query = self.router.url.query_parameters
        self.just_joined, self.just_confirmed, self.link_sent = "welcome" in query, "confirmed" in query, "sent" in query
        problems, _values = answer_to("address-link", self.router.headers.cookie)
        self.problem = problems.get("", "")
        await self._read()

    @rx.event
    @open_to(logged_in)
    async def refresh(self) -> None:
        """Something changed in the joint account."""
        await self._read()

    async def _read(self) -> None:
        person = acting.get()
        if person is None:
            return
        if membership := await membership_of(person):
            # Before reading: what changes in between is read twice, not never.
            await live.watch(self, membership.joint_account_id, MembershipState.refresh)
        facts, family = await walkthrough_of(person), await family_members(person)
        self.account_name, self.complete = family.name, facts.complete
        self.just_joined = self.just_joined and facts.complete
        self.just_confirmed = self.just_confirmed and facts.confirmed
        self.asks_to_confirm = not facts.confirmed
        self.steps = step_rows(facts, person.name)
        self.next_text, self.next_label, self.next_path = _NEXT[next_thing(facts)]
        if self.asks_to_confirm and (person.demo_id or settings().shows_mail):
            self.next_label, self.next_path = "Open the mailbox", "/mailbox"
        self.loaded = True
