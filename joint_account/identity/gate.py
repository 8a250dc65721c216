"""The gate before every event handler. What nobody declared is refused; what is declared says who may call it.

Any event handler can be called by anyone who can open a websocket, with any payload and whether or not a page uses it.
So the gate asks, at each event: is the handler declared, who is asking (from the session row, not from the state), may
they, and are the arguments what the handler says they are. The services check again.
"""

import functools
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

import reflex as rx
from pydantic import TypeAdapter
from reflex.event import Event
from reflex.state import BaseState, State, StateUpdate
from reflex_base.utils.format import format_event_handler

from joint_account.audit import asked_from
from joint_account.identity.http import own_path
from joint_account.identity.models import LoginSession, Person
from joint_account.identity.open_pages import note_page
from joint_account.identity.payloads import STRICT, arguments_of, fits
from joint_account.identity.sessions import hashed, identify, session_now, token_in
from joint_account.tries.refusals import note_refused

log = logging.getLogger(__name__)

Handler = TypeVar("Handler", bound=Callable[..., Any])
Rule = Callable[[Person | None], Awaitable[bool]]
ShutOut = Callable[[Person, LoginSession], Awaitable[bool]]
"""Whether somebody may see nothing but their own settings, because their session lacks a second factor."""

_ROOT = State.get_full_name()
_HYDRATES = frozenset({f"{_ROOT}.hydrate", f"{_ROOT}.hydrate_and_load"})
_LOADS = f"{_ROOT}.reflex___state____on_load_internal_state"
_FRAMEWORK: dict[str, dict[str, TypeAdapter[Any]]] = {
    f"{_ROOT}.hydrate": {},
    # Not `vars`: those would be what the browser stores, and we keep nothing there.
    f"{_ROOT}.hydrate_and_load": {"hashes": TypeAdapter(list[str], config=STRICT)},
    f"{_ROOT}.set_is_hydrated": {"value": TypeAdapter(bool, config=STRICT)},
    f"{_LOADS}.on_load_internal": {},
    f"{_LOADS}.set_is_hydrated": {"value": TypeAdapter(bool, config=STRICT)},
}


@dataclass(frozen=True)
class Declaration:
    """Who may call a handler, and what it takes."""

    rule: Rule
    arguments: dict[str, TypeAdapter[Any]]


async def anyone(_person: Person | None) -> bool:
    """Who needs no log-in."""
    return True


async def logged_in(person: Person | None) -> bool:
    """Whoever is logged in."""
    return person is not None


async def own_settings(person: Person | None) -> bool:
    """Whoever is logged in, for what is their own alone: also while they lack a second factor that they need for the rest."""
    return person is not None


_WITHOUT_SECOND_FACTOR = frozenset({anyone, own_settings})


def open_to(rule: Rule) -> Callable[[Handler], Handler]:
    """Declares an event handler: below `@rx.event`, it says who may call it.

    The handler's annotations are enforced, strictly. What it raises is logged by its name alone, never with the event,
    which holds headers and cookies.
    """

    def declare(handler: Handler) -> Handler:
        name = getattr(handler, "__qualname__", "")

        @functools.wraps(handler)
        async def guarded(self: rx.State, *args: Any, **kwargs: Any) -> Any:
            try:
                return await handler(self, *args, **kwargs)
            except Exception:
                log.exception("%s failed", name)
                return None

        guarded.__open_to__ = rule  # ty: ignore[missing-attribute]
        return cast("Handler", guarded)

    return declare


@functools.cache
def declarations() -> dict[str, Declaration]:
    """Every declared handler of every state, by the full name an event calls it by."""
    return {
        format_event_handler(handler): Declaration(rule, arguments_of(handler.fn))
        for state in _states(State)
        for handler in state.event_handlers.values()
        if (rule := getattr(handler.fn, "__open_to__", None))
    }


def every_handler() -> set[str]:
    """Every handler that a websocket could name, declared or not."""
    return {format_event_handler(handler) for state in _states(State) for handler in state.event_handlers.values()}


def is_known(name: object) -> bool:
    """Whether an event of this name gets as far as the gate; the others are dropped before they cost anything."""
    return isinstance(name, str) and (name in _FRAMEWORK or name in declarations())


class Visitor(rx.State):
    """Whose state this is. A browser tab's state outlives a log-in, and must not."""

    _session: str = ""


class Gate(rx.Middleware):
    """Stands before every event, the framework's own included.

    Args:
        is_shut_out: who may see nothing but their own settings.
    """

    def __init__(self, is_shut_out: ShutOut) -> None:
        self.is_shut_out = is_shut_out

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        """Lets the event through by returning None; answers in its place otherwise."""
        try:
            return await _judged(state, event, self.is_shut_out)
        except Exception:
            # What the framework would log of a failure holds the event, with its headers and cookies.
            log.exception("the gate failed, and stays closed")
            return _answer()


async def _judged(state: BaseState, event: Event, is_shut_out: ShutOut) -> StateUpdate | None:
    token = token_in(state.router.headers.cookie)
    # What the server itself sends to an open page comes from nowhere, and is nothing that its person did.
    person = await identify(token, active=bool(event.router_data))
    asked_from.set(state.router.session.client_ip)
    session = hashed(token) if person else ""
    note_page(state.router.session.client_token, session)
    shut_out = person is not None and await is_shut_out(person, session_now())
    # Who is shut out keeps nothing of what they saw before, either.
    seen_by = f"{session}, shut out" if shut_out else session
    visitor = await state.get_state(Visitor)
    if visitor._session != seen_by:
        for substate in state._get_root_state().substates.values():
            substate.reset()
        visitor._session = seen_by
        if event.name not in _HYDRATES:
            return _anew(state)
    if event.name in _FRAMEWORK:
        return None if fits(event.payload, _FRAMEWORK[event.name], optional=event.name in _HYDRATES) else _answer()
    return await _unless_refused(state, event, person, shut_out=shut_out)


async def _unless_refused(state: BaseState, event: Event, person: Person | None, *, shut_out: bool) -> StateUpdate | None:
    declared = declarations().get(event.name)
    if declared is None or not fits(event.payload, declared.arguments):
        _note(person, "an event that is undeclared, or not what its handler takes")
        return _answer()
    if shut_out and declared.rule not in _WITHOUT_SECOND_FACTOR:
        return _anew(state)
    if not await declared.rule(person):
        _note(person, event.name.rpartition("____")[2])
        return _anew(state) if person is None else _answer(rx.redirect("/"))
    return None


def _note(person: Person | None, what: str) -> None:
    note_refused(what, asked_from.get(), person.id if person else "nobody")


def _anew(state: BaseState) -> StateUpdate:
    """Has the page read anew where it stands, by the cookie that its browser has now: an open socket never sees a new one.

    assets/behaviour.js asks for the log-in page, which leads back whoever is logged in.
    """
    url = state.router.url
    here = own_path(f"{url.path}?{url.query}" if url.query else url.path, "/")
    return _answer(rx.redirect(f"/login?{urlencode({'next': here})}", replace=True))


def _states(root: type[BaseState]) -> list[type[BaseState]]:
    return [root, *(below for child in root.get_substates() for below in _states(child))]


def _answer(*events: Any) -> StateUpdate:
    return StateUpdate(delta={}, events=Event.from_event_type(list(events)) if events else [])
