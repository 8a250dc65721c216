"""Twenty threads at once, each with an event loop and connections of its own, as so many processes would have."""

import asyncio
import threading
from collections import Counter
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest

from joint_account.database import dispose
from joint_account.registration import queries
from joint_account.registration import service as registration
from joint_account.registration.errors import RegistrationError
from joint_account.registration.machine import InvitationState, Role
from joint_account.registration.service import Invitee
from tests import stories
from tests.snapshots import everything

T = TypeVar("T")
Attempt = Callable[[], Awaitable[object]]


def run(story: Callable[[], Awaitable[T]]) -> T:
    async def disposing() -> T:
        try:
            return await story()
        finally:
            await dispose()

    return asyncio.run(disposing())


def at_once(*attempts: Attempt) -> Counter[str]:
    """Runs every attempt in a thread of its own, all started at the same moment; counts `won` and the refusals' sentences."""
    start = threading.Barrier(len(attempts))

    def one(attempt: Attempt) -> str:
        start.wait()
        try:
            run(attempt)
        except RegistrationError as refusal:
            return refusal.sentence
        return "won"

    with ThreadPoolExecutor(len(attempts)) as threads:
        return Counter(threads.map(one, attempts))


def count(table: str) -> int:
    return len(everything()[table])


@pytest.fixture
def olga(database):
    return run(stories.an_organizer)


def test_twenty_accept_one_link_and_one_joins(olga):
    invited = run(lambda: stories.an_invitation(olga))
    ana = run(lambda: stories.a_person("ana@example.com"))
    outcomes = at_once(*[lambda: registration.accept(ana, invited.link, understood=True)] * 20)
    assert outcomes == {"won": 1, "This link was used already. Log in to open your joint account.": 19}
    assert count("membership") == 2
    acts = Counter(row[3] for row in everything()["audit_entry"])
    assert (acts["invitation.accepted"], acts["account.completed"]) == (1, 1)


def test_accepting_and_revoking_at_once_end_in_one_of_the_two(olga):
    invited = run(lambda: stories.an_invitation(olga))
    ana = run(lambda: stories.a_person("ana@example.com"))
    accepts = [lambda: registration.accept(ana, invited.link, understood=True)] * 10
    revokes = [lambda: registration.revoke(olga, invited.invitation.id)] * 10
    outcomes = at_once(*[one for pair in zip(accepts, revokes, strict=True) for one in pair])
    (invitation,) = run(lambda: queries.family_members(olga)).invitations
    assert outcomes["won"] == 1
    if invitation.state == InvitationState.ACCEPTED:
        assert outcomes["This invitation was accepted already."] == 10
        assert count("membership") == 2
    else:
        assert outcomes["This invitation was taken back by the person who sent it."] == 10
        assert count("membership") == 1


def test_twenty_invitations_race_for_the_last_seat(olga, use_settings):
    use_settings(MAX_MEMBERS=2)
    invitees = [Invitee(f"Guest {number}", f"guest{number}@example.com", "DE") for number in range(20)]
    outcomes = at_once(*[lambda one=one: registration.invite(olga, one, understood=True) for one in invitees])
    assert outcomes == {"won": 1, "All 2 seats of this joint account are taken, by members and open invitations.": 19}
    assert count("invitation") == 1


def test_two_accept_when_one_seat_is_left(olga, use_settings):
    async def invited_and_registered(email: str):
        invited = await stories.an_invitation(olga, email)
        return await registration.register_invited(invited.link, name="Guest", password_hash="", country="DE"), invited.link

    guests = [run(lambda number=number: invited_and_registered(f"guest{number}@example.com")) for number in range(4)]
    use_settings(MAX_MEMBERS=2)
    outcomes = at_once(
        *[lambda guest=guest, link=link: registration.accept(guest, link, understood=True) for guest, link in guests]
    )
    assert outcomes == {"won": 1, "All 2 seats of this joint account are taken, by members and open invitations.": 3}
    assert count("membership") == 2


def test_one_person_accepts_two_joint_accounts_at_once_and_is_in_one(olga):
    otto = run(lambda: stories.an_organizer("otto@example.com", "Otto"))
    links = [run(lambda host=host: stories.an_invitation(host)).link for host in (olga, otto)]
    ana = run(lambda: stories.a_person("ana@example.com"))
    outcomes = at_once(*[lambda link=link: registration.accept(ana, link, understood=True) for link in links] * 5)
    assert outcomes["won"] == 1
    assert count("membership") == 3
    states = Counter(row[3] for row in everything()["invitation"])
    assert sum(states.values()) == 2
    assert outcomes["You are in another joint account already. A person belongs to one joint account, for ever."] == 5


def test_the_first_thing_that_needs_a_joint_account_makes_it_once(database):
    lena = run(lambda: stories.a_person("lena@example.com"))
    invite = lambda: registration.invite(lena, Invitee("Ana", "ana@example.com", "ES", Role.VIEWER), understood=True)  # noqa: E731
    outcomes = at_once(*[lambda: registration.start_joint_account(lena), invite] * 5)
    assert outcomes == {"won": 6, "This person is invited already. Send the invitation again, or revoke it first.": 4}
    assert (count("joint_account"), count("membership"), count("invitation")) == (1, 1, 1)


def test_several_processes_remind_once(olga):
    invited = run(lambda: stories.an_invitation(olga))
    later = invited.invitation.sent_at + (invited.invitation.expires_at - invited.invitation.sent_at) / 2
    at_once(*[lambda: registration.remind_due(later)] * 8)
    assert Counter(row[4] for row in everything()["letter"]) == {"invitation": 1, "reminder": 1}
