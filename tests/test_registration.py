"""Inviting, answering and what everybody sees of it: on the real services and a real database."""

import pytest
from sqlmodel import select

from joint_account.database import unit_of_work
from joint_account.mail.models import Letter
from joint_account.registration import errors, queries
from joint_account.registration import service as registration
from joint_account.registration.machine import InvitationState, JointAccountState, Role
from joint_account.registration.walkthrough import Facts
from tests import stories
from tests.snapshots import acts_of, letters_to, refused, snapshot
from tests.stories import an_invitee

pytestmark = pytest.mark.usefixtures("open_database")


async def test_the_walk_from_nothing_to_a_complete_joint_account():
    olga = await stories.a_person("olga@example.com", "Olga Berger", "JP")
    assert (await queries.family_members(olga)).version == 0
    assert await queries.walkthrough_of(olga) == Facts(logged_in=True, confirmed=True)
    invited = await stories.an_invitation(olga, "ana@example.com", role=Role.VIEWER)
    assert await queries.walkthrough_of(olga) == Facts(logged_in=True, confirmed=True, invitation_open=True)
    member = await registration.register_invited(invited.link, name="Ana", password_hash="", country="ES")
    assert member.confirmed_at is not None
    assert member.joint_account_id is None
    await registration.accept(member, invited.link, understood=True)
    family = await queries.family_members(member)
    assert family.state == JointAccountState.COMPLETE
    assert [(one.name, one.role) for one in family.members] == [("Olga Berger", Role.ORGANIZER), ("Ana", Role.VIEWER)]
    assert (family.seats_used, family.seats, family.may_invite) == (2, 25, False)
    assert [one.state for one in family.invitations] == [InvitationState.ACCEPTED]
    assert (await queries.walkthrough_of(member)).complete
    olga = await stories.anew(olga)
    assert await acts_of(olga) == [
        "account.started",
        "invitation.sent",
        "person.registered",
        "invitation.accepted",
        "account.completed",
    ]
    assert await letters_to("ana@example.com") == ["invitation", "welcome"]
    assert await letters_to("olga@example.com") == ["accepted"]


async def test_a_person_who_has_an_account_accepts_and_the_link_proves_the_address():
    olga = await stories.an_organizer()
    known = await stories.a_person("ana@example.com", confirmed=False)
    invited = await stories.an_invitation(olga)
    await registration.accept(known, invited.link, understood=True)
    known = await stories.anew(known)
    assert known.joint_account_id == olga.joint_account_id
    assert known.confirmed_at is not None


async def test_opening_a_link_ten_times_changes_nothing_and_tells_its_holder_what_to_do():
    invited = await stories.an_invitation(await stories.an_organizer())
    before = await snapshot()
    for _ in range(10):
        view = await queries.invitation_behind(invited.link, None)
    assert (view.inviter, view.email, view.has_account, view.obstacle) == ("Olga Berger", "ana@example.com", False, None)
    assert await snapshot() == before


async def test_somebody_else_sees_the_invited_address_masked_and_nothing_about_its_owner():
    olga = await stories.an_organizer()
    await stories.a_person("ana@example.com")
    stranger = await stories.a_person("sara@example.com")
    view = await queries.invitation_behind((await stories.an_invitation(olga)).link, stranger)
    assert (view.email, view.name, view.has_account, view.is_right_person) == ("", "", False, False)
    assert view.masked == "a•••@example.com"
    assert isinstance(view.obstacle, errors.WrongPerson)


async def test_somebody_whose_invitation_expired_can_be_invited_again():
    olga = await stories.an_organizer()
    invited = await stories.an_invitation(olga)
    await stories.let_expire(invited.invitation.id)
    await registration.invite(olga, an_invitee(), understood=True)
    states = [one.state for one in (await queries.family_members(olga)).invitations]
    assert states == [InvitationState.PENDING, InvitationState.EXPIRED]
    assert (await acts_of(olga))[-2:] == ["invitation.expired", "invitation.sent"]


async def test_each_pasted_line_has_its_own_result(use_settings):
    use_settings(MAX_MEMBERS=5)
    olga = await stories.an_organizer()
    lines = "Max Weber <max@example.com>\n\n mia@example.com \nnobody\nMax <MAX@example.com>\n<olga@example.com>\n"
    form = {"country": "DE", "role": Role.VIEWER, "language": "de", "message": "", "understood": True}
    results = await registration.invite_several(olga, lines, **form)
    assert [(one.email, bool(one.problem)) for one in results] == [
        ("max@example.com", False),
        ("mia@example.com", False),
        ("nobody", True),
        ("MAX@example.com", True),
        ("olga@example.com", True),
    ]
    assert sorted(one.name for one in (await queries.family_members(olga)).invitations) == ["Max Weber", "mia"]
    async with refused(errors.TooManyLines, "A joint account has 5 seats. Paste at most that many lines at once."):
        await registration.invite_several(olga, "a@example.com\n" * 6, **form)


async def test_a_mail_that_cannot_be_delivered_is_told_beside_its_invitation():
    olga = await stories.an_organizer()
    await stories.an_invitation(olga)
    async with unit_of_work() as work:
        letter = (await work.exec(select(Letter))).one()
        letter.delivery, letter.trouble = "failed", "mailbox unknown"
    (invitation,) = (await queries.family_members(olga)).invitations
    assert invitation.trouble == "could not be delivered: mailbox unknown"


async def test_links_are_long_random_and_stored_only_as_a_digest():
    invited = await stories.an_invitation(await stories.an_organizer())
    secret = invited.link.partition(".")[2]
    assert len(secret) >= 128 / 6
    assert secret not in str([row for table, rows in (await snapshot()).items() for row in rows])
