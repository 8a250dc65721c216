"""The walk-through and the roles drawn from their own tables: docs/walkthrough.md, docs/roles.md, and what is printed."""

from joint_account.registration.machine import INVITATION, JOINT_ACCOUNT, TRANSITIONS, Event, Outcome, Role, State
from joint_account.registration.roles import Act, may
from joint_account.registration.walkthrough import Step

_DOCUMENT = """\
# The walk-through

Made by `python -m joint_account walkthrough` from `joint_account/registration/machine.py`; a test holds it true.

{steps}

What a person sees of these steps is derived from what happened, never stored beside it.
Whatever is not in the table below cannot happen. Everything a transition brings with it is written in its transaction.

{table}

## Joint account

{joint_account}

There is no way back from `complete`: triggers in the database refuse it too.

## Invitation

{invitation}

An invitation is `expired` as soon as the clock says so, whatever has been written down by then.
"""

_ROLES = """\
# Who may do what

Made by `python -m joint_account roles` from `joint_account/registration/roles.py`; a test holds it true.

{table}

What is not marked is refused by the service that would do it, whatever page or websocket asks, and so is everybody who is not
in the joint account. `tests/test_roles.py` walks every role through every function that acts for a person, and fails when
there is one that it does not know. A person's own log-in, sessions, ways in and address are theirs alone, whatever their role.

The organizer is who started the joint account; managers and viewers are invited as such, and nothing changes a role.
"""


def roles() -> str:
    """The whole of docs/roles.md."""
    rows = [f"| {act} | {' | '.join('yes' if may(role, act) else '' for role in Role)} |" for act in Act]
    head = [f"| | {' | '.join(Role)} |", "| --- |" + " --- |" * len(Role)]
    return _ROLES.format(table="\n".join([*head, *rows]))


def document() -> str:
    """The whole of docs/walkthrough.md."""
    return _DOCUMENT.format(
        steps="\n".join(f"{place}. {step.capitalize()}" for place, step in enumerate(Step, 1)),
        table=as_table(),
        joint_account=as_mermaid(JOINT_ACCOUNT),
        invitation=as_mermaid(INVITATION),
    )


def as_table() -> str:
    """Every transition as a row of a Markdown table."""
    rows = [
        f"| {state or 'none yet'} | {event} | {then} | {', '.join(effects)} |"
        for (state, event), (then, effects) in TRANSITIONS.items()
    ]
    return "\n".join(["| state | event | next state | in the same transaction |", "| --- | --- | --- | --- |", *rows])


def as_mermaid(transitions: dict[tuple[State, Event], Outcome]) -> str:
    """Transitions as a Mermaid state diagram, in a Markdown code block."""
    arrows = [f"    {state or '[*]'} --> {then}: {event}" for (state, event), (then, _) in transitions.items()]
    left = {state for state, _ in transitions}
    ends = [f"    {then} --> [*]" for then in dict.fromkeys(then for then, _ in transitions.values()) if then not in left]
    return "\n".join(["```mermaid", "stateDiagram-v2", *arrows, *ends, "```"])
