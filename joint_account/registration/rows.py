"""What the pages of this room show, as text ready to read."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from joint_account.database import now
from joint_account.identity.addresses import countries
from joint_account.registration.machine import InvitationState
from joint_account.registration.queries import FamilyMembers, Member, SentInvitation
from joint_account.registration.walkthrough import Facts, Progress, Step, walkthrough
from joint_account.ui.numbers import clock, full_day, plural

_STATES = {
    InvitationState.PENDING: ("pending", "warn"),
    InvitationState.ACCEPTED: ("accepted", "good"),
    InvitationState.DECLINED: ("declined", "bad"),
    InvitationState.REVOKED: ("revoked", ""),
    InvitationState.EXPIRED: ("expired", ""),
}


@dataclass(frozen=True)
class MemberRow:
    """A member."""

    name: str
    email: str
    country: str
    country_name: str
    role: str
    since: str


@dataclass(frozen=True)
class InvitationRow:
    """An invitation, with what can be done about it."""

    id: str
    name: str
    email: str
    country_name: str
    role: str
    state: str
    tone: str
    sent: str
    sent_by: str
    ends: str
    trouble: str
    is_open: bool


@dataclass(frozen=True)
class StepRow:
    """A step of the walk-through."""

    place: str
    name: str
    progress: str
    note: str


def member_row(member: Member) -> MemberRow:
    """A member as the list shows them."""
    return MemberRow(
        name=member.name,
        email=member.email,
        country=member.country,
        country_name=countries().get(member.country, member.country),
        role=member.role.capitalize(),
        since=full_day(member.since),
    )


def invitation_row(sent: SentInvitation) -> InvitationRow:
    """An invitation as the list shows it."""
    state, tone = _STATES[sent.state]
    return InvitationRow(
        id=str(sent.id),
        name=sent.name,
        email=sent.email,
        country_name=countries().get(sent.country, sent.country),
        role=sent.role.capitalize(),
        state=state,
        tone=f"tag {tone}",
        sent=full_day(sent.sent_at),
        sent_by=sent.sent_by,
        ends=ends_in(sent.expires_at) if sent.state == InvitationState.PENDING else "",
        trouble=sent.trouble,
        is_open=sent.state == InvitationState.PENDING,
    )


def ends_in(expires_at: datetime) -> str:
    """How long there is still time, to the nearest day, hour or minute."""
    left = max(expires_at - now(), timedelta())
    for unit, length in (("day", timedelta(days=1)), ("hour", timedelta(hours=1))):
        if (number := round(left / length)) >= 2:
            return f"in {plural(number, unit)}"
    return f"in {plural(round(left / timedelta(minutes=1)), 'minute')}"


def seats_line(family: FamilyMembers) -> str:
    """How many there are and how many seats they use."""
    pending = sum(sent.state == InvitationState.PENDING for sent in family.invitations)
    members = plural(len(family.members), "member")
    invited = f", {plural(pending, 'invitation')} pending" if pending else ""
    return f"{members}{invited} · {family.seats_used} of {family.seats} seats used"


def step_rows(facts: Facts, name: str) -> list[StepRow]:
    """The walk-through's steps as this person sees them."""
    notes = {
        Step.LOG_IN: f"as {name}",
        Step.FAMILY_MEMBERS: "where you invite",
        Step.ADD_A_MEMBER: "by e-mail",
        Step.ACCEPT_THE_INVITATION: "the member's part",
        Step.JOINT_ACCOUNT: "complete, for ever" if facts.complete else "begins with the first member",
    }
    return [
        StepRow("✓" if progress is Progress.DONE else str(place), step.capitalize(), str(progress), notes[step])
        for place, (step, progress) in enumerate(walkthrough(facts), start=1)
    ]


def until(expires_at: datetime) -> str:
    """The last moment, for somebody who may be anywhere."""
    return f"{clock(expires_at)} UTC"
