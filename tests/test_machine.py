"""The machine by itself: no database, no clock."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joint_account.registration import machine
from joint_account.registration.drawing import as_mermaid, as_table, document
from joint_account.registration.effects import ACTS, EFFECTS
from joint_account.registration.machine import (
    INVITATION,
    JOINT_ACCOUNT,
    TRANSITIONS,
    Effect,
    Event,
    InvitationState,
    JointAccountState,
    NotPossible,
    after,
)
from joint_account.registration.walkthrough import Facts, NextThing, Progress, Step, next_thing, walkthrough

DOCUMENT = Path(__file__).parent.parent / "docs" / "walkthrough.md"
STATES = [None, *JointAccountState, *InvitationState]
EVERY_FACTS = st.builds(Facts, st.booleans(), st.booleans(), st.booleans(), st.booleans())


@pytest.mark.parametrize("state", STATES, ids=str)
@pytest.mark.parametrize("event", Event, ids=str)
def test_what_is_not_in_the_table_is_refused_by_name(state, event):
    if (state, event) in TRANSITIONS:
        assert after(state, event) == TRANSITIONS[state, event]
        return
    with pytest.raises(NotPossible) as refusal:
        after(state, event)
    assert str(event) in str(refusal.value)
    assert str(state or "not begun") in str(refusal.value)


@given(st.lists(st.sampled_from(Event), max_size=30), st.sampled_from([JOINT_ACCOUNT, INVITATION]))
def test_no_sequence_of_events_leaves_a_state_that_is_for_ever(events, part):
    state = None
    for event in events:
        before = state
        if (state, event) in part:
            state, _ = after(state, event)
        if before is JointAccountState.COMPLETE or before in set(InvitationState) - {InvitationState.PENDING}:
            assert state is before


def test_every_change_of_state_leaves_an_audit_entry():
    for (state, event), (then, effects) in TRANSITIONS.items():
        if state != then:
            assert effects.count(Effect.AUDIT) == 1, (state, event)


def test_every_effect_in_the_table_is_carried_out_by_something():
    assert {effect for _, effects in INVITATION.values() for effect in effects} == set(EFFECTS)
    assert {event for _, event in INVITATION} == set(ACTS)
    assert {event for _, event in TRANSITIONS} == set(Event)


def test_the_machine_knows_nothing_but_the_standard_library():
    imports = re.findall(r"^(?:from|import) (\S+)", Path(machine.__file__).read_text(), re.MULTILINE)
    assert imports == ["enum"]
    assert len(Path(machine.__file__).read_text().splitlines()) < 150


@given(EVERY_FACTS)
def test_the_walkthrough_is_done_up_to_one_step_and_later_after_it(facts):
    steps = walkthrough(facts)
    assert [step for step, _ in steps] == list(Step)
    progress = [one for _, one in steps]
    done = progress.count(Progress.DONE)
    now = [] if facts.complete else [Progress.NOW]
    assert progress == [Progress.DONE] * done + now + [Progress.LATER] * (5 - done - len(now))


@pytest.mark.parametrize(
    ("facts", "now", "thing"),
    [
        (Facts(), Step.LOG_IN, NextThing.LOG_IN),
        (Facts(logged_in=True), Step.ADD_A_MEMBER, NextThing.CONFIRM_ADDRESS),
        (Facts(logged_in=True, confirmed=True), Step.ADD_A_MEMBER, NextThing.ADD_A_MEMBER),
        (
            Facts(logged_in=True, confirmed=True, invitation_open=True),
            Step.ACCEPT_THE_INVITATION,
            NextThing.WAIT_FOR_THE_ANSWER,
        ),
        (Facts(logged_in=True, confirmed=True, complete=True), None, NextThing.OPEN_OVERVIEW),
    ],
    ids=lambda value: str(value) if isinstance(value, Step | NextThing) else "",
)
def test_the_walkthrough_stands_where_the_facts_say(facts, now, thing):
    assert next((step for step, progress in walkthrough(facts) if progress == Progress.NOW), None) == now
    assert next_thing(facts) == thing


def test_the_drawings_show_every_transition_once():
    table, diagrams = as_table(), as_mermaid(JOINT_ACCOUNT) + as_mermaid(INVITATION)
    for (state, event), (then, _) in TRANSITIONS.items():
        assert table.count(f"| {state or 'none yet'} | {event} | {then} |") == 1
        assert diagrams.count(f"    {state or '[*]'} --> {then}: {event}\n") == 1


def test_the_document_is_what_the_machine_draws():
    assert DOCUMENT.read_text() == document(), "run: python -m joint_account walkthrough > docs/walkthrough.md"
