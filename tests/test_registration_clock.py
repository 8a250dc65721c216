"""What the clock does to invitations."""

from datetime import timedelta

import pytest

from joint_account.database import now
from joint_account.registration import errors, queries
from joint_account.registration import service as registration
from joint_account.registration.rows import ends_in
from tests import stories
from tests.snapshots import acts_of, letters_to, refused

pytestmark = pytest.mark.usefixtures("open_database")


async def test_reminders_are_mailed_at_half_time_and_on_the_last_day_each_once():
    olga = await stories.an_organizer()
    invited = await stories.an_invitation(olga)
    sent_at = invited.invitation.sent_at
    reminded = [await registration.remind_due(sent_at + timedelta(hours=hours)) for hours in (1, 83, 85, 86, 143, 145, 167)]
    assert reminded == [0, 0, 1, 0, 0, 1, 0]
    assert await letters_to("ana@example.com") == ["invitation", "reminder", "reminder"]
    first, second, third = await stories.links_of(invited.invitation)
    for link in (second, third, first):
        assert (await queries.invitation_behind(link, None)).email == "ana@example.com"
    await registration.decline(first, None)
    async with refused(errors.LinkDeclined, errors.LinkDeclined.sentence):
        await registration.decline(third, None)


@pytest.mark.parametrize(("days", "reminders"), [(1, 1), (2, 1), (3, 2)])
async def test_short_invitations_are_not_reminded_at_once_nor_twice_at_a_time(use_settings, days, reminders):
    use_settings(INVITATION_DAYS=days)
    invited = await stories.an_invitation(await stories.an_organizer())
    sent_at = invited.invitation.sent_at
    assert await registration.remind_due(sent_at + timedelta(minutes=1)) == 0
    assert sum([await registration.remind_due(sent_at + timedelta(hours=hour)) for hour in range(24 * days)]) == reminders


async def test_expiry_is_written_down_once():
    olga = await stories.an_organizer()
    invited = await stories.an_invitation(olga)
    late = invited.invitation.expires_at
    assert [await registration.expire_due(now()), await registration.expire_due(late), await registration.expire_due(late)] == [
        0,
        1,
        0,
    ]
    assert (await acts_of(olga))[-1] == "invitation.expired"


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=7), "in 7 days"),
        (timedelta(days=6, hours=11), "in 6 days"),
        (timedelta(hours=35), "in 35 hours"),
        (timedelta(minutes=80), "in 80 minutes"),
        (timedelta(minutes=1), "in 1 minute"),
        (-timedelta(days=1), "in 0 minutes"),
    ],
)
def test_the_time_that_is_left_is_said_to_the_nearest_day_hour_or_minute(left, said):
    assert ends_in(now() + left) == said
