"""Random sequences of every event by every role, on the real services and a real database, against a small model."""

import asyncio
import shutil
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from joint_account.database import dispose, now
from joint_account.registration import queries
from joint_account.registration import service as registration
from joint_account.registration.errors import RegistrationError
from joint_account.registration.machine import JointAccountState, Role
from joint_account.registration.service import Invitee
from tests import stories
from tests.snapshots import Snapshot, snapshot

SEATS = 4
GUESTS = [f"guest{number}@example.com" for number in range(5)]
OLGA, OTTO = "olga@example.com", "otto@example.com"
# Most steps go well, or no walk would get far; the others are what must be refused.
MOSTLY_OLGA = st.sampled_from([OLGA] * 6 + [OTTO, *GUESTS])
MOSTLY_GUESTS = st.sampled_from(GUESTS * 3 + [OLGA, OTTO])
MOSTLY_THE_RIGHT_ONE = st.sampled_from([None] * 6 + [OLGA, OTTO, *GUESTS])
ROLES = st.sampled_from([Role.MANAGER, Role.VIEWER])
SOME = st.integers(min_value=0, max_value=30)


@dataclass
class Asked:
    """What the model knows of an invitation; `over`: expired by the clock, and nobody has written it down."""

    id: int
    email: str
    role: Role
    links: list[str]
    dead_links: list[str] = field(default_factory=list)
    state: str = "pending"
    reminded: int = 0


