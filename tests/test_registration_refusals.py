"""Every refusal, with its own sentence and without a trace: on the real services and a real database."""

import pytest

from joint_account.identity.errors import AddressTaken
from joint_account.registration import errors, queries
from joint_account.registration import service as registration
from joint_account.registration.machine import InvitationState, Role
from joint_account.registration.roles import Act
from tests import stories
from tests.snapshots import letters_to, refused, snapshot
from tests.stories import an_invitee

pytestmark = pytest.mark.usefixtures("open_database")

SEATS = "All {} seats of this joint account are taken, by members and open invitations."


async def test_a_used_link_is_refused():
    invited = await stories.an_invitation(await stories.an_organizer())
    member = await registration.register_invited(invited.link, name="Ana", password_hash="", country="ES")
    await registration.accept(member, invited.link, understood=True)
    async with refused(errors.LinkUsed, "This link was used already. Log in to open your joint account."):
        await registration.accept(member, invited.link, understood=True)
    async with refused(errors.LinkUsed, "This link was used already. Log in to open your joint account."):
        await registration.decline(invited.link, None)


async def test_a_revoked_link_is_refused():
    olga = await stories.an_organizer()
    invited, known = await stories.an_invitation(olga), await stories.a_person("ana@example.com")
    await registration.revoke(olga, invited.invitation.id)
    assert await letters_to("ana@example.com") == ["invitation", "revoked"]
    async with refused(errors.LinkRevoked, "This invitation was taken back by the person who sent it."):
        await registration.accept(known, invited.link, understood=True)


async def test_a_link_that_was_sent_again_kills_the_older_one():
    olga = await stories.an_organizer()
    invited, known = await stories.an_invitation(olga), await stories.a_person("ana@example.com")
    await registration.resend(olga, invited.invitation.id)
    sentence = "This link was replaced by a newer one. Use the link in the newest invitation mail."
    async with refused(errors.LinkReplaced, sentence):
        await registration.accept(known, invited.link, understood=True)
    async with refused(errors.LinkReplaced, sentence):
        await registration.register_invited(invited.link, name="Ana", password_hash="", country="ES")
    newest = (await stories.links_of(invited.invitation))[-1]
    await registration.accept(known, newest, understood=True)


async def test_an_expired_link_is_refused_though_nothing_has_written_it_down():
    olga = await stories.an_organizer()
    invited, known = await stories.an_invitation(olga), await stories.a_person("ana@example.com")
    await stories.let_expire(invited.invitation.id)
    sentence = "This invitation has expired. Ask to be invited again."
    for answer in (
        registration.accept(known, invited.link, understood=True),
        registration.decline(invited.link, None),
        registration.register_invited(invited.link, name="Ana", password_hash="", country="ES"),
        queries.invitation_behind(invited.link, None),
    ):
        async with refused(errors.LinkExpired, sentence):
            await answer
    assert (await queries.family_members(olga)).invitations[0].state == InvitationState.EXPIRED


async def test_a_declined_link_is_refused():
    invited = await stories.an_invitation(await stories.an_organizer())
    await registration.decline(invited.link, None)
    assert await letters_to("olga@example.com") == ["declined"]
    async with refused(errors.LinkDeclined, "This invitation was declined. Ask to be invited again if that was a mistake."):
        await queries.invitation_behind(invited.link, None)


async def test_an_unknown_link_is_refused():
    invited, known = await stories.an_invitation(await stories.an_organizer()), await stories.a_person("ana@example.com")
    account, _, secret = invited.link.partition(".")
    other = await stories.an_organizer("otto@example.com")
    for link in (
        "", ".", "x", secret, f"{account}.", f"{account}.{secret[:-1]}", f"{account}.{'a' * 32}", f"{account}.{secret}\n",
        f"0{account}.{secret}", f"{other.joint_account_id:x}.{secret}", f"{'f' * 16}.{secret}", f"{account}.{secret}" * 1000,
    ):  # fmt: skip
        async with refused(
            errors.LinkUnknown, "We do not know this link. Open the newest invitation mail and use the whole link."
        ):
            await registration.accept(known, link, understood=True)


async def test_the_wrong_person_is_refused_and_sees_the_address_masked():
    invited, stranger = await stories.an_invitation(await stories.an_organizer()), await stories.a_person("sara@example.com")
    sentence = "This invitation is for a•••@example.com. Log in with that address to answer it."
    async with refused(errors.WrongPerson, sentence):
        await registration.accept(stranger, invited.link, understood=True)
    async with refused(errors.WrongPerson, sentence):
        await registration.decline(invited.link, stranger)


async def test_somebody_whose_address_is_not_confirmed_cannot_invite():
    person = await stories.a_person("olga@example.com", confirmed=False)
    async with refused(
        errors.AddressNotConfirmed,
        "Confirm your e-mail address first: open the link that we mailed you. Then you can add members.",
    ):
        await registration.invite(person, an_invitee(), understood=True)


async def test_a_member_here_is_not_invited_again():
    olga = await stories.an_organizer()
    await stories.a_member(olga)
    async with refused(errors.AlreadyMemberHere, "This person is a member of this joint account already."):
        await registration.invite(olga, an_invitee(email=" ANA@Example.com "), understood=True)


async def test_somebody_in_another_joint_account_cannot_accept_and_only_they_are_told():
    olga, otto = await stories.an_organizer(), await stories.an_organizer("otto@example.com")
    member = await stories.a_member(otto)
    invited = await stories.an_invitation(olga)
    sentence = "You are in another joint account already. A person belongs to one joint account, for ever."
    async with refused(errors.AlreadyElsewhere, sentence):
        await registration.accept(member, invited.link, understood=True)
    assert (await queries.invitation_behind(invited.link, member)).obstacle.sentence == sentence


