"""The app, put together: pages in their frame, HTTP routes, background work. A new room is a folder and a line here."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import reflex as rx
from starlette.applications import Starlette
from starlette.types import ASGIApp

from joint_account.activity import routes as activity_routes
from joint_account.activity.activity_page import activity_page
from joint_account.activity.activity_state import ActivityState
from joint_account.demo import routes as demo_routes
from joint_account.demo.mailbox_door import MailboxDoor
from joint_account.demo.mailbox_page import mailbox_page
from joint_account.demo.mailbox_state import MailboxState
from joint_account.demo.sweep import keep_swept
from joint_account.identity import (
    authenticator_routes,
    open_pages,
    passkey_routes,
    provider_routes,
    proving_routes,
    security_routes,
)
from joint_account.identity import routes as identity_routes
from joint_account.identity.authenticator_state import AuthenticatorState
from joint_account.identity.code_page import code_page
from joint_account.identity.confirm_page import confirm_page
from joint_account.identity.continue_page import continue_page
from joint_account.identity.email_page import email_page
from joint_account.identity.forgot_page import forgot_page
from joint_account.identity.gate import Gate
from joint_account.identity.http import Asking, too_many_tries
from joint_account.identity.link_states import EmailState, ForgotState, ResetState
from joint_account.identity.login_page import login_page
from joint_account.identity.passkeys_state import PasskeysState
from joint_account.identity.prove_page import prove_page
from joint_account.identity.provider_state import ArrivalState, ProviderState
from joint_account.identity.providers_state import ProvidersState
from joint_account.identity.proving_state import CodeState, ProveState
from joint_account.identity.register_page import register_page
from joint_account.identity.reset_page import reset_page
from joint_account.identity.security_page import security_page
from joint_account.identity.security_state import SecurityState
from joint_account.identity.seen import keep_seen
from joint_account.identity.state import ConfirmState, LoginState, RegisterState
from joint_account.mail.delivery import relay
from joint_account.messages import routes as messages_routes
from joint_account.messages.fetching import keep_fetching
from joint_account.messages.inbox_page import inbox_page
from joint_account.messages.inbox_state import InboxState
from joint_account.messages.letters import WAY
from joint_account.messages.mailboxes_state import MailboxesState
from joint_account.messages.stores_page import stores_and_mailboxes
from joint_account.messages.thread_page import thread_page
from joint_account.messages.thread_state import ThreadState
from joint_account.protected import is_protected
from joint_account.reconciliation.reconciliation_page import reconciliation_page
from joint_account.reconciliation.state import ReconciliationState
from joint_account.registration import routes as registration_routes
from joint_account.registration.family_page import family_page
from joint_account.registration.family_state import FamilyState
from joint_account.registration.invitation_page import invitation_page
from joint_account.registration.invitation_state import InvitationState
from joint_account.registration.membership_page import membership_page
from joint_account.registration.membership_state import MembershipState
from joint_account.registration.second_factors import is_shut_out, shut_out_among
from joint_account.registration.timekeeping import keep_time
from joint_account.sales import order_files
from joint_account.sales import routes as sales_routes
from joint_account.sales.folder import watch_folder
from joint_account.sales.order_page import order_page
from joint_account.sales.order_state import OrderState
from joint_account.sales.orders_page import orders_page
from joint_account.sales.orders_state import OrdersState
from joint_account.sales.overview_page import overview_page
from joint_account.sales.overview_state import OverviewState
from joint_account.settings import settings
from joint_account.shell import frame
from joint_account.shell.connection import connection_lost
from joint_account.shell.doors import Doors
from joint_account.shell.folders import PagesByName
from joint_account.shell.landing_page import landing_page
from joint_account.shell.logs import write_one_line_each
from joint_account.shell.not_found_page import not_found_page
from joint_account.shell.sockets import guard_sockets
from joint_account.shell.state import ShellState
from joint_account.shell.tidying import keep_tidy
from joint_account.stores.amazon import routes as amazon_routes
from joint_account.stores.amazon.timekeeping import keep_consents
from joint_account.stores.state import StoresState
from joint_account.sync.loop import keep_synced
from joint_account.tries import TooManyTries
from joint_account.ui import live

ROOMS = (
    *(identity_routes, proving_routes, provider_routes, passkey_routes, authenticator_routes, security_routes),
    *(registration_routes, activity_routes, amazon_routes, sales_routes, order_files, messages_routes, demo_routes),
)
"""Who has HTTP routes."""

write_one_line_each()

app = rx.App(
    html_lang="en",
    stylesheets=["/look.css", "/sales.css", "/messages.css"],
    head_components=[
        rx.el.link(rel="stylesheet", href="/visitor.css"),
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.script(src="/behaviour.js", defer=True),
        rx.el.script(src="/upload.js", defer=True),
        rx.el.script(src="/messages.js", defer=True),
    ],
    # Reflex's own toasts are script text, which the Content-Security-Policy forbids: no page carries what would show them.
    toaster=None,
    extra_app_wraps={(5, "Overlay"): lambda stateful: connection_lost() if stateful else None},
    api_transformer=[
        Starlette(routes=[route for room in ROOMS for route in room.ROUTES], exception_handlers={TooManyTries: too_many_tries}),
        PagesByName,
        MailboxDoor,
        lambda inner: Asking(inner, is_protected, is_shut_out),
    ],
)
app.add_middleware(Gate(is_shut_out))
guard_sockets(app)

Content = Callable[[], rx.Component]
Framing = Callable[[rx.Component], rx.Component]
Load = Any


def _add(route: str, title: str, content: Content, framing: Framing, load: list[Load]) -> None:
    # The build makes one script of all pages of a module: so each stays with the module of its content.
    @wraps(content)
    def framed() -> rx.Component:
        return framing(content())

    app.add_page(framed, route=route, title=f"{title} · Joint Account", description=title, on_load=load)


def _public(route: str, title: str, content: Content, *load: Load, narrow: bool = True) -> None:
    _add(route, title, content, lambda it: frame.public(it, narrow=narrow), [ShellState.load, *load])


def _private(route: str, title: str, content: Content, *load: Load) -> None:
    _add(route, title, content, lambda it: frame.private(it, route), [ShellState.load, *load])


def _membership(route: str, title: str, content: Content, *load: Load) -> None:
    _add(route, title, content, lambda it: frame.membership(it, route), [ShellState.load, *load])


# Leads on who is logged in, so it asks for nobody's name, and needs no socket's answer.
_add("/", "One account for your stores in every country", landing_page, lambda it: frame.public(it, narrow=False), [])
_public("/login", "Log in", login_page, LoginState.load, ProviderState.load)
_public("/login/code", "Enter the code", code_page, CodeState.load)
_public("/prove", "Confirm that it is you", prove_page, ProveState.load)
_public("/register", "Register", register_page, RegisterState.load, ProviderState.load)
_public("/confirm", "Confirm your address", confirm_page, ConfirmState.load)
_public("/forgot", "Forgot your password?", forgot_page, ForgotState.load)
_public("/reset", "Set a new password", reset_page, ResetState.load)
_public("/email", "Agree to a new address", email_page, EmailState.load)
_public("/invitation", "Invitation", invitation_page, InvitationState.load, ProviderState.load)
_public("/continue", "Continue", continue_page, ArrivalState.load)
_public("/mailbox", "Mailbox", mailbox_page, MailboxState.load, narrow=False)
_public("404", "Not found", not_found_page)
_membership("/membership", "Your Prime Membership", membership_page, MembershipState.load)
_membership("/membership/family", "Family Members", family_page, FamilyState.load)
_membership("/activity", "Activity", activity_page, ActivityState.load)
_membership(
    "/security",
    "Login & security",
    security_page,
    PasskeysState.load,
    AuthenticatorState.load,
    ProvidersState.load,
    SecurityState.load,
)
_private("/overview", "Overview", overview_page, OverviewState.load)
_private("/orders", "Orders", orders_page, OrdersState.load)
_private("/orders/[order_id]", "Order", order_page, OrderState.load)
_private("/messages", "Messages", inbox_page, InboxState.load)
_private("/messages/[thread]", "Thread", thread_page, ThreadState.load)
_private("/stores", "Stores", stores_and_mailboxes, StoresState.load, MailboxesState.load)
_private("/stores/reconciliation", "Reconciliation", reconciliation_page, ReconciliationState.load)


async def relay_letters() -> None:
    """Letters leave: ours by SMTP_URL, replies to buyers by the mailbox that they came to."""
    await relay(WAY)


async def push_changes() -> None:
    """Open pages change by themselves."""
    await live.push_changes(app)


async def close_ended() -> None:
    """Open pages of sessions that have ended are led away."""
    await open_pages.close_ended(app, shut_out_among)


WORK = (relay_letters, keep_fetching, keep_time, keep_consents, keep_synced, push_changes, close_ended, keep_seen, keep_tidy)
"""What goes on for as long as the app runs."""

for work in (*WORK, *([keep_swept] if settings().demo else []), *([watch_folder] if settings().reports_folder else [])):
    app.register_lifespan_task(work)


def served() -> ASGIApp:
    """What the server serves. The framework puts an answer to other sites' preflights around its app: Doors stand outside."""
    return Doors(app(), is_protected)