class Walk(RuleBasedStateMachine):
    """The model: who is a member as what, what was asked, and what must have been written down and mailed."""

    prepare: Any = None

    def __init__(self) -> None:
        super().__init__()
        type(self).prepare()
        self.loop = asyncio.Runner()
        self.people = {email: self.run(stories.a_person(email)) for email in GUESTS}
        for email in (OLGA, OTTO):
            self.people[email] = self.run(stories.an_organizer(email))
        self.account = self.people[OLGA].joint_account_id
        self.members = {OLGA: Role.ORGANIZER}
        self.asked: list[Asked] = []
        self.written = Counter({"account.started": 1})
        self.mailed: Counter[str] = Counter()
        self.version = 0
        self.was_complete = False
        self.rows: Snapshot = {}

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run(work)

    def teardown(self) -> None:
        self.run(dispose())
        self.loop.close()

    def attempt(self, work: Coroutine[Any, Any, Any], *, allowed: bool) -> Any:
        """Does it, or sees it refused without a trace, as the model says."""
        try:
            outcome = self.run(work)
        except RegistrationError:
            assert not allowed
            assert self.run(snapshot()) == self.rows
            return None
        assert allowed
        return outcome

    def note(self, act: str, *kinds: str, changes: bool = True) -> None:
        self.written[act] += 1
        self.mailed.update(kinds)
        self.version += changes

    def write_down_expired(self) -> None:
        for one in self.asked:
            if one.state == "over":
                one.state = "expired"
                self.note("invitation.expired")

    def open_ones(self) -> list[Asked]:
        return [one for one in self.asked if one.state == "pending"]

    @precondition(lambda self: len(self.asked) < 12)
    @rule(by=MOSTLY_OLGA, email=MOSTLY_GUESTS, role=ROLES, behind=st.sampled_from([None, None, 0, 0, 0, 1]))
    def invite(self, by, email, role, behind):
        if by not in self.members:
            by = OLGA  # anybody else would start a joint account of their own
        work = registration.invite(
            self.people[by],
            Invitee("Guest", email, "DE", role),
            understood=True,
            session=stories.proved(self.people[by]),
            version=None if behind is None else self.version - behind,
        )
        known = email in self.members or email in [one.email for one in self.open_ones()]
        fits = len(self.members) + len(self.open_ones()) < SEATS
        organizes = self.members[by] == Role.ORGANIZER
        invitation = self.attempt(work, allowed=organizes and not known and fits and behind != 1)
        if invitation:
            self.write_down_expired()
            self.note("invitation.sent", "invitation")
            self.asked.append(Asked(invitation.id, email, role, self.run(stories.links_of(invitation))))

    @precondition(lambda self: self.asked)
    @rule(by=MOSTLY_OLGA, which=SOME)
    def send_again(self, by, which):
        one = self.one(which)
        allowed = one.state == "pending" and self.members.get(by) == Role.ORGANIZER
        self.attempt(registration.resend(self.people[by], one.id), allowed=allowed)
        if allowed:
            one.dead_links += one.links
            one.links, one.reminded = self.new_links(one), 0
            self.note("invitation.sent_again", "invitation")

    @precondition(lambda self: self.asked)
    @rule(by=MOSTLY_OLGA, which=SOME)
    def revoke(self, by, which):
        one = self.one(which)
        allowed = one.state == "pending" and self.members.get(by) == Role.ORGANIZER
        self.attempt(registration.revoke(self.people[by], one.id), allowed=allowed)
        if allowed:
            one.state = "revoked"
            self.note("invitation.revoked", "revoked")

    @precondition(lambda self: self.asked)
    @rule(by=MOSTLY_THE_RIGHT_ONE, which=SOME, link=SOME)
    def accept(self, by, which, link):
        one = self.one(which)
        person, link = by or one.email, self.some_link(one, link)
        allowed = self.can_answer(one, link) and person == one.email and person not in {OTTO, *self.members}
        self.attempt(registration.accept(self.people[person], link, understood=True), allowed=allowed)
        if allowed:
            one.state = "accepted"
            self.note("invitation.accepted", "accepted", "welcome")
            self.written["account.completed"] += len(self.members) == 1
            self.members[person] = one.role

    @precondition(lambda self: self.asked)
    @rule(by=MOSTLY_THE_RIGHT_ONE, which=SOME, link=SOME)
    def decline(self, by, which, link):
        one = self.one(which)
        link = self.some_link(one, link)
        allowed = self.can_answer(one, link) and by in {None, one.email}
        self.attempt(registration.decline(link, self.people[by] if by else None), allowed=allowed)
        if allowed:
            one.state = "declined"
            self.note("invitation.declined", "declined")

    @precondition(lambda self: self.open_ones())
    @rule(which=SOME)
    def time_runs_out(self, which):
        one = self.open_ones()[which % len(self.open_ones())]
        self.run(stories.let_expire(one.id))
        one.state = "over"

    @precondition(lambda self: any(one.state == "over" for one in self.asked))
    @rule()
    def expire(self):
        due = [one for one in self.asked if one.state == "over"]
        assert self.run(registration.expire_due(now())) == len(due)
        self.write_down_expired()

    @precondition(lambda self: self.open_ones())
    @rule(time=st.sampled_from([1, 2]))
    def remind(self, time):
        at = now() + {1: timedelta(days=3.6), 2: timedelta(days=6.5)}[time]
        due = [one for one in self.open_ones() if one.reminded < time]
        assert self.run(registration.remind_due(at)) == len(due)
        for one in due:
            one.links, one.reminded = self.new_links(one), time
            self.note("invitation.reminded", "reminder", changes=False)

    @invariant()
    def the_database_says_what_the_model_says(self):
        family = self.run(queries.family_members(self.people[OLGA]))
        assert {one.email: one.role for one in family.members} == self.members
        assert {one.id: one.state for one in family.invitations} == {
            one.id: one.state.replace("over", "expired") for one in self.asked
        }
        assert family.version == self.version
        assert family.seats_used <= SEATS
        assert len(family.members) == 1 + self.written["invitation.accepted"]
        complete = family.state == JointAccountState.COMPLETE
        assert complete == (len(self.members) > 1)
        assert complete or not self.was_complete
        self.was_complete = complete

    @invariant()
    def every_change_has_one_audit_entry_and_the_mail_it_owes(self):
        self.rows = self.run(snapshot())
        assert Counter(row[3] for row in self.rows["audit_entry"] if row[0] == self.account) == +self.written
        assert Counter(row[4] for row in self.rows["letter"]) == self.mailed

    def one(self, which: int) -> Asked:
        choice = [*self.open_ones() * 4, *self.asked]
        return choice[which % len(choice)]

    def can_answer(self, one: Asked, link: str) -> bool:
        return one.state == "pending" and link in one.links

    def some_link(self, one: Asked, which: int) -> str:
        links = [*one.links * 4, *one.dead_links, f"{self.account:x}.{'a' * 32}"]
        return links[which % len(links)]

    def new_links(self, one: Asked) -> list[str]:
        return [link for link in self.run(stories.links_of(one)) if link not in one.dead_links]


def test_no_sequence_of_events_breaks_the_walkthrough(migrated_sqlite, tmp_path, use_settings):
    copies = iter(range(1_000_000))

    def prepare() -> None:
        path = tmp_path / f"{next(copies)}.sqlite"
        shutil.copy(migrated_sqlite, path)
        use_settings(DATABASE_URL=f"sqlite:///{path}", MAX_MEMBERS=SEATS)

    Walk.prepare = staticmethod(prepare)
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=10, stateful_step_count=50, deadline=None, database=None, suppress_health_check=list(HealthCheck)
        ),
    )