async def test_somebody_who_is_invited_already_is_not_invited_twice():
    olga = await stories.an_organizer()
    await stories.an_invitation(olga)
    async with refused(errors.AlreadyInvited, "This person is invited already. Send the invitation again, or revoke it first."):
        await registration.invite(olga, an_invitee(), understood=True)


async def test_nobody_invites_themselves_not_even_as_the_first_thing():
    person = await stories.a_person("olga@example.com")
    async with refused(
        errors.InvitingOneself, "This is your own address. Invite somebody else: you are in the joint account already."
    ):
        await registration.invite(person, an_invitee(email="olga@example.com"), understood=True)


async def test_members_and_open_invitations_together_fill_the_seats(use_settings):
    use_settings(MAX_MEMBERS=3)
    olga = await stories.an_organizer()
    await stories.a_member(olga, "mia@example.com")
    open_one = await stories.an_invitation(olga, "max@example.com")
    async with refused(errors.MemberLimitReached, SEATS.format(3)):
        await registration.invite(olga, an_invitee(), understood=True)
    await registration.revoke(olga, open_one.invitation.id)
    await registration.invite(olga, an_invitee(), understood=True)


async def test_nobody_accepts_beyond_the_seats(use_settings):
    olga = await stories.an_organizer()
    await stories.a_member(olga, "mia@example.com")
    invited, known = await stories.an_invitation(olga), await stories.a_person("ana@example.com")
    use_settings(MAX_MEMBERS=2)
    async with refused(errors.MemberLimitReached, SEATS.format(2)):
        await registration.accept(known, invited.link, understood=True)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MANAGER])
async def test_only_the_organizer_invites_sends_again_and_revokes(role):
    olga = await stories.an_organizer()
    member = await stories.a_member(olga, "mia@example.com", role=role)
    invited = await stories.an_invitation(olga)
    sentence = f"You are a {role} in this joint account, and a {role} cannot {{}}. Ask its organizer."
    for act, attempt in (
        (Act.INVITE, registration.invite(member, an_invitee(email="new@example.com"), understood=True)),
        (Act.RESEND, registration.resend(member, invited.invitation.id)),
        (Act.REVOKE, registration.revoke(member, invited.invitation.id)),
    ):
        async with refused(errors.NotYourRole, sentence.format(act)):
            await attempt


async def test_a_page_that_is_out_of_date_is_refused():
    olga = await stories.an_organizer()
    seen = (await queries.family_members(olga)).version
    await stories.an_invitation(olga, "max@example.com")
    async with refused(
        errors.PageOutOfDate, "This joint account has changed since you opened the page. Look at it again, then decide."
    ):
        await registration.invite(olga, an_invitee(), understood=True, version=seen)
    await registration.invite(olga, an_invitee(), understood=True, version=(await queries.family_members(olga)).version)


async def test_nobody_invites_or_joins_without_having_understood():
    olga = await stories.an_organizer()
    invited, known = await stories.an_invitation(olga), await stories.a_person("ana@example.com")
    sentence = "Tick the box first: a joint account is permanent and cannot be cancelled."
    for attempt in (
        registration.invite(olga, an_invitee(email="new@example.com"), understood=False),
        registration.accept(known, invited.link, understood=False),
    ):
        async with refused(errors.PermanenceNotUnderstood, sentence):
            await attempt


async def test_another_joint_accounts_invitation_is_not_there():
    olga, otto = await stories.an_organizer(), await stories.an_organizer("otto@example.com")
    loner = await stories.a_person("lena@example.com")
    invited = await stories.an_invitation(olga)
    for stranger in (otto, loner):
        for attempt in (registration.revoke, registration.resend):
            for invitation_id in (invited.invitation.id, 1):
                async with refused(errors.NoSuchInvitation, "There is no such invitation."):
                    await attempt(stranger, invitation_id)


async def test_what_is_settled_is_neither_revoked_nor_sent_again():
    olga = await stories.an_organizer()
    declined, expired = await stories.an_invitation(olga), await stories.an_invitation(olga, "max@example.com")
    await registration.decline(declined.link, None)
    await stories.let_expire(expired.invitation.id)
    for attempt in (registration.revoke, registration.resend):
        async with refused(errors.InvitationSettled, "This invitation was declined already."):
            await attempt(olga, declined.invitation.id)
        async with refused(errors.InvitationSettled, "This invitation has expired. Add the member again."):
            await attempt(olga, expired.invitation.id)


async def test_an_address_that_has_an_account_does_not_register_again():
    invited = await stories.an_invitation(await stories.an_organizer())
    await stories.a_person("ana@example.com")
    before = await snapshot()
    with pytest.raises(AddressTaken):
        await registration.register_invited(invited.link, name="Ana", password_hash="", country="ES")
    assert await snapshot() == before


async def test_a_demo_and_a_real_joint_account_do_not_mix():
    demo = await stories.an_organizer("dora@example.com", demo_id="demo")
    real = await stories.a_person("ana@example.com")
    invited = await stories.an_invitation(demo)
    async with refused(
        errors.NotOfThisDemo, "Demos and real joint accounts cannot be joined. Log in with an account of the same demo."
    ):
        await registration.accept(real, invited.link, understood=True)
    born_there = await stories.a_member(demo, "max@example.com")
    assert born_there.demo_id == "demo"
