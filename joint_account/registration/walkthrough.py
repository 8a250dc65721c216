"""The walk-through that a person sees: derived from what happened, never stored. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """The walk-through's steps, in order."""

    LOG_IN = "log in"
    FAMILY_MEMBERS = "family members"
    ADD_A_MEMBER = "add a member"
    ACCEPT_THE_INVITATION = "accept the invitation"
    JOINT_ACCOUNT = "joint account"


class Progress(StrEnum):
    """Where a step stands."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


class NextThing(StrEnum):
    """The one thing to do next."""

    LOG_IN = "log in"
    CONFIRM_ADDRESS = "confirm the address"
    ADD_A_MEMBER = "add a member"
    WAIT_FOR_THE_ANSWER = "wait for the answer"
    OPEN_OVERVIEW = "open the overview"


@dataclass(frozen=True)
class Facts:
    """What the walk-through is derived from."""

    logged_in: bool = False
    confirmed: bool = False
    invitation_open: bool = False
    complete: bool = False


def steps_done(facts: Facts) -> int:
    """How many steps are behind this person; Family Members is open to whoever is logged in."""
    if facts.complete:
        return len(Step)
    if not facts.logged_in:
        return 0
    return 3 if facts.invitation_open else 2


def walkthrough(facts: Facts) -> list[tuple[Step, Progress]]:
    """Each step with where it stands: those behind, the one to do now, those that come later."""
    done = steps_done(facts)
    return [
        (step, Progress.DONE if place < done else Progress.NOW if place == done else Progress.LATER)
        for place, step in enumerate(Step)
    ]


def next_thing(facts: Facts) -> NextThing:
    """What this person does next."""
    if not facts.logged_in:
        return NextThing.LOG_IN
    if facts.complete:
        return NextThing.OPEN_OVERVIEW
    if facts.invitation_open:
        return NextThing.WAIT_FOR_THE_ANSWER
    return NextThing.ADD_A_MEMBER if facts.confirmed else NextThing.CONFIRM_ADDRESS
