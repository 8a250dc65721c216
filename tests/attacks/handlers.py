"""Every event handler there is: how to call it, and whom it may tell or obey. A handler that is not here fails a test."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.attacks.conftest import Situation

EVERYBODY = frozenset({"organizer", "viewer"})
ORGANIZER = frozenset({"organizer"})
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Case:
    """A handler, by what it may do for members of the victim's joint account; for others it may do nothing."""

    shows: frozenset[str] = NOBODY
    """Roles that it tells something of the victim's."""
    changes: frozenset[str] = NOBODY
    """Roles for whom it changes something."""
    payload: Callable[[Situation], dict[str, Any]] = field(default=lambda _there: {})
    """As an honest page would send it."""
    path: str = "/"
    """`{thread}` stands for the victim's thread with a buyer."""

    def at(self, there: Situation) -> str:
        """The page that it is called from."""
        return self.path.format(thread=there.thread_id)


def _form(there: Situation) -> dict[str, Any]:
    return {
        "form": {
            "name": "Nadja Neu",
            "email": "nadja@elsewhere.example",
            "country": "DE",
            "role": "manager",
            "language": "en",
            "message": "",
            "lines": "",
            "understood": "yes",
        }
    }


def _invitation(there: Situation) -> dict[str, Any]:
    return {"invitation_id": str(there.invitation.id)}


def _spare(there: Situation) -> dict[str, Any]:
    return {"invitation_id": str(there.spare.id)}


def _note(there: Situation) -> dict[str, Any]:
    return {"form": {"day": "2026-05-04", "text": "A fair nearby"}}


def _note_id(there: Situation) -> dict[str, Any]:
    return {"note_id": str(there.note_id)}


def _about_a_thread(there: Situation) -> dict[str, Any]:
    return {"form": {"reply": "x", "note": "x", "order": "x"}}


THREAD = "/messages/{thread}"
OURS = {
    "mailbox_state.load": Case(path="/mailbox"),
    "confirm_state.load": Case(path="/confirm"),
    "login_state.load": Case(path="/login"),
    "register_state.load": Case(path="/register"),
    "forgot_state.load": Case(path="/forgot"),
    "reset_state.load": Case(path="/reset"),
    "email_state.load": Case(path="/email"),
    "security_state.load": Case(EVERYBODY, path="/security"),
    "authenticator_state.load": Case(path="/security"),
    "code_state.load": Case(path="/login/code"),
    "prove_state.load": Case(path="/prove"),
    "passkeys_state.load": Case(path="/security"),
    "providers_state.load": Case(path="/security"),
    "provider_state.load": Case(path="/login"),
    "arrival_state.load": Case(path="/continue"),
    "invitation_state.load": Case(EVERYBODY, path="/invitation"),
    "shell_state.load": Case(EVERYBODY),
    "membership_state.load": Case(EVERYBODY, path="/membership"),
    "membership_state.refresh": Case(EVERYBODY, path="/membership"),
    "family_state.load": Case(EVERYBODY, path="/membership/family"),
    "family_state.refresh": Case(EVERYBODY, path="/membership/family"),
    "family_state.clear": Case(path="/membership/family"),
    "family_state.invite": Case(EVERYBODY, ORGANIZER, _form, "/membership/family"),
    "family_state.resend": Case(EVERYBODY, ORGANIZER, _invitation, "/membership/family"),
    "family_state.revoke": Case(EVERYBODY, ORGANIZER, _spare, "/membership/family"),
    "activity_state.load": Case(ORGANIZER, path="/activity"),
    "overview_state.load": Case(EVERYBODY, path="/overview?from=2026-05-01&to=2026-05-31"),
    "why_state.load": Case(EVERYBODY, path="/overview?from=2026-05-01&to=2026-05-31"),
    "overview_state.refresh": Case(EVERYBODY, path="/overview?from=2026-05-01&to=2026-05-31"),
    "overview_state.add_note": Case(EVERYBODY, ORGANIZER, _note, "/overview?from=2026-05-01&to=2026-05-31"),
    "overview_state.remove_note": Case(EVERYBODY, ORGANIZER, _note_id, "/overview?from=2026-05-01&to=2026-05-31"),
    "orders_state.load": Case(EVERYBODY, path="/orders"),
    "order_state.load": Case(EVERYBODY, path="/orders/303-7777777-1234567"),
    "stores_state.load": Case(EVERYBODY, path="/stores"),
    "reconciliation_state.load": Case(EVERYBODY, path="/stores/reconciliation?store=DE&from=2026-05-01&to=2026-05-31"),
    "shell_state.refresh": Case(EVERYBODY),
    "mailboxes_state.load": Case(path="/stores"),
    "inbox_state.load": Case(EVERYBODY, path="/messages"),
    "inbox_state.show_viewers": Case(EVERYBODY, ORGANIZER, payload=lambda _there: {"allowed": True}, path="/messages"),
    "thread_state.load": Case(EVERYBODY, ORGANIZER, path=THREAD),
    "thread_state.refresh": Case(path=THREAD),
    "thread_state.type": Case(payload=lambda _there: {"text": "x"}, path=THREAD),
    "thread_state.send": Case(payload=_about_a_thread, path=THREAD),
    "thread_state.take_back": Case(payload=lambda _there: {"message_id": "1"}, path=THREAD),
    "thread_state.excuse": Case(path=THREAD),
    "thread_state.note": Case(payload=_about_a_thread, path=THREAD),
    "thread_state.assign": Case(payload=lambda _there: {"member_id": "1"}, path=THREAD),
    "thread_state.sort": Case(payload=_about_a_thread, path=THREAD),
}
"""Declared with @open_to."""

FRAMEWORK = {
    "state.hydrate": Case(),
    "state.hydrate_and_load": Case(),
    "state.set_is_hydrated": Case(payload=lambda _there: {"value": True}),
    "on_load_internal_state.on_load_internal": Case(),
    "on_load_internal_state.set_is_hydrated": Case(payload=lambda _there: {"value": True}),
}
"""The framework's own that pages need."""

_SET = Case(payload=lambda _there: {"var_name": "may_invite", "value": True})
SHUT = {
    "state.setvar": _SET,
    "on_load_internal_state.setvar": _SET,
    "shared_state_base_internal.setvar": _SET,
    "visitor.setvar": Case(payload=lambda _there: {"var_name": "_session", "value": ""}),
    "frontend_event_exception_state.setvar": _SET,
    "frontend_event_exception_state.handle_frontend_exception": Case(
        payload=lambda _there: {"info": "TypeError: null is not an object", "component_stack": "x"}
    ),
    "update_vars_internal_state.setvar": _SET,
    "update_vars_internal_state.update_vars_internal": Case(
        payload=lambda _there: {"vars": {"reflex___state____state.is_hydrated": True}}
    ),
    **{f"{name.partition('.')[0]}.setvar": _SET for name in OURS},
}
"""The framework's own that nobody may call."""

CASES = OURS | FRAMEWORK | SHUT


def short(name: str) -> str:
    """The state's own name and the handler's, without the modules they stand in."""
    return re.sub(r"^.*____", "", name)
