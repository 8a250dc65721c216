"""The walk-through drawn from its own tables: docs/walkthrough.md, and what `python -m joint_account walkthrough` prints."""

from joint_account.registration.machine import INVITATION, JOINT_ACCOUNT, TRANSITIONS, Event, Outcome, State
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
